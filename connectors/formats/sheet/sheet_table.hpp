// One sheet as a table: its header, then its rows.
#pragma once
#include "connectors/formats/sheet/sheet_row.hpp"
#include "connectors/formats/table/header.hpp"
#include "core/config/feed.hpp"

#include <deque>
#include <filesystem>
#include <memory>

namespace moisson {

class SheetTable {
public:
    /// Throws FormatError when the file is no spreadsheet, lacks the sheet, or has no header row.
    SheetTable(const std::filesystem::path& file, const SourceConfig& source,
               const std::vector<std::string>& selectors);

    /// The next row below the header that has a text in one of its columns.
    bool read(SheetRow& row);

    const TableHeader& header() const { return header_; }
    const SheetNotes& notes() const { return rows_->notes(); }
    /// "H5": the first cell with a text that no named column holds; empty when there is none.
    const std::string& first_outside() const { return first_outside_; }

private:
    bool next(SheetRow& row);
    SheetRow find_header(std::uint32_t declared, const std::vector<std::string>& selectors);
    SheetRow header_on_line(std::uint32_t line);
    bool has_text(const SheetRow& row);

    std::unique_ptr<SheetRows> rows_;
    std::deque<SheetRow> seen_; ///< read in search of the header
    TableHeader header_;
    std::string first_outside_;
};

} // namespace moisson
