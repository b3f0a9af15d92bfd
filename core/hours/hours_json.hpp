// Opening hours as JSON objects and arrays → a week.
#pragma once
#include "core/hours/week_hours.hpp"

#include <string_view>

namespace moisson {

/// The shapes in use: a list of { day, open, close }; one member per day ("monday": { "open": true,
/// "timeslot":
/// [{ "start": 900, "end": 1200 }] }, "Mo": "9h-12h"); schema.org's openingHoursSpecification; ranges of days
/// with ranges of hours, as in the national directory of administrations. Day numbers: 1 is Monday … 7 is
/// Sunday; 0 is refused, because it is Monday for some and Sunday for others. Throws HoursRefusal, also for a
/// member that is not known and not empty: it may change the meaning.
void read_hours_json(std::string_view text, WeekHours& week);

} // namespace moisson
