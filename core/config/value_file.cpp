#include "core/config/value_file.hpp"

#include "core/config/text_file.hpp"
#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <stdexcept>

namespace moisson {
namespace {

/// Reads one cell at `at` and leaves `at` on the sign behind it.
std::string read_cell(std::string_view text, std::size_t& at, char separator, std::uint32_t& line) {
    std::string cell;
    if (at < text.size() && text[at] == '"') {
        const std::uint32_t opened = line;
        for (++at;; ++at) {
            if (at >= text.size())
                throw std::runtime_error("line " + std::to_string(opened) +
                                         ": a quoted cell is never closed");
            if (text[at] == '\n') ++line;
            if (text[at] != '"')
                cell += text[at];
            else if (at + 1 < text.size() && text[at + 1] == '"')
                cell += text[++at];
            else
                break;
        }
        ++at;
    }
    while (at < text.size() && text[at] != separator && text[at] != '\n') cell += text[at++];
    return to_nfc(trim(cell));
}

std::vector<std::string> read_row(std::string_view text, std::size_t& at, char separator,
                                  std::uint32_t& line) {
    std::vector<std::string> cells;
    for (;;) {
        cells.push_back(read_cell(text, at, separator, line));
        if (at >= text.size()) return cells;
        if (text[at++] == '\n') {
            ++line;
            return cells;
        }
    }
}

} // namespace

std::vector<ValueRow> parse_value_rows(std::string_view text, const ValueHeaders& headers) {
    if (!is_valid_utf8(text)) throw std::runtime_error("it is not UTF-8; save it again as UTF-8");
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    const std::string_view head = text.substr(0, text.find('\n'));
    const char separator = head.find(';') != std::string_view::npos    ? ';'
                           : head.find('\t') != std::string_view::npos ? '\t'
                                                                       : ',';
    std::size_t at = 0;
    std::uint32_t line = 1;
    const auto header = read_row(text, at, separator, line);
    const bool known = std::any_of(headers.begin(), headers.end(), [&](const auto& names) {
        return header.size() == 2 && fold(header[0]) == names.first && fold(header[1]) == names.second;
    });
    if (!known)
        throw std::runtime_error("its first line must be: " + headers.front().first + "," +
                                 headers.front().second);
    std::vector<ValueRow> rows;
    while (at < text.size()) {
        const std::uint32_t begin = line;
        auto cells = read_row(text, at, separator, line);
        if (cells.size() == 1 && cells[0].empty()) continue;
        if (cells.size() != 2)
            throw std::runtime_error("line " + std::to_string(begin) + " has " +
                                     std::to_string(cells.size()) + " cells instead of 2");
        rows.push_back({begin, std::move(cells[0]), std::move(cells[1])});
    }
    return rows;
}

std::vector<ValueRow> read_value_file(const std::filesystem::path& feed_file, const std::string& name,
                                      const ValueHeaders& headers) {
    const std::filesystem::path path(name);
    if (path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end())
        throw std::runtime_error("it must stand beside the feed file or in values/: write its name only");
    const std::filesystem::path directory = feed_file.parent_path();
    for (const auto& candidate : {directory / path, directory / ".." / "values" / path}) {
        std::error_code absent;
        if (std::filesystem::is_regular_file(candidate, absent))
            return parse_value_rows(read_text_file(candidate), headers);
    }
    throw std::runtime_error("there is no such file beside the feed file or in values/");
}

} // namespace moisson
