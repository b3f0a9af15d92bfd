#include "connectors/formats/csv/csv_part.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/csv/dialect.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/sniff.hpp"

#include <algorithm>

namespace moisson {
namespace {

constexpr std::size_t start_size = 64u << 10;

OpenBytes sniffed(OpenBytes open) {
    refuse_wrong_content(*open(), Expected::csv);
    return open;
}

/// As nearly every row.
bool begins_with_text(const CsvRow& row) {
    const CsvCell& first = row.cells[0];
    return first.size > 0 && static_cast<unsigned char>(*first.begin) > ' ';
}

} // namespace

CsvPart::CsvPart(OpenBytes open, const CsvConfig& config, const std::vector<std::string>& selectors,
                 const std::vector<std::string>& ignore, std::string_view charset_hint)
    : text_(sniffed(std::move(open)), config.encoding, charset_hint), rows_(text_),
      skip_empty_lines_(config.skip_empty_lines) {
    const std::string_view head = rows_.peek(start_size);
    if (head.find_first_not_of(" \t\r\n") == std::string_view::npos && head.size() < start_size)
        throw FormatError(format_code::empty_document, 1, 1,
                          "the document is empty: it holds no line of text.");
    refuse_wrong_content(head.substr(0, 512), Expected::csv); // once more: it may have been UTF-16
    const CsvStart start = find_csv_start(head.substr(0, start_size), config, selectors);
    rows_.skip(start.bytes, start.lines);
    rows_.set_dialect(start.dialect);
    quote_ = start.dialect.quote;
    header_ = read_header(config.columns, selectors, ignore);
}

TableHeader CsvPart::read_header(std::vector<std::string> names, const std::vector<std::string>& selectors,
                                 const std::vector<std::string>& ignore) {
    CsvRow row;
    if (!names.empty()) return match_header(std::move(names), 0, selectors, ignore);
    rows_.read(row);
    for (auto& cell : row.cells) names.emplace_back(unescape(cell, quote_));
    return match_header(std::move(names), row.line, selectors, ignore);
}

bool CsvPart::read(CsvRow& row) {
    while (rows_.read(row))
        if (!skip_empty_lines_ || begins_with_text(row) || !is_blank_row(row)) return true;
    return false;
}

/// No text at all, or only separators (the tail of a spreadsheet).
bool CsvPart::is_blank_row(const CsvRow& row) const {
    if (row.cells.size() == 1 && header_.columns.size() == 1) return row.bytes.empty();
    return std::all_of(row.cells.begin(), row.cells.end(), [](const CsvCell& cell) {
        return cell.size == 0 || cell.text().find_first_not_of(" \t") == std::string_view::npos;
    });
}

std::string_view unescape(CsvCell& cell, char quote) {
    if (!cell.escaped) return cell.text();
    char* out = cell.begin;
    for (std::uint32_t i = 0; i < cell.size; ++i) {
        *out++ = cell.begin[i];
        if (cell.begin[i] == quote) ++i;
    }
    cell.size = static_cast<std::uint32_t>(out - cell.begin);
    cell.escaped = false;
    return cell.text();
}

} // namespace moisson
