// French sentences about opening hours → a week.
#pragma once
#include "core/hours/week_hours.hpp"

#include <string_view>

namespace moisson {

/// "Du lundi au vendredi de 9h à 12h30 et de 14h à 17h", "9h-12h du mardi au samedi", "lun. 9h-12h; mar.
/// fermé", "Mo-Fr 9:00-18:00". Adds to `week`. Throws HoursRefusal for whatever is not understood surely: an
/// unknown word, hours without a day, a range that runs backwards.
void read_hours_text(std::string_view text, WeekHours& week);

/// Hours of days that are known from elsewhere: "9h-12h / 14h-17h", "fermé", "sur rendez-vous". A name of a
/// day in it must be that of `days`. "" and "-" say nothing. Returns false when it says nothing.
bool read_hours_cell(std::string_view text, DaySet days, WeekHours& week);

/// "lundi", "Mo", "Monday", "https://schema.org/Monday", "PublicHolidays"; 0 when it is no day.
DaySet read_day_name(std::string_view text);
/// "09:00:00", "9h30", "900" (soliguide), "24:00"; -1 when it is no time. Minutes since midnight.
int read_clock_time(std::string_view text);

} // namespace moisson
