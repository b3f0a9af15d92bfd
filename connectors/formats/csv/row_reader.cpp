#include "connectors/formats/csv/row_reader.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace moisson {
namespace {

[[noreturn]] void refuse(const char* code, std::uint64_t line, const std::string& message) {
    throw FormatError(code, line, 0, "line " + std::to_string(line) + ": " + message);
}

} // namespace

CsvRowReader::CsvRowReader(ByteSource& text)
    : text_(text), buffer_(format_limit::window + SpecialBytes::padding) {
    begin_ = end_ = buffer_.data();
}

void CsvRowReader::set_dialect(const CsvDialect& dialect) {
    dialect_ = dialect;
    restart_ = true;
}

/// Moves the unread bytes to the front; the buffer doubles when a row fills it.
void CsvRowReader::make_room(std::size_t unread) {
    if (unread * 2 > buffer_.size()) {
        std::vector<char> larger(buffer_.size() * 2);
        std::memcpy(larger.data(), begin_, unread);
        buffer_.swap(larger);
    } else if (begin_ != buffer_.data()) {
        std::memmove(buffer_.data(), begin_, unread);
    }
    begin_ = buffer_.data();
    end_ = begin_ + unread;
}

/// Reads behind the unread bytes, at least as many as there are: a long row is not scanned over and over.
void CsvRowReader::refill() {
    make_room(static_cast<std::size_t>(end_ - begin_));
    const auto unread = static_cast<std::size_t>(end_ - begin_);
    const std::size_t room =
        std::min(buffer_.size() - SpecialBytes::padding - unread, std::max(format_limit::step, unread));
    const std::size_t got = text_.read_fully(end_, room);
    end_ += got;
    ended_ = got < room;
    if (ended_) check_end();
    const std::string_view window(begin_, unread + got);
    sound_ = is_valid_utf8(window.substr(0, window.size() - unfinished_sequence(window)));
    restart_ = true;
}

void CsvRowReader::check_end() const {
    const std::string_view rest(begin_, static_cast<std::size_t>(end_ - begin_));
    if (unfinished_sequence(rest) > 0)
        refuse(format_code::truncated,
               line_ + static_cast<std::uint64_t>(std::count(rest.begin(), rest.end(), '\n')),
               "the file ends in the middle of a character: the transfer was cut. Run again.");
}

std::string_view CsvRowReader::peek(std::size_t size) {
    while (!ended_ && static_cast<std::size_t>(end_ - begin_) < size) refill();
    return {begin_, static_cast<std::size_t>(end_ - begin_)};
}

void CsvRowReader::skip(std::size_t size, std::uint64_t lines) {
    begin_ += size;
    line_ += lines;
    restart_ = true;
}

bool CsvRowReader::read(CsvRow& row) {
    for (;;) {
        if (begin_ == end_) {
            if (ended_) return false;
            refill();
            if (begin_ == end_) continue;
        }
        if (restart_) special_.start(begin_, end_, dialect_.delimiter, dialect_.quote);
        restart_ = false;
        if (scan(row) == Scan::complete) return true;
        refill();
    }
}

void CsvRowReader::check_sizes(const CsvRow& row) const {
    if (row.bytes.size() > format_limit::csv_row)
        refuse(format_code::row_too_long, row.line, "the row is longer than 4 MiB.");
    for (const auto& cell : row.cells)
        if (cell.size > format_limit::csv_field)
            refuse(format_code::field_too_long, row.line, "a cell is longer than 1 MiB.");
}

/// The row goes on behind the window: only up to the limits.
CsvRowReader::Scan CsvRowReader::ask_for_more(const char* cell, bool quoted) const {
    const char* hint = quoted ? " A quote that opens a cell is probably never closed."
                              : " Are the line end and the delimiter right?";
    if (static_cast<std::size_t>(end_ - cell) > format_limit::csv_field)
        refuse(format_code::field_too_long, line_, std::string("a cell is longer than 1 MiB.") + hint);
    if (static_cast<std::size_t>(end_ - begin_) > format_limit::csv_row)
        refuse(format_code::row_too_long, line_, std::string("the row is longer than 4 MiB.") + hint);
    return Scan::more;
}

CsvRowReader::Scan CsvRowReader::scan(CsvRow& row) {
    row.cells.clear();
    row.line = scan_line_ = line_;
    row.has_nul = row.stray_quote = row.text_after_quote = false;
    if (take_plain_row(row)) return finish(row);
    for (char* cell = begin_;; cell = stop_ + 1) {
        if (cell < end_ && *cell == dialect_.quote) {
            if (scan_quoted(row, cell) == Scan::more) return Scan::more;
        } else if (!scan_plain(row, cell)) {
            return ask_for_more(cell, false);
        }
        if (row.cells.is_full())
            refuse(format_code::too_many_columns, row.line,
                   "more than 2,000 columns. Is the delimiter right?");
        if (stop_ == end_ || *stop_ != dialect_.delimiter) return finish(row);
    }
}

