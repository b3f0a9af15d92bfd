// One CSV row as it stands in the reader's buffer.
#pragma once
#include "connectors/formats/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace moisson {

/// Text of a cell without its outer quotes; `escaped`: "" still stands for one quote.
struct CsvCell {
    char* begin = nullptr;
    std::uint32_t size = 0;
    bool escaped = false;
    std::string_view text() const { return {begin, size}; }
};

/// The cells of one row: a vector that never grows, so that adding one is two stores.
class CsvCells {
public:
    CsvCells() : cells_(format_limit::csv_columns + 1), end_(cells_.data()) {} // the last one is too many
    CsvCells(const CsvCells&) = delete;
    CsvCells& operator=(const CsvCells&) = delete;
    void clear() { end_ = cells_.data(); }
    bool is_full() const { return end_ == full(); }
    void add(char* begin, const char* end, bool escaped) { add(end_, begin, end, escaped); }
    std::size_t size() const { return static_cast<std::size_t>(end_ - cells_.data()); }
    CsvCell* begin() { return cells_.data(); }
    CsvCell* end() { return end_; }
    const CsvCell* begin() const { return cells_.data(); }
    const CsvCell* end() const { return end_; }
    const CsvCell* full() const { return cells_.data() + cells_.size(); }

    /// For a loop that keeps end() in a register: adds there, and says at last how far it came.
    static void add(CsvCell*& to, char* begin, const char* end, bool escaped) {
        *to++ = {begin, static_cast<std::uint32_t>(end - begin), escaped};
    }
    void end_at(CsvCell* end) { end_ = end; }

    CsvCell& operator[](std::size_t index) { return cells_.data()[index]; }
    const CsvCell& operator[](std::size_t index) const { return cells_.data()[index]; }

private:
    std::vector<CsvCell> cells_;
    CsvCell* end_;
};

/// Views and cells live until the next read.
struct CsvRow {
    CsvCells cells;
    std::string_view bytes;       ///< without the line end
    std::uint64_t line = 0;       ///< where it starts, 1 = first line of the file
    bool maybe_bad_bytes = false; ///< false: every byte belongs to well-formed UTF-8
    bool has_nul = false;
    bool stray_quote = false;      ///< a quote inside an unquoted cell: kept as text
    bool text_after_quote = false; ///< "a"b: the row cannot be trusted
};

struct CsvDialect {
    char delimiter = ';';
    char quote = '"'; ///< '\xFF': no quoting
};

} // namespace moisson
