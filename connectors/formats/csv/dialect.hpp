// Where the header row stands and what separates the cells, from the first lines of the file.
#pragma once
#include "connectors/formats/csv/row.hpp"
#include "core/config/feed.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct CsvStart {
    CsvDialect dialect;
    std::size_t bytes = 0;   ///< before the header row
    std::uint64_t lines = 0; ///< before the header row
};

/// `head`: the first bytes of the text. The header row is the first line that names the most `selectors`;
/// without any such line, the first row that is as wide as most others. Throws FormatError (bad dialect, no
/// header).
CsvStart find_csv_start(std::string_view head, const CsvConfig& config,
                        const std::vector<std::string>& selectors);

/// Throws FormatError when the line is a marker that an unfinished merge left in a published file.
void refuse_merge_marker(std::string_view line, std::uint64_t number);
inline void refuse_merge_conflict(std::string_view line, std::uint64_t number) {
    if (!line.empty() && (line[0] == '<' || line[0] == '>')) refuse_merge_marker(line, number);
}

/// One row of `text` from `at` on, and moves `at` behind it. Slow and simple, for the first lines only.
std::vector<std::string> split_csv_row(std::string_view text, std::size_t& at, const CsvDialect& dialect);

} // namespace moisson
