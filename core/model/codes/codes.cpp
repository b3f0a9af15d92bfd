#include "core/model/codes/codes.hpp"

#include <algorithm>

namespace moisson {

const std::vector<CodeText>& all_codes() {
    static const std::vector<CodeText> sorted = [] {
        std::vector<CodeText> rows;
        for (auto area : {configuration_codes(), fetch_codes(), format_codes(), record_codes(), run_codes(),
                          service_codes()})
            rows.insert(rows.end(), area.begin(), area.end());
        std::sort(rows.begin(), rows.end(),
                  [](const CodeText& a, const CodeText& b) { return a.code < b.code; });
        return rows;
    }();
    return sorted;
}

const CodeText* find_code(std::string_view code) {
    const auto& rows = all_codes();
    const auto at =
        std::lower_bound(rows.begin(), rows.end(), code,
                         [](const CodeText& row, std::string_view wanted) { return row.code < wanted; });
    return at != rows.end() && at->code == code ? &*at : nullptr;
}

std::optional<std::string> explain_code(std::string_view code) {
    const CodeText* row = find_code(code);
    if (!row) return std::nullopt;
    return std::string(row->code) + "\n\n" + std::string(row->what) +
           "\n\nWhat to do: " + std::string(row->remedy) + "\n";
}

std::string codes_reference_markdown() {
    std::string out =
        "# Codes\n\nWhat each code means and what to do. Generated from `core/model/codes/`: do not edit. "
        "`moisson explain CODE` says the same.\n";
    std::string_view area;
    for (const CodeText& row : all_codes()) {
        const std::string_view row_area = row.code.substr(0, row.code.find('.'));
        if (row_area != area) {
            area = row_area;
            out += "\n## " + std::string(area) + "\n\n| code | what happened | what to do |\n|---|---|---|\n";
        }
        out += "| `" + std::string(row.code) + "` | " + std::string(row.what) + " | " +
               std::string(row.remedy) + " |\n";
    }
    return out;
}

} // namespace moisson
