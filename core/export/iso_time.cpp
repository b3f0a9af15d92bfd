#include "core/export/iso_time.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace moisson {
namespace {

std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t length) {
    if (text.size() < at + length) return std::nullopt;
    int value = 0;
    const char* end = text.data() + at + length;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    if (error != std::errc() || stop != end || value < 0) return std::nullopt;
    return value;
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
    const auto year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

// "", "Z", "+01:00": seconds east of Greenwich.
std::optional<int> parse_zone(std::string_view zone) {
    if (zone.empty() || zone == "Z") return 0;
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
    const auto hours = digits_at(zone, 1, 2), minutes = digits_at(zone, 4, 2);
    if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
    return (zone[0] == '-' ? -1 : 1) * (*hours * 3600 + *minutes * 60);
}

} // namespace

std::string iso_utc(UnixTime time) {
    if (time == 0) return {};
    const std::chrono::sys_seconds instant{std::chrono::seconds(time)};
    const auto midnight = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss clock{instant - midnight};
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text;
}

std::optional<UnixTime> parse_instant(std::string_view text) {
    const auto midnight = parse_day(text);
    if (!midnight) return std::nullopt;
    const UnixTime start =
        std::chrono::duration_cast<std::chrono::seconds>(midnight->time_since_epoch()).count();
    if (text.size() == 10) return start + 86399;
    const auto hours = digits_at(text, 11, 2), minutes = digits_at(text, 14, 2),
               seconds = digits_at(text, 17, 2);
    if (!hours || !minutes || !seconds || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' ||
        text[16] != ':')
        return std::nullopt;
    const auto zone = parse_zone(text.substr(19));
    if (!zone || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
    return start + *hours * 3600 + *minutes * 60 + *seconds - *zone;
}

} // namespace moisson
