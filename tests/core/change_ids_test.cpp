// Identifiers that are rewritten or renewed.
#include "core/change/retyped_ids.hpp"
#include "tests/core/change_support.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

TEST_CASE("spellings of one whole number") {
    const auto has = [](const std::string& id, const std::string& other) {
        const auto all = other_spellings(id);
        return std::find(all.begin(), all.end(), other) != all.end();
    };
    CHECK(has("1", "1.0"));
    CHECK(has("1.0", "1"));
    CHECK(has("1", "0001"));
    CHECK(has("01000", "1000"));
    CHECK(has("1300", "00000000001300"));
    CHECK(has("0", "00"));
    CHECK_FALSE(has("1", "1"));
    for (const char* text : {"", "a1", "1.5", "1.", ".0", "-1", "1e3", "123456789012345678901"}) {
        CAPTURE(text);
        CHECK(other_spellings(text).empty());
    }
}

TEST_CASE("1 becomes 1.0: the same records, said once") {
    SmallFeed feed;
    feed.take(numbered(1, 50));
    std::vector<Cells> rows = numbered(1, 50);
    for (Cells& row : rows) row[0] += ".0";
    rows[9][1] = "changed as well";
    Outcome outcome = feed.take(rows);
    CHECK(outcome.difference.retyped_ids == 50);
    CHECK(outcome.difference.counts.created == 0);
    CHECK(outcome.difference.counts.withdrawn == 0);
    CHECK(outcome.difference.counts.updated == 50);
    CHECK(outcome.difference.rekeyed.size() == 50);
    CHECK(outcome.difference.records_distinct == 50);
    CHECK(snapshot_warnings(outcome.difference).size() == 1);
    CHECK(feed.look(rows).difference.nothing_to_write());
}

TEST_CASE("two that could be the same record stay two") {
    SmallFeed feed;
    feed.take({{"01", "n", "a", ""}, {"001", "m", "a", ""}, {"7", "p", "a", ""}});
    Outcome outcome = feed.look({{"1", "n", "a", ""}, {"7", "p", "a", ""}});
    CHECK(outcome.difference.retyped_ids == 0);
    CHECK(outcome.difference.counts.created == 1);
    outcome =
        feed.look({{"01", "n", "a", ""}, {"001", "m", "a", ""}, {"7.0", "p", "a", ""}, {"07", "p", "a", ""}});
    CHECK(outcome.difference.retyped_ids == 0);
}

TEST_CASE("an id that is still there is not taken from its record") {
    SmallFeed feed;
    feed.take({{"1", "n", "a", ""}, {"2", "n", "a", ""}});
    const Outcome outcome = feed.look({{"1", "n", "a", ""}, {"1.0", "x", "a", ""}, {"2", "n", "a", ""}});
    CHECK(outcome.difference.counts.created == 1);
    CHECK(outcome.difference.retyped_ids == 0);
}

TEST_CASE("renewed identifiers: how many new records have the content of gone ones") {
    SmallFeed feed;
    std::vector<Cells> before, after;
    for (int i = 0; i < 20; ++i) {
        const std::string content = i < 15 ? "content " + std::to_string(i) : "same";
        before.push_back({"old" + std::to_string(i), content, "a", ""});
        after.push_back({"new" + std::to_string(i), i == 0 ? "edited" : content, "a", ""});
    }
    feed.take(before);
    const Difference difference = feed.look(after).difference;
    CHECK(difference.counts.created == 20);
    CHECK(difference.withdrawn.size() == 20);
    CHECK(difference.same_content_other_id == 19);
    CHECK(difference.rekeyable == 14);
}
