#include "daemon/service/service.hpp"

#include <algorithm>

namespace moisson {

UnixTime next_run_after(const FeedConfig& feed, const FeedState& state, UnixTime now) {
    const UnixTime period = std::max<UnixTime>(60, feed.schedule.every.count());
    if (!state.consecutive_failures) return now + period;
    return now + std::min<UnixTime>(period, 60ll << std::min(state.consecutive_failures, 16u));
}

} // namespace moisson
