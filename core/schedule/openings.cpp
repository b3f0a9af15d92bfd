#include "core/schedule/openings.hpp"

#include <array>
#include <cstdio>
#include <date/tz.h>
#include <string_view>

namespace moisson {

namespace {

using std::chrono::seconds;

const date::time_zone* zone_named(const std::string& name) {
    try {
        return date::locate_zone(name.empty() ? "Europe/Paris" : name);
    } catch (const std::exception&) {
        return date::locate_zone("Etc/UTC");
    }
}

int weekday_named(std::string_view name) {
    static constexpr std::array<std::string_view, 7> names = {"sunday",   "monday", "tuesday", "wednesday",
                                                              "thursday", "friday", "saturday"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<int>(i);
    return -1;
}

} // namespace

Openings::Openings(const ScheduleConfig& schedule)
    : zone_(zone_named(schedule.timezone)), weekday_(weekday_named(schedule.day)) {
    unsigned from_hour, from_minute, to_hour, to_minute;
    if (std::sscanf(schedule.window.c_str(), "%2u:%2u-%2u:%2u", &from_hour, &from_minute, &to_hour,
                    &to_minute) != 4)
        return;
    window_start_ = from_hour * 3600 + from_minute * 60;
    window_seconds_ = to_hour * 3600 + to_minute * 60 - window_start_;
    if (window_seconds_ <= 0) window_seconds_ += 86400; // over midnight
}

UnixTime Openings::instant(std::int64_t local_day, std::int64_t second_of_day) const {
    const date::local_seconds local{seconds(local_day * 86400 + second_of_day)};
    const date::local_info info = zone_->get_info(local);
    if (info.result == date::local_info::nonexistent) return info.first.end.time_since_epoch().count();
    return (local.time_since_epoch() - info.first.offset).count();
}

std::int64_t Openings::local_day(UnixTime at) const {
    const auto local = zone_->to_local(date::sys_seconds(seconds(at)));
    return date::floor<date::days>(local).time_since_epoch().count();
}

std::optional<Opening> Openings::on_day(std::int64_t day) const {
    const date::weekday weekday{date::local_days(date::days(day))};
    if (weekday_ >= 0 && static_cast<int>(weekday.c_encoding()) != weekday_) return std::nullopt;
    const std::int64_t end = window_start_ + window_seconds();
    return Opening{instant(day, window_start_), instant(day + end / 86400, end % 86400)};
}

Opening Openings::at_or_after(UnixTime at) const {
    for (std::int64_t day = local_day(at) - 1;; ++day) // yesterday's may reach over midnight
        if (const auto opening = on_day(day);
            opening && opening->close > at && opening->close > opening->open)
            return *opening;
}

std::string Openings::local_text(UnixTime at) const {
    return date::format("%F %R", zone_->to_local(date::sys_seconds(seconds(at)))) + " (" + zone_->name() +
           ")";
}

} // namespace moisson
