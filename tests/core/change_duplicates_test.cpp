// One identifier, several records in one snapshot.
#include "tests/core/change_support.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

/// The content kept for id "1", whatever the order of the rows; fails the test when it depends on it.
std::string kept(SmallFeed& feed, std::vector<Cells> rows) {
    std::sort(rows.begin(), rows.end());
    std::string body;
    bool first = true;
    do {
        const Outcome outcome = feed.look(rows);
        const Staged* staged = outcome.find("1");
        const std::string now = staged ? staged->body : "stored";
        if (!first) CHECK(now == body);
        CHECK(outcome.difference.counts.created + outcome.difference.counts.updated +
                  outcome.difference.counts.touched + outcome.difference.counts.unchanged ==
              1);
        CHECK(outcome.difference.records_distinct == 1);
        CHECK(outcome.staged.size() == outcome.difference.staged);
        body = now;
        first = false;
    } while (std::next_permutation(rows.begin(), rows.end()));
    return body;
}

const Cells stored = {"1", "n", "a", "2024-01-01"};
const Cells other = {"1", "x", "a", "2024-01-01"};
const Cells newer = {"1", "y", "b", "2024-05-01"};

} // namespace

TEST_CASE("equal records collapse, with a warning that counts them") {
    SmallFeed feed;
    const Outcome outcome = feed.look({stored, stored, {"1", "n", "a", "2024-01-01", "unmapped"}});
    CHECK(outcome.difference.counts.created == 1);
    CHECK(outcome.difference.duplicates_collapsed == 2);
    CHECK(outcome.issue_counts.at("record.repeated") == 2);
    CHECK(outcome.difference.records_seen == 3);
    CHECK(outcome.difference.records_distinct == 1);
}

TEST_CASE("different ones give an issue each, and the choice does not depend on their order") {
    SmallFeed feed;
    SUBCASE("the newest date") {
        CHECK(kept(feed, {stored, other, newer}).find("\"y\"") != std::string::npos);
    }
    SUBCASE("no date decides: the smallest fingerprint, always the same") { kept(feed, {stored, other}); }
    SUBCASE("the stored version, if it is among them") {
        feed.take({stored});
        CHECK(kept(feed, {stored, other, newer}) == "stored");
    }
    SUBCASE("the stored content under another date counts as the stored version") {
        feed.take({stored});
        CHECK(kept(feed, {{"1", "n", "a", "2024-03-01"}, newer}).find("2024-03-01") != std::string::npos);
    }
    SUBCASE("an erroneous double does not push a good one out") {
        CHECK(kept(feed, {{"1", "!", "a", "2025-01-01"}, stored}).find("\"n\"") != std::string::npos);
    }
    const Outcome outcome = feed.look({stored, other, newer});
    CHECK(outcome.issue_counts.at("record.duplicate-id") == 3);
    CHECK(outcome.difference.duplicates_conflicting == 2);
}

TEST_CASE("a snapshot with doubled ids, seen again in another order, changes nothing") {
    SmallFeed feed;
    feed.take({stored, other, newer});
    CHECK(feed.look({newer, stored, other}).difference.nothing_to_write());
    CHECK(feed.look({other, newer, stored}).difference.nothing_to_write());
}
