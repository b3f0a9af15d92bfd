// Why one CSV row cannot be trusted.
#pragma once
#include "connectors/formats/csv/row.hpp"
#include "core/model/issue.hpp"

#include <optional>

namespace moisson {

/// The usual row, decided without a call.
inline bool is_sound(const CsvRow& row, std::size_t columns) {
    return row.cells.size() == columns && !row.text_after_quote && !row.has_nul;
}

/// `columns`: named columns of the header; `bad_bytes`: the row is not UTF-8. Nothing for a sound row.
std::optional<Issue> find_row_defect(const CsvRow& row, std::size_t columns, bool bad_bytes);

} // namespace moisson
