#include "core/schedule/next_poll.hpp"
#include "daemon/service/service.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr UnixTime least_period = 60;
constexpr UnixTime least_backoff = 10;

} // namespace

UnixTime next_run_after(const FeedConfig& feed, const FeedState& state, const LastRun& last, UnixTime now,
                        std::uint64_t seed) {
    PollPast past;
    past.last_attempt = state.last_attempt_at ? state.last_attempt_at : now;
    past.failures = state.consecutive_failures;
    past.retry_soon = last.may_pass;
    past.retry_after = last.retry_after;
    const UnixTime least = now + (past.failures && last.may_pass ? least_backoff : least_period);
    return std::max(next_poll(feed.schedule, feed.id, past, now, seed).at, least);
}

UnixTime first_run_of(const FeedConfig& feed, UnixTime now) {
    return next_poll(feed.schedule, feed.id, PollPast{}, now, 0).at;
}

} // namespace moisson
