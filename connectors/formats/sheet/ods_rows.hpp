#pragma once
#include "connectors/formats/sheet/sheet_package.hpp"
#include "connectors/formats/sheet/sheet_row.hpp"

namespace moisson {

/// The rows of one sheet of an OpenDocument spreadsheet; `sheet`: its name, empty = the first visible one.
std::unique_ptr<SheetRows> open_ods_rows(const SheetPackage& package, const std::string& sheet);

} // namespace moisson
