#include "core/schedule/next_poll.hpp"
#include "daemon/service/service.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr UnixTime least_period = 60;
constexpr UnixTime least_backoff = 10;

/// The last run succeeded, failed or is held; one that was interrupted is to be done again.
bool came_to_an_end(const FeedState& state) {
    const bool succeeded = state.last_success_at != 0 && state.last_success_at >= state.last_attempt_at;
    return succeeded || state.consecutive_failures > 0 || state.held_run != 0;
}

} // namespace

NextPoll next_run_after(const FeedConfig& feed, const FeedState& state, const LastRun& last, UnixTime now,
                        std::uint64_t seed) {
    if (last.again) return {now, "more of its source waits"};
    PollPast past;
    past.last_attempt = state.last_attempt_at ? state.last_attempt_at : now;
    past.failures = state.consecutive_failures;
    past.retry_soon = last.may_pass;
    past.retry_after = last.retry_after;
    past.fresh_for = last.fresh_for;
    past.seen = last.seen;
    NextPoll next = next_poll(feed.schedule, feed.id, past, now, seed);
    next.at = std::max(next.at, now + (past.failures && last.may_pass ? least_backoff : least_period));
    return next;
}

NextPoll planned_run_of(const FeedConfig& feed, const FeedState& state, UnixTime now) {
    if (state.next_run_at) return {state.next_run_at, state.next_run_why};
    if (came_to_an_end(state)) return next_run_after(feed, state, LastRun(), now, 0);
    return next_poll(feed.schedule, feed.id, PollPast{}, now, 0);
}

} // namespace moisson
