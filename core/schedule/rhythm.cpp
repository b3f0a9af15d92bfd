#include "core/schedule/rhythm.hpp"

#include "core/schedule/next_poll.hpp"

#include <algorithm>
#include <optional>

namespace moisson {

namespace {

using std::chrono::seconds;

constexpr std::size_t remembered_changes = 9;
constexpr seconds shortest{300};
constexpr seconds week{7 * 86400};

seconds longest(seconds every) { return std::max(every, std::min(8 * every, week)); }

/// The usual distance of two changes, when all of the last ones keep it: within a quarter, or one period,
/// which is how exactly we see them.
std::optional<seconds> usual_distance(const std::vector<UnixTime>& changes, seconds every) {
    if (changes.size() < 4) return std::nullopt;
    std::vector<std::int64_t> gaps;
    for (std::size_t i = 1; i < changes.size(); ++i) gaps.push_back(changes[i] - changes[i - 1]);
    std::sort(gaps.begin(), gaps.end());
    const std::int64_t median = gaps[gaps.size() / 2];
    const std::int64_t slack = std::max<std::int64_t>(median / 4, every.count());
    const bool regular = median - gaps.front() <= slack && gaps.back() - median <= slack;
    return regular && median > 2 * every.count() ? std::optional(seconds(median)) : std::nullopt;
}

std::string about(seconds time) {
    const auto unit = time >= seconds(86400)  ? seconds(86400)
                      : time >= seconds(3600) ? seconds(3600)
                                              : seconds(60);
    return duration_text((time + unit / 2) / unit * unit);
}

bool changes_each_time(const ChangePast& past, seconds every) {
    const auto& changes = past.changes;
    if (past.unchanged > 0 || changes.size() < 3) return false;
    return changes.back() - changes[changes.size() - 3] <= 3 * every.count();
}

} // namespace

ChangePast change_past(const std::vector<RunRow>& runs) {
    ChangePast past;
    for (const RunRow& run : runs) {
        const bool changed = run.result == RunResult::success && run.counts.changes() > 0;
        if (changed && past.changes.size() < remembered_changes) past.changes.push_back(run.started_at);
        const bool good = run.result == RunResult::success || run.result == RunResult::unchanged;
        if (good && past.changes.empty()) ++past.unchanged;
    }
    std::reverse(past.changes.begin(), past.changes.end());
    return past;
}

AdaptedPeriod adapt(seconds every, const ChangePast& past, UnixTime last) {
    AdaptedPeriod adapted{every, 0, ""};
    const std::string asked = " instead of " + duration_text(every);
    if (const auto distance = usual_distance(past.changes, every)) {
        const UnixTime expected = past.changes.back() + distance->count() - every.count();
        adapted.not_before = std::min(expected, last + longest(every).count());
        if (adapted.not_before > last) adapted.why = "changes come about every " + about(*distance);
        return adapted;
    }
    if (past.unchanged >= 3) {
        adapted.every = std::min(every * std::min(1 + past.unchanged / 3, 8u), longest(every));
        if (adapted.every > every)
            adapted.why = "nothing new in the last " + std::to_string(past.unchanged) + " runs: every " +
                          duration_text(adapted.every) + asked;
    } else if (changes_each_time(past, every) && every > shortest) {
        adapted.every = std::max(every / 2, shortest);
        adapted.why =
            "something new at each of the last 3 runs: every " + duration_text(adapted.every) + asked;
    }
    return adapted;
}

} // namespace moisson
