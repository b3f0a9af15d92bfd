#include "core/schedule/next_poll.hpp"

#include "core/model/digest.hpp"
#include "core/schedule/openings.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr std::int64_t day_seconds = 86400;

/// Where in `span` seconds this feed stands, the same at each call.
std::int64_t place_in(std::int64_t span, std::string_view feed) {
    return span > 0 ? static_cast<std::int64_t>(digest64(feed) % static_cast<std::uint64_t>(span)) : 0;
}

/// The next instant of the feed's own grid after `after`: phase + k × period.
std::int64_t next_on_grid(std::int64_t after, std::int64_t period, std::string_view feed) {
    const std::int64_t phase = place_in(period, feed);
    const std::int64_t steps = (after - phase) / period - (after < phase ? 1 : 0);
    return phase + (steps + 1) * period;
}

std::string ordinal(unsigned n) {
    const char* ending = n % 100 / 10 == 1 ? "th"
                         : n % 10 == 1     ? "st"
                         : n % 10 == 2     ? "nd"
                         : n % 10 == 3     ? "rd"
                                           : "th";
    return std::to_string(n) + ending;
}

class Planner {
public:
    Planner(const ScheduleConfig& schedule, std::string_view feed)
        : schedule_(schedule), openings_(schedule), feed_(feed),
          period_(std::max<std::int64_t>(schedule.every.count(), 1)) {}

    /// The next regular instant after `after`.
    std::int64_t regular(std::int64_t after) const {
        if (!openings_.restricted()) return next_on_grid(after, period_, feed_);
        return period_ < day_seconds ? within_openings(next_on_grid(after, period_, feed_))
                                     : daily_slot(after);
    }

    /// `at` itself inside an opening, else this feed's place in the next one.
    std::int64_t within_openings(std::int64_t at) const {
        if (!openings_.restricted()) return at;
        const Opening opening = openings_.at_or_after(at);
        if (at >= opening.open) return at;
        return opening.open + place_in(std::min(period_, opening.close - opening.open), feed_);
    }

    std::int64_t period() const { return period_; }

    std::string rhythm() const {
        std::string text = "every " + duration_text(schedule_.every);
        if (!schedule_.day.empty()) text += " on " + schedule_.day;
        if (!schedule_.window.empty())
            text += " between " + schedule_.window.substr(0, 5) + " and " + schedule_.window.substr(6);
        return text;
    }
    std::string shown(std::int64_t at) const { return openings_.local_text(at); }

private:
    /// One slot a day, or every so many days, at the feed's own minute of the window.
    std::int64_t daily_slot(std::int64_t after) const {
        const std::int64_t every_days = schedule_.day.empty() ? period_ / day_seconds : 1;
        const std::int64_t weeks =
            schedule_.day.empty() ? 1 : std::max<std::int64_t>(period_ / (7 * day_seconds), 1);
        const std::int64_t second = openings_.first_second() + place_in(openings_.window_seconds(), feed_);
        for (std::int64_t day = openings_.local_day(after) - 1;; ++day) {
            const bool turn = (day + place_in(every_days, feed_)) % every_days == 0 && (day / 7) % weeks == 0;
            if (!turn || !openings_.on_day(day)) continue;
            const std::int64_t at = openings_.instant(day + second / day_seconds, second % day_seconds);
            if (at > after) return at;
        }
    }

    const ScheduleConfig& schedule_;
    Openings openings_;
    std::string_view feed_;
    std::int64_t period_;
};

/// splitmix64: one well mixed number from the seed.
double fraction(std::uint64_t seed) {
    seed += 0x9e3779b97f4a7c15ull;
    seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9ull;
    seed = (seed ^ (seed >> 27)) * 0x94d049bb133111ebull;
    return static_cast<double>((seed ^ (seed >> 31)) >> 11) * 0x1.0p-53;
}

std::int64_t backoff(unsigned failures, std::int64_t period, std::uint64_t seed) {
    const unsigned doublings = std::min(failures - 1, 20u);
    const std::int64_t longest = std::min(retry_base.count() << doublings, period);
    return std::max<std::int64_t>(static_cast<std::int64_t>(static_cast<double>(longest) * fraction(seed)),
                                  1);
}

NextPoll after_failure(const Planner& plan, const PollPast& past, std::int64_t last, std::uint64_t seed) {
    const std::int64_t asked = std::min<std::int64_t>(past.retry_after.count(), plan.period());
    const std::int64_t wait = std::max(backoff(past.failures, plan.period(), seed), asked);
    NextPoll next;
    // Not later than the next regular turn: a failure must never slow a feed down below its period.
    next.at = std::min(plan.within_openings(last + wait), std::max(plan.regular(last), last + asked));
    next.reason = asked > 0 && asked >= wait
                      ? "the server asked to wait " + duration_text(std::chrono::seconds(asked))
                      : ordinal(past.failures) + " failure in a row: waits " +
                            duration_text(std::chrono::seconds(next.at - last));
    next.reason += ": " + plan.shown(next.at);
    return next;
}

/// A hint is followed for two periods at most: many a cache says "a year".
NextPoll adapted_poll(const ScheduleConfig& schedule, std::string_view feed, const PollPast& past,
                      std::int64_t last) {
    const AdaptedPeriod adapted = adapt(schedule.every, past.seen, last);
    ScheduleConfig changed = schedule;
    changed.every = adapted.every;
    const Planner plan(changed, feed);
    const std::int64_t fresh = last + std::min(past.fresh_for, 2 * schedule.every).count();
    const std::int64_t at = plan.regular(std::max({last, adapted.not_before, fresh}));
    const bool by_hint = fresh > std::max(last, adapted.not_before) && at > plan.regular(last);
    std::string why = by_hint ? "the server calls its answer fresh for " + duration_text(past.fresh_for)
                      : adapted.why.empty() ? plan.rhythm()
                                            : adapted.why;
    return {at, why + ": " + plan.shown(at)};
}

} // namespace

std::string duration_text(std::chrono::seconds time) {
    const std::int64_t s = time.count();
    if (s >= day_seconds && s % day_seconds == 0) return std::to_string(s / day_seconds) + "d";
    if (s >= 3600 && s % 3600 == 0) return std::to_string(s / 3600) + "h";
    if (s >= 7200) return std::to_string(s / 3600) + "h " + std::to_string(s % 3600 / 60) + " min";
    if (s >= 120) return std::to_string(s / 60) + " min";
    return std::to_string(s) + "s";
}

NextPoll next_poll(const ScheduleConfig& schedule, std::string_view feed, const PollPast& past, UnixTime now,
                   std::uint64_t seed) {
    const Planner plan(schedule, feed);
    if (past.last_attempt == 0) {
        const std::int64_t at = plan.within_openings(now);
        return {at,
                at == now ? "never read yet" : "never read yet, " + plan.rhythm() + ": " + plan.shown(at)};
    }
    // A clock that was set back leaves attempts in the future; they must not silence a feed.
    const std::int64_t last = std::min(past.last_attempt, now);
    if (past.failures > 0 && past.retry_soon) return after_failure(plan, past, last, seed);
    if (schedule.adaptive) return adapted_poll(schedule, feed, past, last);
    const std::int64_t at = plan.regular(last);
    return {at, plan.rhythm() + ": " + plan.shown(at)};
}

} // namespace moisson
