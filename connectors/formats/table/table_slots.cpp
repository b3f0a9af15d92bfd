#include "connectors/formats/table/table_slots.hpp"

#include "connectors/formats/codes.hpp"
#include "core/export/json_text.hpp"

#include <algorithm>

namespace moisson {
namespace {

std::uint64_t layout_digest(const TableHeader& header) {
    std::string layout;
    for (const int column : header.column_of_selector) {
        const auto ignored_before =
            column < 0 ? 0 : std::count(header.ignored.begin(), header.ignored.begin() + column, true);
        layout += std::to_string(column - ignored_before) + ',';
    }
    return digest64(layout);
}

} // namespace

void warn_once(DecoderReport& report, const std::string& code, std::string message) {
    for (const auto& known : report.warnings)
        if (known.code == code) return;
    report.warnings.push_back({Severity::warning, code, "", "", std::move(message)});
}

TableSlots::TableSlots(const std::vector<std::string>& selectors)
    : slots(selectors.size()), texts(selectors.size()) {
    const auto found = std::find(selectors.begin(), selectors.end(), whole_record_selector);
    if (found != selectors.end()) whole_ = static_cast<std::size_t>(found - selectors.begin());
}

void TableSlots::add_member(std::string_view column, std::string_view text) {
    if (text.empty()) return;
    if (whole_row_.size() > 1) whole_row_ += ',';
    append_json_string(whole_row_, column);
    whole_row_ += ':';
    append_json_string(whole_row_, text);
}

void TableSlots::adopt(const TableHeader& header, bool first_part, DecoderReport& report) {
    has_ignored = std::count(header.ignored.begin(), header.ignored.end(), true) > 0;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const bool present = header.column_of_selector[i] >= 0 || i == whole_;
        slots[i] = {static_cast<std::uint32_t>(i), present ? 1u : 0u};
        texts[i] = {};
        if (present) report.selector_seen[i] = true;
    }
    layout = layout_digest(header);
    if (first_part) {
        report.columns = header.columns;
        report.warnings = header.warnings;
    } else if (header.columns != report.columns) {
        warn_once(report, format_code::columns_differ, "Les pages n'ont pas toutes les mêmes colonnes.");
    }
}

} // namespace moisson
