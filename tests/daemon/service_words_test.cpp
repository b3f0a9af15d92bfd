#include "daemon/service/feed_words.hpp"
#include "daemon/service/timetable.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

constexpr UnixTime today = 1795294696, day = 86400;

FeedState healthy() {
    FeedState state;
    state.known = true;
    state.last_success_at = today - 60;
    state.last_change_at = today - 60;
    return state;
}

std::string_view word(const FeedState& state, bool enabled = true, bool invalid = false) {
    return state_word(state, {enabled, invalid, today});
}

} // namespace

TEST_CASE("one word says how a feed is") {
    CHECK(word(FeedState{}) == "new");
    FeedState state = healthy();
    CHECK(word(state) == "ok");
    state.last_change_at = today - day;
    CHECK(word(state) == "unchanged");

    state.consecutive_failures = 1;
    CHECK(word(state) == "retrying");
    state.consecutive_failures = 3;
    CHECK(word(state) == "failing");
    state.last_success_at = today - 15 * day;
    CHECK(word(state) == "dormant");
    state.last_code = "http.gone";
    CHECK(word(state) == "gone");

    state.held_run = 7;
    CHECK(word(state) == "held");
    state.paused = true;
    CHECK(word(state) == "paused");
    CHECK(word(healthy(), false) == "paused"); // enabled = false in its file
    CHECK(word(state, true, true) == "config-invalid");
}

TEST_CASE("what needs a person is not what will pass by itself") {
    for (const char* bad : {"failing", "dormant", "held", "gone", "config-invalid"})
        CHECK(needs_attention(bad));
    for (const char* well : {"new", "ok", "unchanged", "retrying", "paused"}) CHECK(!needs_attention(well));
    for (std::string_view known : state_words()) CHECK(!known.empty());
    CHECK(state_words().size() == 10);
}

TEST_CASE("due feeds come in the order in which they have waited") {
    Timetable timetable;
    timetable.set("b", 100);
    timetable.set("a", 50);
    timetable.set("c", 200);
    CHECK(timetable.due_at(150) == std::vector<std::string>{"a", "b"});
    CHECK(timetable.next_after(150) == 200);
    CHECK(!timetable.next_after(200));
    timetable.bound("c", 180); // after a jump of the clock
    CHECK(timetable.due("c") == 180);
    timetable.bound("a", 180);
    CHECK(timetable.due("a") == 50);
    timetable.remove("a");
    CHECK(timetable.due_at(150) == std::vector<std::string>{"b"});
}

TEST_CASE("a host that hangs takes no more places than it may; feeds without a host only need room") {
    const std::vector<DueFeed> due{{"h1", "hangs"}, {"h2", "hangs"}, {"h3", "hangs"}, {"o1", "other"},
                                   {"file1", ""},   {"file2", ""},   {"file3", ""},   {"o2", "other"}};
    using Names = std::vector<std::string>;
    CHECK(choose_starts(due, {}, 8, 2) == Names{"h1", "h2", "o1", "file1", "file2", "file3", "o2"});
    CHECK(choose_starts(due, {{"hangs", 2}}, 8, 2) == Names{"o1", "file1", "file2", "file3", "o2"});
    CHECK(choose_starts(due, {{"hangs", 2}, {"other", 1}}, 3, 2) == Names{"o1", "file1", "file2"});
    CHECK(choose_starts(due, {{"hangs", 7}}, 0, 2).empty()); // more than allowed run after a reload
    CHECK(choose_starts({}, {}, 8, 2).empty());
}

TEST_CASE("a suspended machine is not a wrong clock, a step of the clock is") {
    CHECK(!is_clock_jump(60, 60));
    CHECK(!is_clock_jump(61, 30));
    CHECK(is_clock_jump(-86400, 1));
    CHECK(is_clock_jump(31536000, 60));
}

TEST_CASE("fetching needs room for three stores, and never less than 512 MiB") {
    CHECK(disk_needed(0) == 512ull << 20);
    CHECK(disk_needed(1ull << 30) == 3ull << 30);
}
