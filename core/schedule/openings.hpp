// When a feed may be polled: a window of the day and a day of the week, in the feed's time zone, daylight
// saving included.
#pragma once
#include "core/config/feed.hpp"
#include "core/model/run.hpp"

#include <optional>
#include <string>

namespace date {
class time_zone;
}

namespace moisson {

/// Half-open [open, close), UTC seconds.
struct Opening {
    UnixTime open = 0, close = 0;
};

/// The openings of one schedule. Pure; reads the system's time zone data once per process.
class Openings {
public:
    /// A window or day that cannot be read counts as none (the configuration was checked before), an unknown
    /// zone as UTC.
    explicit Openings(const ScheduleConfig& schedule);

    /// False: polled at any time.
    bool restricted() const { return window_seconds_ > 0 || weekday_ >= 0; }
    /// The opening that contains `at`, or else the next one.
    Opening at_or_after(UnixTime at) const;
    /// The opening that begins on that local day (days since 1970-01-01); nothing on a day without.
    std::optional<Opening> on_day(std::int64_t local_day) const;
    std::int64_t local_day(UnixTime at) const;
    /// The instant of a local time of that day. A skipped hour gives the next valid instant, a doubled one
    /// the first.
    UnixTime instant(std::int64_t local_day, std::int64_t second_of_day) const;
    std::string local_text(UnixTime at) const; ///< "2026-03-29 03:12 (Europe/Paris)"
    std::int64_t first_second() const { return window_start_; }
    std::int64_t window_seconds() const { return window_seconds_ > 0 ? window_seconds_ : 86400; }

private:
    const date::time_zone* zone_;
    int weekday_ = -1; ///< 0 = Sunday
    std::int64_t window_start_ = 0, window_seconds_ = 0;
};

} // namespace moisson
