// Records that their producer says are no more.
#include "tests/core/change_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

TEST_CASE("a tombstone withdraws its record, in a full snapshot and in a delta, and only its record") {
    for (const Completeness completeness : {Completeness::full, Completeness::delta}) {
        SmallFeed feed;
        feed.config.source.withdraw_after = 3; // grace is for what is only missing
        feed.take(numbered(1, 10));
        std::vector<Cells> rows = completeness == Completeness::full ? numbered(1, 10) : numbered(1, 1);
        if (completeness == Completeness::full) rows.erase(rows.begin() + 4);
        rows.push_back({"5", "(gone)"});
        rows.push_back({"77", "(gone)"}); // was never here
        const Outcome outcome = feed.take(rows, completeness);
        CHECK(outcome.difference.withdrawn == std::vector<std::uint32_t>{4});
        CHECK(outcome.difference.counts.withdrawn == 1);
        CHECK(outcome.difference.counts.missing == 0);
        CHECK(!outcome.difference.nothing_to_write());
    }
}

TEST_CASE("what is said to be gone but came, or is said in a snapshot that is not all, stays") {
    SmallFeed feed;
    feed.take(numbered(1, 10));
    std::vector<Cells> rows = numbered(1, 10);
    rows.push_back({"5", "(gone)"});
    rows.insert(rows.begin(), {"6", "(gone)"});
    CHECK(feed.look(rows).difference.nothing_to_write());
    CHECK(feed.look({{"5", "(gone)"}}, Completeness::incomplete).difference.withdrawn.empty());
}

TEST_CASE(
    "a delta with a new record and a tombstone is no renewal of identifiers because of all the others") {
    SmallFeed feed;
    feed.take(numbered(1, 10)); // all have one content
    const Outcome outcome = feed.look({{"11", "n", "a", "2024-01-01"}, {"5", "(gone)"}}, Completeness::delta);
    CHECK(outcome.difference.counts.created == 1);
    CHECK(outcome.difference.counts.withdrawn == 1);
    CHECK(outcome.difference.same_content_other_id <= 1);
}
