#include "connectors/formats/sheet/choose_sheet.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "core/text/fold.hpp"
#include "core/text/suggest.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {
namespace {

[[noreturn]] void refuse_sheet(const std::vector<SheetName>& sheets, const std::string& wanted) {
    std::vector<std::string> names;
    for (const auto& sheet : sheets) names.push_back(sheet.name);
    std::string message = wanted.empty() ? "the workbook has no visible sheet"
                                         : "the workbook has no sheet called \"" + wanted + "\"";
    message += "; it has: " + list_sheets(sheets) + ".";
    if (const auto near = suggest(wanted, names); near && !wanted.empty())
        message += " Did you mean \"" + *near + "\"?";
    throw FormatError(format_code::sheet_not_found, 0, 0, message + " Correct [source.sheet] name.");
}

} // namespace

std::string list_sheets(const std::vector<SheetName>& sheets) {
    constexpr std::size_t most_listed = 20;
    std::string list;
    for (std::size_t i = 0; i < sheets.size() && i < most_listed; ++i)
        list += (i ? ", \"" : "\"") + std::string(code_point_prefix(sheets[i].name, 100)) +
                (sheets[i].hidden ? "\" (hidden)" : "\"");
    if (sheets.size() > most_listed) list += ", …";
    return list.empty() ? "no sheet" : list;
}

std::size_t choose_sheet(const std::vector<SheetName>& sheets, const std::string& wanted) {
    const auto index_if = [&](auto&& fits) {
        return static_cast<std::size_t>(std::find_if(sheets.begin(), sheets.end(), fits) - sheets.begin());
    };
    std::size_t index = index_if(
        [&](const SheetName& sheet) { return wanted.empty() ? !sheet.hidden : sheet.name == wanted; });
    if (index < sheets.size()) return index;
    const std::string folded = fold(wanted);
    const auto alike = [&](const SheetName& sheet) { return fold(sheet.name) == folded; };
    index = index_if(alike);
    if (wanted.empty() || std::count_if(sheets.begin(), sheets.end(), alike) != 1)
        refuse_sheet(sheets, wanted);
    return index;
}

} // namespace moisson
