// When a feed is polled next: period, window, day, failures, and the two nights when the clock jumps.
#include "core/schedule/next_poll.hpp"
#include "core/schedule/openings.hpp"

#include <date/tz.h>
#include <doctest/doctest.h>
#include <set>
#include <sstream>

using namespace moisson;
using namespace std::chrono_literals;

namespace {

UnixTime utc(const std::string& text) {
    std::istringstream in(text);
    date::sys_seconds value;
    in >> date::parse("%F %T", value);
    REQUIRE_FALSE(in.fail());
    return value.time_since_epoch().count();
}

std::string paris(UnixTime at) {
    return date::format("%F %R",
                        date::make_zoned("Europe/Paris", date::sys_seconds(std::chrono::seconds(at))));
}

ScheduleConfig schedule(std::chrono::seconds every, std::string window = "", std::string on = "") {
    ScheduleConfig config;
    config.every = every;
    config.window = std::move(window);
    config.day = std::move(on);
    return config;
}

UnixTime next(const ScheduleConfig& config, UnixTime last, UnixTime now, const char* feed = "feed") {
    PollPast past;
    past.last_attempt = last;
    return next_poll(config, feed, past, now, 1).at;
}

} // namespace

TEST_CASE("schedule: a new feed is read at once, unless it has a window") {
    const UnixTime now = utc("2026-11-21 20:00:00");
    const NextPoll free = next_poll(schedule(24h), "feed", {}, now, 1);
    CHECK(free.at == now);
    CHECK(free.reason == "never read yet");
    const NextPoll windowed = next_poll(schedule(24h, "02:00-05:00"), "feed", {}, now, 1);
    CHECK(paris(windowed.at) >= "2026-11-22 02:00");
    CHECK(paris(windowed.at) < "2026-11-22 05:00");
    CHECK(next_poll(schedule(24h, "20:00-22:00"), "feed", {}, now, 1).at == now); // 21:00 in Paris
}

TEST_CASE("schedule: feeds of one period are spread over it, always at the same place") {
    const UnixTime now = utc("2026-11-21 20:00:00");
    std::set<UnixTime> instants;
    for (int i = 0; i < 200; ++i) {
        const std::string feed = "feed-" + std::to_string(i);
        const UnixTime at = next(schedule(1h), now, now, feed.c_str());
        CHECK(at > now);
        CHECK(at <= now + 3600);
        CHECK(next(schedule(1h), at, at, feed.c_str()) == at + 3600);
        instants.insert(at);
    }
    CHECK(instants.size() > 180);
}

TEST_CASE("schedule: a machine that slept runs a due feed once, not as often as it missed") {
    const UnixTime last = utc("2026-11-01 00:00:00"), now = utc("2026-11-21 20:00:00");
    const UnixTime due = next(schedule(1h), last, now);
    CHECK(due <= now);
    CHECK(next(schedule(1h), now, now) > now);
}

TEST_CASE("schedule: a clock that jumps never silences a feed for longer than its period") {
    const UnixTime now = utc("2026-11-21 20:00:00");
    for (UnixTime last : {utc("2027-11-21 20:00:00"), utc("2026-11-22 20:00:00"), utc("1970-01-02 00:00:00")})
        for (const ScheduleConfig& config :
             {schedule(1h), schedule(24h), schedule(24h, "02:00-05:00"), schedule(168h)}) {
            CAPTURE(last);
            CHECK(next(config, last, now) <= now + config.every.count());
        }
}

