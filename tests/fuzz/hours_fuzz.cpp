// Opening hours: what is converted is of the grammar, and stays as it is when it is converted again.
#include "core/hours/convert_hours.hpp"
#include "core/hours/opening_hours.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

using namespace moisson;

FUZZ_TARGET(input) {
    if (const auto fault = find_hours_fault(input)) {
        fuzz::require(fault->at <= input.size(), "a fault stands in the text", input, fault->found);
        fuzz::require(!fault->message.empty() && fault->found.size() <= 80, "a fault is said shortly", input,
                      fault->found);
        if (is_valid_utf8(input))
            fuzz::require(is_valid_utf8(fault->found), "a fault shows whole characters", input, fault->found);
    }
    const ConvertedHours converted = convert_opening_hours(input);
    if (converted.osm.empty()) {
        fuzz::require(!converted.reason.empty(), "a refusal says why", input);
        if (is_valid_utf8(input))
            fuzz::require(is_valid_utf8(converted.fragment) && is_valid_utf8(converted.reason),
                          "a refusal is UTF-8", input, converted.fragment);
        return;
    }
    fuzz::require(is_opening_hours(converted.osm), "converted hours are of the grammar", input,
                  converted.osm);
    const ConvertedHours again = convert_opening_hours(converted.osm);
    fuzz::require(again.osm == converted.osm, "converted hours stay as they are", converted.osm, again.osm);
    if (is_opening_hours(input))
        fuzz::require(convert_opening_hours(input).osm.size() > 0, "valid hours are accepted", input);
}
