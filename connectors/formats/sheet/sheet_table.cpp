#include "connectors/formats/sheet/sheet_table.hpp"

#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/sheet/ods_rows.hpp"
#include "connectors/formats/sheet/xlsx_rows.hpp"
#include "connectors/formats/table/find_header.hpp"
#include "core/text/utf8.hpp"

namespace moisson {
namespace {

std::unique_ptr<SheetRows> open_rows(const std::filesystem::path& file, const SourceConfig& source) {
    const SheetPackage package(file, source.type, output_limit(source));
    return source.type == "ods" ? open_ods_rows(package, source.sheet_name)
                                : open_xlsx_rows(package, source.sheet_name);
}

/// With the empty cells, from column A on.
std::vector<std::string> all_cells(const SheetRow& row) {
    std::vector<std::string> cells(row.cells().empty() ? 0 : row.cells().back().column + 1u);
    for (const auto& cell : row.cells()) cells[cell.column] = row.text(cell);
    return cells;
}

[[noreturn]] void refuse_header(std::uint64_t line, const std::string& message) {
    throw FormatError(format_code::no_header, line, 0, message);
}

} // namespace

SheetTable::SheetTable(const std::filesystem::path& file, const SourceConfig& source,
                       const std::vector<std::string>& selectors)
    : rows_(open_rows(file, source)) {
    const SheetRow row = find_header(source.sheet_header_row, selectors);
    auto names = all_cells(row);
    if (names.size() > format_limit::sheet_columns)
        throw FormatError(format_code::too_many_columns, row.line, 0,
                          "row " + std::to_string(row.line) +
                              ": the header has more than 2,000 columns. Check [source.sheet] header_row, or "
                              "ask the producer for one table.");
    header_ = match_header(std::move(names), row.line, selectors, source.ignore);
}

bool SheetTable::read(SheetRow& row) {
    while (next(row))
        if (has_text(row)) return true;
    return false;
}

bool SheetTable::next(SheetRow& row) {
    if (seen_.empty()) return rows_->next(row);
    row = std::move(seen_.front());
    seen_.pop_front();
    return true;
}

SheetRow SheetTable::find_header(std::uint32_t declared, const std::vector<std::string>& selectors) {
    if (declared > 0) return header_on_line(declared);
    HeaderVote vote(selectors);
    std::vector<RowWidth> widths;
    for (SheetRow row; seen_.size() < header_rows_looked_at && rows_->next(row);) {
        const auto cells = all_cells(row);
        vote.consider(seen_.size(), 0, cells);
        widths.push_back({cells.size(), seen_.size()});
        seen_.push_back(row);
    }
    if (seen_.empty())
        refuse_header(0, "the sheet is empty: no header row was found. Name another one in [source.sheet] "
                         "name, or ask the producer.");
    const std::size_t found = vote.found() ? vote.row() : usual_width(widths).first_as_wide;
    SheetRow header = std::move(seen_[found]);
    seen_.erase(seen_.begin(), seen_.begin() + static_cast<std::ptrdiff_t>(found + 1));
    return header;
}

SheetRow SheetTable::header_on_line(std::uint32_t line) {
    SheetRow row;
    while (rows_->next(row) && row.line < line) {
    }
    if (row.line != line)
        refuse_header(line, "header_row = " + std::to_string(line) +
                                " but that row of the sheet is empty. Correct [source.sheet] header_row, or "
                                "remove it.");
    return row;
}

bool SheetTable::has_text(const SheetRow& row) {
    bool found = false;
    for (const auto& cell : row.cells()) {
        if (trim(row.text(cell)).empty()) continue;
        if (cell.column < header_.columns.size())
            found = true;
        else if (first_outside_.empty())
            first_outside_ = column_letters(cell.column) + std::to_string(row.line);
    }
    return found;
}

} // namespace moisson