TEST_CASE("schedule: window and day are those of the feed's own time zone") {
    struct Row {
        const char* why;
        ScheduleConfig config;
        const char* last; ///< UTC
        const char* from; ///< Paris; the result is in [from, to)
        const char* to;
    };
    for (const Row& row : {
             Row{"each night, winter", schedule(24h, "02:00-05:00"), "2026-11-21 20:00:00",
                 "2026-11-22 02:00", "2026-11-22 05:00"},
             Row{"each night, summer", schedule(24h, "02:00-05:00"), "2026-07-14 20:00:00",
                 "2026-07-15 02:00", "2026-07-15 05:00"},
             Row{"over midnight", schedule(24h, "23:00-01:00"), "2026-11-21 20:00:00", "2026-11-21 23:00",
                 "2026-11-22 01:00"},
             Row{"on Mondays", schedule(168h, "", "monday"), "2026-11-21 20:00:00", "2026-11-23 00:00",
                 "2026-11-24 00:00"},
             Row{"on Mondays, in a window", schedule(168h, "02:00-05:00", "monday"), "2026-11-23 09:00:00",
                 "2026-11-30 02:00", "2026-11-30 05:00"},
             Row{"each hour, but at night only", schedule(1h, "02:00-05:00"), "2026-11-21 09:00:00",
                 "2026-11-22 02:00", "2026-11-22 03:00"},
             Row{"each hour, inside the window", schedule(1h, "02:00-05:00"), "2026-11-22 01:00:30",
                 "2026-11-22 02:00", "2026-11-22 03:01"},
         }) {
        CAPTURE(row.why);
        const UnixTime last = utc(row.last);
        const UnixTime at = next(row.config, last, last);
        CHECK(at > last);
        CHECK(paris(at) >= row.from);
        CHECK(paris(at) < row.to);
    }
}

TEST_CASE("schedule: every 3 days in a window is every third night") {
    const ScheduleConfig config = schedule(72h, "02:00-05:00");
    const UnixTime start = utc("2026-11-21 20:00:00");
    const UnixTime first = next(config, start, start);
    CHECK(first <= start + 72 * 3600);
    CHECK(next(config, first, first) == first + 72 * 3600);
}

TEST_CASE("schedule: the night of 29 March 2026 has no 02:30; the next valid instant is taken") {
    const Openings openings(schedule(24h, "02:00-03:00"));
    const std::int64_t local = openings.local_day(utc("2026-03-29 12:00:00"));
    CHECK(openings.instant(local, 2 * 3600 + 1800) == utc("2026-03-29 01:00:00")); // 03:00 in Paris
    CHECK(openings.instant(local, 1 * 3600 + 1800) == utc("2026-03-29 00:30:00"));
    CHECK(openings.instant(local, 3 * 3600 + 1800) == utc("2026-03-29 01:30:00"));
    const ScheduleConfig config = schedule(24h, "02:00-03:00");
    const UnixTime evening = utc("2026-03-28 20:00:00");
    const UnixTime at = next(config, evening, evening);
    CHECK(paris(at) == "2026-03-29 03:00");
    CHECK(paris(next(config, at, at)).starts_with("2026-03-30 02:")); // and once
}

TEST_CASE("schedule: the night of 25 October 2026 has 02:30 twice; the feed is polled once") {
    const ScheduleConfig config = schedule(24h, "02:00-03:00");
    const UnixTime evening = utc("2026-10-24 20:00:00");
    const UnixTime at = next(config, evening, evening);
    CHECK(at < utc("2026-10-25 01:00:00")); // the first of the two hours
    CHECK(at >= utc("2026-10-25 00:00:00"));
    CHECK(paris(next(config, at, at)).starts_with("2026-10-26 02:"));
    // Each day once, over both nights.
    for (const char* begin : {"2026-03-27 12:00:00", "2026-10-23 12:00:00"}) {
        std::set<std::string> days;
        UnixTime last = utc(begin);
        for (int i = 0; i < 5; ++i) days.insert(paris(last = next(config, last, last)).substr(0, 10));
        CHECK(days.size() == 5);
    }
}

