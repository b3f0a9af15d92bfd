#include "core/hours/week_hours.hpp"

#include <cstdio>

namespace moisson {
namespace {

constexpr std::array<std::string_view, day_count> osm_days = {"Mo", "Tu", "We", "Th", "Fr",
                                                              "Sa", "Su", "PH", "SH"};

std::string osm_time(int minutes) {
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d", minutes / 60 % 100, minutes % 60);
    return text;
}

/// A night that ends on the next day is written 22:00-06:00.
std::string osm_span(const HoursSpan& span) {
    return osm_time(span.from) + '-' + osm_time(span.to > 24 * 60 ? span.to - 24 * 60 : span.to);
}

/// "Mo-Fr", "Mo,Tu,Th-Sa,PH".
std::string osm_day_list(DaySet days) {
    std::string out;
    for (int day = 0; day < day_count; ++day) {
        if (!(days & day_bit(day))) continue;
        int last = day;
        while (last < 6 && day < 7 && (days & day_bit(last + 1))) ++last;
        if (!out.empty()) out += ',';
        out += osm_days[static_cast<std::size_t>(day)];
        if (last < day + 2) continue;
        out += '-';
        out += osm_days[static_cast<std::size_t>(last)];
        day = last;
    }
    return out;
}

std::string osm_rule(std::string days, const std::vector<HoursSpan>& spans, const std::string& modifier) {
    for (std::size_t i = 0; i < spans.size(); ++i) days += (i ? "," : " ") + osm_span(spans[i]);
    if (!days.empty() && !modifier.empty()) days += ' ';
    return days + modifier;
}

} // namespace

void WeekHours::open(DaySet days, const std::vector<HoursSpan>& spans, std::string_view fragment) {
    if (days & day_bit(school_holidays))
        throw HoursRefusal(fragment, "on ne sait pas quels jours des vacances scolaires sont ouverts");
    for (int number = 0; number < day_count; ++number) {
        if (!(days & day_bit(number))) continue;
        Day& day = days_[static_cast<std::size_t>(number)];
        if (day.closed || !day.comment.empty())
            throw HoursRefusal(fragment, "le même jour est à la fois ouvert et fermé, ou sur rendez-vous");
        if (!day.spans.empty() && day.spans.back().to > spans.front().from)
            throw HoursRefusal(fragment, "le même jour a deux horaires qui ne se suivent pas");
        day.spans.insert(day.spans.end(), spans.begin(), spans.end());
    }
}

void WeekHours::close(DaySet days) {
    for (int number = 0; number < day_count; ++number) {
        if (!(days & day_bit(number))) continue;
        days_[static_cast<std::size_t>(number)] = Day{{}, true, ""};
    }
}

void WeekHours::comment(DaySet days, std::string_view text) {
    for (int number = 0; number < day_count; ++number)
        if (days & day_bit(number)) days_[static_cast<std::size_t>(number)].comment = text;
}

bool WeekHours::empty() const {
    for (const Day& day : days_)
        if (day.known()) return false;
    return true;
}

DaySet WeekHours::open_days() const {
    DaySet open = 0;
    for (int day = 0; day < day_count; ++day)
        if (!days_[static_cast<std::size_t>(day)].spans.empty()) open |= day_bit(day);
    return open;
}

std::string WeekHours::write() const {
    const Day around_the_clock{{{0, 24 * 60}}, false, ""};
    std::string opened, closed;
    DaySet written = 0;
    for (int number = 0; number < day_count; ++number) {
        const Day& day = days_[static_cast<std::size_t>(number)];
        if (!day.known() || (written & day_bit(number))) continue;
        DaySet same = 0;
        for (int other = number; other < day_count; ++other)
            if (days_[static_cast<std::size_t>(other)] == day) same |= day_bit(other);
        written |= same;
        std::string& group = day.closed || number >= public_holidays ? closed : opened;
        group += group.empty() ? "" : "; ";
        if (same == every_weekday && day == around_the_clock)
            group += "24/7";
        else
            group += osm_rule(same == every_weekday && day.spans.empty() ? "" : osm_day_list(same), day.spans,
                              day.closed            ? "off"
                              : day.comment.empty() ? ""
                                                    : '"' + day.comment + '"');
    }
    return opened + (opened.empty() || closed.empty() ? "" : "; ") + closed;
}

} // namespace moisson
