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
    CsvCells() : cells_(format_limit::csv_columns + 1) {} // the last one is too many
    void clear() { count_ = 0; }
    bool is_full() const { return count_ == cells_.size(); }
    void add(char* begin, const char* end, bool escaped) {
        cells_.data()[count_++] = {begin, static_cast<std::uint32_t>(end - begin), escaped};
    }
    std::size_t size() const { return count_; }
    CsvCell* begin() { return cells_.data(); }
    CsvCell* end() { return cells_.data() + count_; }
    const CsvCell* begin() const { return cells_.data(); }
    const CsvCell* end() const { return cells_.data() + count_; }
    CsvCell& operator[](std::size_t index) { return cells_.data()[index]; }
    const CsvCell& operator[](std::size_t index) const { return cells_.data()[index]; }

private:
    std::vector<CsvCell> cells_;
    std::size_t count_ = 0;
};

/// Views and cells live until the next read.
struct CsvRow {
    CsvCells cells;
    std::string_view bytes;       ///< without the line end
    std::uint64_t line = 0;       ///< where it starts, 1 = first line of the file
    bool maybe_non_ascii = false; ///< false: every byte is ASCII
    bool has_nul = false;
    bool stray_quote = false;      ///< a quote inside an unquoted cell: kept as text
    bool text_after_quote = false; ///< "a"b: the row cannot be trusted
};

struct CsvDialect {
    char delimiter = ';';
    char quote = '"'; ///< '\xFF': no quoting
};

} // namespace moisson
