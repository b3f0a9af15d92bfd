// The small parts of an XLSX package: which sheets there are, where they stand, how their cells look.
#pragma once
#include "connectors/formats/sheet/choose_sheet.hpp"
#include "connectors/formats/sheet/number_format.hpp"
#include "connectors/formats/sheet/sheet_package.hpp"

#include <string>
#include <vector>

namespace moisson {

struct XlsxWorkbook {
    std::vector<SheetName> sheets;        ///< worksheets only, in the order of the tabs
    std::vector<std::string> sheet_parts; ///< of each sheet
    std::string shared_strings, styles;   ///< parts; empty = there is none
    bool from_1904 = false;               ///< days are counted from 1904
};

/// Transitional and strict Office Open XML. Throws FormatError: missing parts, parts outside the package.
XlsxWorkbook read_xlsx_workbook(const SheetPackage& package);

/// The number format of each cell style (`s` of a cell).
std::vector<NumberFormat> read_xlsx_styles(const SheetPackage& package, const std::string& part);

} // namespace moisson
