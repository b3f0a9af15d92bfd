// CSV text → rows, streaming: a window moves over the file and grows up to the longest row allowed.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/csv/byte_scan.hpp"
#include "connectors/formats/csv/row.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace moisson {

/// Accepts LF, CRLF and CR, also mixed. Thread: one at a time.
class CsvRowReader {
public:
    explicit CsvRowReader(ByteSource& text);

    /// What stands ahead, at least `size` bytes unless the file is shorter. Invalidates rows.
    std::string_view peek(std::size_t size);
    /// Skips `size` bytes that peek() showed; `lines`: how many lines they are.
    void skip(std::size_t size, std::uint64_t lines);

    void set_dialect(const CsvDialect& dialect);

    /// False at the end. Throws FormatError: unclosed quote, a limit, a character cut in two at the end.
    bool read(CsvRow& row);

private:
    enum class Scan { complete, more };
    Scan scan(CsvRow& row);
    bool take_plain_row(CsvRow& row);
    bool scan_plain(CsvRow& row, char*& cell);
    Scan scan_quoted(CsvRow& row, char* cell);
    Scan after_quote(CsvRow& row, char* cell, char* quote, bool escaped);
    Scan finish(CsvRow& row);
    char* find_stop(CsvRow& row);
    void check_sizes(const CsvRow& row) const;
    Scan ask_for_more(const char* cell, bool quoted) const;
    void count_line_end(const char* at);
    void refill();
    void make_room(std::size_t unread);
    void check_end() const;

    ByteSource& text_;
    std::vector<char> buffer_;               ///< with SpecialBytes::padding at the end
    char *begin_ = nullptr, *end_ = nullptr; ///< unread part of the buffer
    char* stop_ = nullptr;                   ///< what ended the last cell: delimiter, line end, or end_
    bool ended_ = false;
    bool sound_ = true;   ///< the window is UTF-8, but for a sequence that it cuts at its end
    bool restart_ = true; ///< the special-byte walker does not stand at begin_
    CsvDialect dialect_;
    SpecialBytes special_;
    std::uint64_t line_ = 1;      ///< of begin_
    std::uint64_t scan_line_ = 1; ///< of what is being scanned
};

} // namespace moisson
