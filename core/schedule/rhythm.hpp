// What the past of a feed says about when its source changes: a pure function.
#pragma once
#include "core/model/run.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace moisson {

struct ChangePast {
    std::vector<UnixTime> changes; ///< starts of the latest runs that changed something, ascending
    unsigned unchanged = 0;        ///< good runs without change since the last of them
};

/// From the run journal, newest first. Runs that failed, are held or were interrupted say nothing.
ChangePast change_past(const std::vector<RunRow>& runs);

struct AdaptedPeriod {
    std::chrono::seconds every{0}; ///< between half of what was asked (at least 5 minutes) and `longest`
    UnixTime not_before = 0;       ///< nothing new is expected earlier
    std::string why;               ///< for people; empty = as the feed file says
};

/// With [schedule] adaptive = true. Changes that come at regular distances are waited for; without any, the
/// period grows with the number of runs that found nothing; a source that changes at each run is read twice
/// as often. Never longer than eight periods or a week, whichever is less, but at least one period.
AdaptedPeriod adapt(std::chrono::seconds every, const ChangePast& past, UnixTime last);

} // namespace moisson
