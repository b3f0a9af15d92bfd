// One CSV row as it stands in the reader's buffer.
#pragma once
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

/// Views and cells live until the next read.
struct CsvRow {
    std::vector<CsvCell> cells;
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
