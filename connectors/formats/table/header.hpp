// Column names against the selectors of a mapping.
#pragma once
#include "core/model/issue.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct TableHeader {
    std::vector<std::string> columns;    ///< as read; unnamed columns at the end are dropped
    std::vector<int> column_of_selector; ///< index into columns, or -1
    std::vector<bool> ignored;           ///< per column
    std::vector<Issue> warnings;
};

/// Exact name first, then without case, accents and outer blanks when only one column fits. "Nom[2]" is the
/// second column called "Nom". Throws FormatError when a selector names a column that occurs twice.
TableHeader match_header(std::vector<std::string> columns, std::uint64_t line,
                         const std::vector<std::string>& selectors, const std::vector<std::string>& ignore);

/// "Nom[2]" → "Nom".
std::string_view column_name_of(std::string_view selector);

} // namespace moisson
