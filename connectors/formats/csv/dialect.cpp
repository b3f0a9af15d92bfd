#include "connectors/formats/csv/dialect.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/table/find_header.hpp"
#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <tuple>

namespace moisson {
namespace {

constexpr std::string_view candidates = ";,\t|";
constexpr std::size_t longest_name = 4096; // a longer cell ends the look at a row: it is no header

struct Line {
    std::size_t at = 0;
    std::string_view text;
};

std::vector<Line> first_lines(std::string_view head, std::size_t limit) {
    std::vector<Line> lines;
    for (std::size_t at = 0; at < head.size() && lines.size() < limit;) {
        const std::size_t end = std::min(head.find_first_of("\r\n", at), head.size());
        lines.push_back({at, head.substr(at, end - at)});
        at = end + (end + 1 < head.size() && head[end] == '\r' && head[end + 1] == '\n' ? 2 : 1);
    }
    return lines;
}

/// "sep=;": Excel's directive.
bool is_separator_line(std::string_view line, char* delimiter) {
    if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
    if (line.size() != 5 || fold(line.substr(0, 4)) != "sep=") return false;
    *delimiter = line[4];
    return true;
}

char one_character(const std::string& text, const char* what, char none) {
    if (text.empty() || text == "none") return none;
    if (text == "tab" || text == "\\t") return '\t';
    if (text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80 && text[0] != '\n' && text[0] != '\r')
        return text[0];
    throw FormatError(format_code::bad_dialect, 0, 0,
                      std::string("[source.csv] ") + what + " = \"" + text +
                          "\" is not one character. Write one ASCII character, \"tab\" or \"auto\".");
}

struct Guess {
    std::size_t line = 0;
    char delimiter = ';';
    bool found = false;
};

Guess by_names(std::string_view head, const std::vector<Line>& lines, const std::string& delimiters,
               char quote, const std::vector<std::string>& selectors) {
    HeaderVote vote(selectors);
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (const char delimiter : delimiters) {
            std::size_t at = lines[i].at;
            vote.consider(i, delimiter, split_csv_row(head, at, {delimiter, quote}));
        }
    return vote.found() ? Guess{vote.row(), vote.reading(), true} : Guess{};
}

/// Of the rows that are not blank; a line inside a quoted cell is no row.
UsualWidth usual_width(std::string_view head, const std::vector<Line>& lines, const CsvDialect& dialect) {
    std::vector<RowWidth> rows;
    std::size_t next = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].at < next || trim(lines[i].text).empty()) continue;
        next = lines[i].at;
        rows.push_back({split_csv_row(head, next, dialect).size(), i});
    }
    return usual_width(rows);
}

Guess by_shape(std::string_view head, const std::vector<Line>& lines, const std::string& delimiters,
               char quote) {
    Guess best;
    std::size_t best_rows = 0, best_width = 0;
    for (const char delimiter : delimiters) {
        const auto [width, rows, line, _] = usual_width(head, lines, {delimiter, quote});
        if (width == 0) continue;
        const bool wider = width > 1 && best_width <= 1;
        const bool better = std::tuple(rows, width) > std::tuple(best_rows, best_width);
        if (best.found && !wider && (!better || width <= 1)) continue;
        best = {line, delimiter, true};
        best_rows = rows, best_width = width;
    }
    return best;
}

} // namespace

std::vector<std::string> split_csv_row(std::string_view text, std::size_t& at, const CsvDialect& dialect) {
    std::vector<std::string> cells(1);
    bool quoted = false, fresh = true;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            const bool twice = c == dialect.quote && at + 1 < text.size() && text[at + 1] == dialect.quote;
            if (c != dialect.quote || twice)
                cells.back() += c;
            else
                quoted = false;
            at += twice;
        } else if (c == dialect.quote && fresh) {
            quoted = true;
        } else if (c == '\n' || c == '\r') {
            at += c == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
            break;
        } else if (c == dialect.delimiter) {
            cells.emplace_back();
            fresh = true;
            continue;
        } else {
            cells.back() += c;
        }
        if (cells.back().size() > longest_name) break;
        fresh = false;
    }
    return cells;
}

void refuse_merge_marker(std::string_view line, std::uint64_t number) {
    if (!line.starts_with("<<<<<<< ") && !line.starts_with(">>>>>>> ")) return;
    throw FormatError(format_code::merge_conflict, number, 1,
                      "line " + std::to_string(number) +
                          ": a merge conflict was published (\"<<<<<<<\" or \">>>>>>>\"): the file holds two "
                          "versions of its rows. Ask the producer to publish the merged file.");
}

/// The producer's file has no names of columns: the first line is a record.
static CsvStart records_without_header(std::string_view head, const std::vector<Line>& lines,
                                       std::size_t first, const std::string& delimiters, char quote) {
    if (first >= lines.size())
        throw FormatError(format_code::no_header, lines.size(), 1,
                          "there is no record behind line " + std::to_string(first) +
                              ". Correct [source.csv] header_row, or remove it.");
    const Guess guess =
        by_shape(head, {lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end()}, delimiters, quote);
    return {{guess.delimiter, quote}, lines[first].at, first};
}

CsvStart find_csv_start(std::string_view head, const CsvConfig& config,
                        const std::vector<std::string>& selectors) {
    std::vector<Line> lines =
        first_lines(head, std::max<std::size_t>(header_rows_looked_at, config.header_row));
    std::string delimiters(candidates);
    char directive = 0;
    const bool has_directive = !lines.empty() && is_separator_line(lines[0].text, &directive);
    if (config.delimiter != "auto" && !config.delimiter.empty())
        delimiters = one_character(config.delimiter, "delimiter", ';');
    else if (has_directive)
        delimiters = directive;
    const char quote = one_character(config.quote, "quote", '\xFF');

    std::size_t first = has_directive ? 1 : 0;
    if (!config.columns.empty())
        return records_without_header(head, lines, std::max<std::size_t>(first, config.header_row),
                                      delimiters, quote);
    if (config.header_row > 0) {
        if (config.header_row > lines.size())
            throw FormatError(format_code::no_header, lines.size(), 1,
                              "header_row = " + std::to_string(config.header_row) +
                                  " but the start of the file has only " + std::to_string(lines.size()) +
                                  " lines. Correct [source.csv] header_row, or remove it.");
        first = config.header_row - 1;
    }
    const std::vector<Line> considered(
        lines.begin() + static_cast<std::ptrdiff_t>(std::min(first, lines.size())),
        config.header_row > 0 ? lines.begin() + config.header_row : lines.end());
    Guess guess = by_names(head, considered, delimiters, quote, selectors);
    if (!guess.found) {
        const std::vector<Line> rest(
            lines.begin() + static_cast<std::ptrdiff_t>(std::min(first, lines.size())), lines.end());
        guess = by_shape(head, rest, delimiters, quote);
        if (config.header_row > 0) guess.line = 0;
    }
    if (!guess.found)
        throw FormatError(format_code::no_header, 1, 1,
                          "no header row was found: the file has no line of text.");
    const std::size_t line = first + guess.line;
    for (std::size_t i = 0; i <= line; ++i) refuse_merge_conflict(lines[i].text, i + 1);
    return {{guess.delimiter, quote}, lines[line].at, line};
}

} // namespace moisson