/// The usual row has nothing but delimiters up to its line end, and stands in one stretch: its cells need no
/// look at their bytes. False, with nothing done, for any other row.
bool CsvRowReader::take_plain_row(CsvRow& row) {
    const std::uint32_t* const last = special_.find_other();
    if (!last || (*special_.at(last) != '\n' && *special_.at(last) != '\r')) return false;
    const auto place = special_.place();
    if (last - place.at >= static_cast<std::ptrdiff_t>(format_limit::csv_columns)) return false;
    CsvCell* cells = row.cells.end();
    char* start = begin_;
    for (const std::uint32_t* at = place.at; at <= last; ++at) {
        char* const end = special_.at(at);
        CsvCells::add(cells, start, end, false);
        start = end + 1;
    }
    row.cells.end_at(cells);
    special_.go_on_from({last + 1, place.end});
    stop_ = start - 1;
    return true;
}

/// The next delimiter or line end; end_ when the window ends before.
char* CsvRowReader::find_stop(CsvRow& row) {
    for (;;) {
        char* at = special_.next();
        if (at == end_ || *at == dialect_.delimiter || *at == '\n' || *at == '\r') return at;
        row.has_nul |= *at == '\0';
        row.stray_quote |= *at == dialect_.quote;
    }
}

/// From `cell` on, as many unquoted cells as follow each other: most rows are nothing else. False, with
/// `cell` at the open one, when the window ends before.
bool CsvRowReader::scan_plain(CsvRow& row, char*& cell) {
    // All that changes is in registers until the end.
    SpecialBytes::Place place = special_.place();
    CsvCell* cells = row.cells.end();
    const CsvCell* const full = row.cells.full();
    char* const end = end_;
    char* start = cell;
    char* at;
    const char delimiter = dialect_.delimiter, quote = dialect_.quote;
    for (;;) {
        at = special_.next(place);
        if (at == end && !ended_) {
            cell = start;
            return false;
        }
        if (at != end && *at == delimiter) [[likely]] {
            CsvCells::add(cells, start, at, false);
            start = at + 1;
            if (start == end || *start == quote || cells == full) break;
        } else if (at == end || *at == '\n' || *at == '\r') {
            CsvCells::add(cells, start, at, false);
            break;
        } else {
            row.has_nul |= *at == '\0';
            row.stray_quote |= *at == quote;
        }
    }
    row.cells.end_at(cells);
    special_.go_on_from(place);
    stop_ = at;
    cell = start;
    return true;
}

CsvRowReader::Scan CsvRowReader::scan_quoted(CsvRow& row, char* cell) {
    const std::uint64_t opened = scan_line_;
    special_.next(); // the opening quote
    for (bool escaped = false;;) {
        char* at = special_.next();
        if (at == end_) ask_for_more(cell, true);
        if (at == end_ && ended_)
            refuse(format_code::unclosed_quote, opened,
                   "the quote that opens cell " + std::to_string(row.cells.size() + 1) +
                       " is never closed: the rest of the file is swallowed. Correct that line at the "
                       "producer.");
        if (at == end_ || (at + 1 == end_ && !ended_)) return ask_for_more(cell, true);
        if (*at != dialect_.quote) {
            row.has_nul |= *at == '\0';
            count_line_end(at);
        } else if (at + 1 < end_ && at[1] == dialect_.quote) {
            escaped = true;
            special_.next();
        } else {
            return after_quote(row, cell, at, escaped);
        }
    }
}

CsvRowReader::Scan CsvRowReader::after_quote(CsvRow& row, char* cell, char* quote, bool escaped) {
    const bool stray = row.stray_quote;
    stop_ = find_stop(row);
    if (stop_ == end_ && !ended_) return ask_for_more(cell, true);
    row.stray_quote = stray;
    const bool only_blanks = std::all_of(quote + 1, stop_, [](char c) { return c == ' '; });
    row.text_after_quote |= !only_blanks;
    if (only_blanks)
        row.cells.add(cell + 1, quote, escaped);
    else
        row.cells.add(cell, stop_, false);
    return Scan::complete;
}

void CsvRowReader::count_line_end(const char* at) {
    if (*at == '\n' || (*at == '\r' && at + 1 < end_ && at[1] != '\n')) ++scan_line_;
}

/// Steps over LF, CR, CRLF or the end of the file.
CsvRowReader::Scan CsvRowReader::finish(CsvRow& row) {
    row.bytes = {begin_, static_cast<std::size_t>(stop_ - begin_)};
    if (row.bytes.size() > format_limit::csv_field) check_sizes(row);
    if (stop_ != end_) {
        const bool carriage_return = *stop_ == '\r';
        if (carriage_return && stop_ + 1 == end_ && !ended_) return Scan::more;
        ++stop_;
        if (carriage_return && stop_ < end_ && *stop_ == '\n') stop_ = special_.next() + 1;
    }
    row.maybe_bad_bytes = !sound_;
    begin_ = stop_;
    line_ = scan_line_ + 1;
    return Scan::complete;
}

} // namespace moisson
