// When a feed is polled next, and why: a pure function of the schedule, the past and the clock.
#pragma once
#include "core/config/feed.hpp"
#include "core/model/run.hpp"
#include "core/schedule/rhythm.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace moisson {

struct PollPast {
    UnixTime last_attempt = 0;           ///< 0 = never
    unsigned failures = 0;               ///< in a row
    bool retry_soon = true;              ///< the last failure may pass by itself (RunError::transient)
    std::chrono::seconds retry_after{0}; ///< the server asked to wait that long
    ChangePast seen;                     ///< for adaptive feeds
    std::chrono::seconds fresh_for{0};   ///< Cache-Control, Expires: a hint that adaptive feeds follow
};

struct NextPoll {
    UnixTime at = 0; ///< never later than one period from now (adaptive: see adapt(); an hour more over the
                     ///< end of summer time)
    std::string
        reason; ///< one line for people: "every 1d between 02:00 and 05:00: 2026-11-22 03:17 (Europe/Paris)"
};

/// First wait after a failure; doubled with each further one, up to the period.
inline constexpr std::chrono::seconds retry_base{30};

/// Feeds of one period are spread over it by their id, always at the same place; within [schedule] window and
/// day when there are any. `seed` decides the random part of the wait after a failure (between nothing and
/// all of it).
NextPoll next_poll(const ScheduleConfig& schedule, std::string_view feed, const PollPast& past, UnixTime now,
                   std::uint64_t seed);

/// "90s", "5 min", "2h", "1d": for messages.
std::string duration_text(std::chrono::seconds time);

} // namespace moisson
