#include "core/hours/convert_hours.hpp"

#include "core/hours/hours_json.hpp"
#include "core/hours/hours_text.hpp"
#include "core/hours/opening_hours.hpp"
#include "core/text/html.hpp"

namespace moisson {

ConvertedHours convert_opening_hours(std::string_view text) {
    if (is_opening_hours(text)) return {std::string(text), "", ""};
    try {
        WeekHours week;
        if (text.starts_with('{') || text.starts_with('['))
            read_hours_json(text, week);
        else if (text.find('<') != text.npos)
            read_hours_text(html_to_text(text), week);
        else
            read_hours_text(text, week);
        return {week.write(), "", ""};
    } catch (const HoursRefusal& refusal) {
        return {"", refusal.fragment, refusal.what()};
    }
}

} // namespace moisson
