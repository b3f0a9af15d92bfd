// The opening hours of an ordinary week, and how OpenStreetMap writes them.
#pragma once
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Days of a week as bits: Monday is bit 0; then public holidays and school holidays.
using DaySet = std::uint16_t;
constexpr int public_holidays = 7, school_holidays = 8, day_count = 9;
constexpr DaySet every_weekday = 0x7F;
constexpr DaySet day_bit(int day) { return static_cast<DaySet>(1u << day); }

/// Minutes since midnight; `to` lies after `from`, beyond 24 h when the night goes on.
struct HoursSpan {
    int from = 0, to = 0;
    bool operator==(const HoursSpan&) const = default;
};

/// Hours that cannot be taken as they stand. `fragment` is the part of the text that is meant, `what()` the
/// reason in French ("deux horaires différents pour le même jour").
class HoursRefusal : public std::runtime_error {
public:
    HoursRefusal(std::string_view fragment_of_text, const char* reason)
        : std::runtime_error(reason), fragment(fragment_of_text) {}
    std::string fragment;
};

class WeekHours {
public:
    /// Throws HoursRefusal when the day is closed, or has hours that do not end before these begin.
    void open(DaySet days, const std::vector<HoursSpan>& spans, std::string_view fragment);
    /// Overrides hours said before: "du lundi au vendredi 9h-12h, fermé le mercredi".
    void close(DaySet days);
    void comment(DaySet days, std::string_view text);

    bool empty() const;
    DaySet open_days() const;
    /// "Mo-Fr 09:00-12:00,14:00-17:00; Sa off; PH off": days with the same hours together, the open ones
    /// first, in the order of the week; "24/7" when it never closes; "" when nothing is known.
    std::string write() const;

private:
    struct Day {
        std::vector<HoursSpan> spans;
        bool closed = false;
        std::string comment;
        bool operator==(const Day&) const = default;
        bool known() const { return closed || !spans.empty() || !comment.empty(); }
    };
    std::array<Day, day_count> days_;
};

} // namespace moisson