TEST_CASE("schedule: after failures the wait doubles, up to the period, and is random below that") {
    const UnixTime now = utc("2026-11-21 20:00:00");
    const ScheduleConfig config = schedule(24h);
    PollPast past;
    past.last_attempt = now;
    for (unsigned failures : {1u, 2u, 5u, 12u, 40u}) {
        past.failures = failures;
        const std::int64_t longest = failures > 11 ? 86400 : 30ll << (failures - 1);
        std::set<UnixTime> instants;
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            const UnixTime at = next_poll(config, "feed", past, now, seed).at;
            CHECK(at > now);
            CHECK(at <= now + longest);
            instants.insert(at);
        }
        CHECK(instants.size() > 10);
    }
    past.failures = 3;
    CHECK(next_poll(config, "feed", past, now, 7).reason.starts_with("3rd failure in a row: waits "));
}

TEST_CASE("schedule: a failure that a person must mend waits for the next turn; a server that asks to wait "
          "gets it") {
    const UnixTime now = utc("2026-11-21 20:00:00");
    PollPast past;
    past.last_attempt = now;
    past.failures = 1;
    past.retry_soon = false; // 401
    CHECK(next_poll(schedule(24h), "feed", past, now, 1).at == next(schedule(24h), now, now));
    past.retry_soon = true;
    past.retry_after = 600s;
    const NextPoll asked = next_poll(schedule(24h), "feed", past, now, 1);
    CHECK(asked.at == now + 600);
    CHECK(asked.reason.starts_with("the server asked to wait 10 min"));
    past.retry_after = 48h;
    CHECK(next_poll(schedule(24h), "feed", past, now, 1).at <= now + 86400);
}

TEST_CASE("schedule: after a failure in the window, tries again inside it, else in the next one") {
    const ScheduleConfig config = schedule(24h, "02:00-05:00");
    PollPast past;
    past.failures = 1;
    past.last_attempt = utc("2026-11-22 01:30:00"); // 02:30 in Paris
    CHECK(next_poll(config, "feed", past, past.last_attempt, 1).at <= past.last_attempt + 30);
    past.last_attempt = utc("2026-11-22 03:59:59"); // 04:59:59 in Paris
    const UnixTime at = next_poll(config, "feed", past, past.last_attempt, 1).at;
    CHECK(paris(at) >= "2026-11-23 02:00");
    CHECK(paris(at) < "2026-11-23 05:00");
}

TEST_CASE("schedule: the reason is one line that a person understands") {
    const UnixTime now = utc("2026-11-21 20:00:00");
    PollPast past;
    past.last_attempt = now;
    const NextPoll poll = next_poll(schedule(168h, "02:00-05:00", "monday"), "feed", past, now, 1);
    CHECK(poll.reason == "every 7d on monday between 02:00 and 05:00: " + paris(poll.at) + " (Europe/Paris)");
}

TEST_CASE("schedule: durations for people") {
    CHECK(duration_text(45s) == "45s");
    CHECK(duration_text(600s) == "10 min");
    CHECK(duration_text(1h) == "1h");
    CHECK(duration_text(9000s) == "2h 30 min");
    CHECK(duration_text(168h) == "7d");
}

namespace {

/// Changes at these hours before now, the latest last; then so many runs without.
ChangePast seen_before(UnixTime now, const std::vector<double>& hours_ago, unsigned unchanged) {
    ChangePast past;
    for (const double hours : hours_ago) past.changes.push_back(now - static_cast<UnixTime>(hours * 3600));
    past.unchanged = unchanged;
    return past;
}

ScheduleConfig adaptive(std::chrono::seconds every, const std::string& window = "") {
    ScheduleConfig config = schedule(every, window);
    config.adaptive = true;
    return config;
}

} // namespace

