#include "core/mapping/forms_hours.hpp"

#include "core/hours/convert_hours.hpp"
#include "core/hours/opening_hours.hpp"
#include "core/mapping/forms_text.hpp"
#include "core/text/fold.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

constexpr std::size_t shown_fragment = 60;

/// A part of the text inside a sentence of refuse_value(), where % has a meaning.
std::string hours_quotation(std::string_view fragment) {
    std::string shown = shown_value(fragment, shown_fragment);
    std::replace(shown.begin(), shown.end(), '%', ' ');
    return shown.empty() ? "" : "« " + shown + " » : ";
}

std::string dump_hours(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

bool write_opening_hours(const FieldPlan& plan, std::string_view text, std::string& out,
                         FormContext& context) {
    if (!write_free_text(plan, text, out, context)) return false;
    const auto fault = find_hours_fault(out);
    if (!fault) return true;
    if (plan.convert != Convert::opening_hours) {
        refuse_value(plan, context, "record.opening-hours", text,
                     "Les horaires %v ne suivent pas le format OpenStreetMap (" +
                         hours_quotation(fault->found) + fault->message +
                         ") : écrivez-les par exemple « Mo-Fr 09:00-12:00,14:00-17:00 ».");
        return false;
    }
    ConvertedHours converted = convert_opening_hours(out);
    if (!converted.osm.empty()) {
        out = std::move(converted.osm);
        return true;
    }
    refuse_value(plan, context, "record.opening-hours-unclear",
                 plan.origin == Origin::days ? std::string_view(converted.fragment) : text,
                 "Les horaires %v ne sont pas compris avec certitude (" +
                     hours_quotation(converted.fragment) + converted.reason +
                     ") : écrivez-les par exemple « Du lundi au vendredi de 9h à 12h et de 14h à 17h ».");
    return false;
}

std::string hours_array(std::span<const std::string_view> texts) {
    auto array = nlohmann::json::array();
    for (const std::string_view text : texts) {
        auto item = text.starts_with('{') ? nlohmann::json::parse(text, nullptr, false)
                                          : nlohmann::json(nlohmann::json::value_t::discarded);
        array.push_back(item.is_discarded() ? nlohmann::json(std::string(text)) : std::move(item));
    }
    return dump_hours(array);
}

std::string hours_by_day(const std::vector<std::pair<std::string, std::string>>& cells) {
    auto days = nlohmann::json::object();
    for (const auto& [day, cell] : cells)
        if (const std::string folded = fold(cell); folded != "-" && folded != "/") days[day].push_back(cell);
    return days.empty() ? std::string() : dump_hours(days);
}

} // namespace moisson
