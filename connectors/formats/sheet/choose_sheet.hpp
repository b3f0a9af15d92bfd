// Which sheet of a workbook is read.
#pragma once
#include <string>
#include <vector>

namespace moisson {

struct SheetName {
    std::string name;
    bool hidden = false;
};

/// Index of the sheet called `wanted` (also without case, accents and outer blanks when only one fits), or of
/// the first visible one when `wanted` is empty. Throws FormatError that lists what is there.
std::size_t choose_sheet(const std::vector<SheetName>& sheets, const std::string& wanted);

/// "Feuil1", "Données" (hidden).
std::string list_sheets(const std::vector<SheetName>& sheets);

} // namespace moisson