TEST_CASE("schedule adaptive: the period follows what was found, within its bounds") {
    const UnixTime now = utc("2026-11-22 12:00:00");
    struct Row {
        const char* what;
        std::chrono::seconds every;
        ChangePast past;
        std::chrono::seconds period; ///< after adapting
        double waits_hours;          ///< for the expected change; 0 = does not wait
    };
    for (const Row& row : {
             Row{"nothing known yet", 1h, {}, 1h, 0},
             Row{"two runs without change: nothing to conclude", 1h, seen_before(now, {9, 4}, 2), 1h, 0},
             Row{"three: half as often", 1h, seen_before(now, {9, 4}, 3), 2h, 0},
             Row{"never more than eight times the period", 1h, seen_before(now, {900, 400}, 500), 8h, 0},
             Row{"nor more than a week", 72h, seen_before(now, {900, 400}, 500), 168h, 0},
             Row{"but a slower feed stays as slow as it is", 720h, seen_before(now, {9000, 4000}, 9), 720h,
                 0},
             Row{"new at each run: twice as often", 1h, seen_before(now, {3, 2, 1, 0}, 0), 1800s, 0},
             Row{"never under five minutes", 360s, seen_before(now, {.2, .1, 0}, 0), 300s, 0},
             Row{"every morning: waits until an hour before", 1h, seen_before(now, {75, 51, 27, 3}, 3), 1h,
                 8},
             Row{"…that is as long as it may wait", 1h, seen_before(now, {72.5, 48, 24.5, .5}, 0), 1h, 8},
             Row{"each week, read daily", 24h, seen_before(now, {528, 360, 192, 24}, 1), 24h, 120},
             Row{"overdue: reads at its period again", 24h, seen_before(now, {696, 528, 360, 192}, 9), 24h,
                 0},
             Row{"irregular: no rhythm", 1h, seen_before(now, {300, 200, 30, 3}, 3), 2h, 0},
         }) {
        CAPTURE(std::string(row.what));
        const AdaptedPeriod adapted = adapt(row.every, row.past, now);
        CHECK(adapted.every == row.period);
        CHECK(std::max<double>(0, static_cast<double>(adapted.not_before - now) / 3600) == row.waits_hours);
        CHECK(adapted.why.empty() == (row.period == row.every && row.waits_hours == 0));
    }
}

TEST_CASE("schedule adaptive: says why, stays in the window, and follows the server's hint for two periods") {
    const UnixTime now = utc("2026-11-22 12:00:00");
    PollPast past;
    past.last_attempt = now;
    past.seen = seen_before(now, {9, 4}, 6);
    NextPoll poll = next_poll(adaptive(1h), "feed", past, now, 1);
    CHECK(poll.at <= now + 3 * 3600);
    CHECK(poll.reason ==
          "nothing new in the last 6 runs: every 3h instead of 1h: " + paris(poll.at) + " (Europe/Paris)");
    CHECK(paris(next_poll(adaptive(24h, "02:00-05:00"), "feed", past, now, 1).at).substr(11) < "05:00");

    past.seen = {};
    past.fresh_for = 90min;
    poll = next_poll(adaptive(1h), "feed", past, now, 1);
    CHECK(poll.at > now + 5400);
    CHECK(poll.reason.starts_with("the server calls its answer fresh for 90 min: "));
    past.fresh_for = 24h * 365;
    CHECK(next_poll(adaptive(1h), "feed", past, now, 1).at <= now + 3 * 3600);
    CHECK(next_poll(schedule(1h), "feed", past, now, 1).at <= now + 3600); // not adaptive: as the file says
}

TEST_CASE("schedule adaptive: what the journal says about changes") {
    const auto run = [](UnixTime at, RunResult result, std::uint64_t created) {
        RunRow row;
        row.started_at = at;
        row.result = result;
        row.counts.created = created;
        return row;
    };
    const ChangePast past = change_past({run(90, RunResult::unchanged, 0), run(80, RunResult::failed, 0),
                                         run(70, RunResult::success, 0), run(60, RunResult::success, 5),
                                         run(50, RunResult::unchanged, 0), run(40, RunResult::success, 1)});
    CHECK(past.unchanged == 2);
    CHECK(past.changes == std::vector<UnixTime>{40, 60});
}
