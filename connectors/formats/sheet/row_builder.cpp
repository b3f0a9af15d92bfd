#include "connectors/formats/sheet/row_builder.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/limits.hpp"

#include <algorithm>

namespace moisson {

std::string column_letters(std::uint32_t column) {
    std::string letters;
    for (std::uint64_t left = column + 1ull; left > 0; left = (left - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    return letters;
}

void RowBuilder::start(std::uint64_t line) {
    if (line <= row_.line && line > 0)
        refuse(format_code::sheet_bad_reference,
               "row " + std::to_string(line) + " stands behind it. Ask the producer to save the file again.");
    row_.clear();
    bytes_ = 0;
    row_.line = line;
}

void RowBuilder::add(std::uint32_t column, std::size_t begin, std::uint64_t repeated) {
    const std::size_t size = row_.texts().size() - begin;
    if (size == 0) return;
    if (size > format_limit::sheet_cell)
        return refuse(format_code::field_too_long, "the text of a cell is longer than 1 MiB.");
    const auto times = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(repeated, most_columns - std::min(column, most_columns)));
    bytes_ += size * times;
    if (bytes_ > format_limit::sheet_row)
        return refuse(format_code::row_too_long, "the texts of the row are longer than 4 MiB.");
    if (row_.has_column(column))
        return refuse(format_code::sheet_bad_reference,
                      "its cells are not in order. Ask the producer to save the file again.");
    for (std::uint32_t i = 0; i < times; ++i) row_.add(column + i, begin);
}

bool RowBuilder::finish(std::uint64_t repeated) {
    if (row_.cells().empty()) return false;
    if (row_.line > format_limit::sheet_rows || repeated > format_limit::sheet_rows - row_.line + 1)
        refuse(format_code::sheet_too_many_rows,
               "the sheet has more than 5,000,000 rows. Ask the producer for CSV.");
    cells_ += row_.cells().size() * std::min(repeated, format_limit::sheet_rows);
    if (cells_ > format_limit::sheet_cells)
        refuse(format_code::sheet_too_many_cells,
               "the sheet has more than 500,000,000 cells. Ask the producer for CSV.");
    return true;
}

void RowBuilder::note_error(std::uint32_t column, std::string_view shown) {
    if (notes_.errors++ == 0) notes_.first_error = name_of(column) + " : " + std::string(shown.substr(0, 40));
}

void RowBuilder::note_formula_without_value(std::uint32_t column) {
    if (notes_.formulas_without_value++ == 0) notes_.first_formula = name_of(column);
}

void RowBuilder::refuse(const char* code, const std::string& message) {
    parser_.refuse(code, "row " + std::to_string(row_.line) + ": " + message);
}

} // namespace moisson
