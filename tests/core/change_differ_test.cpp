// What becomes of each record of a snapshot.
#include "tests/core/change_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;
using Change = StagedRecord::Change;

TEST_CASE("a first snapshot creates everything; the same again changes nothing") {
    SmallFeed feed;
    const Outcome first = feed.take(numbered(1, 100));
    CHECK(first.difference.counts.created == 100);
    CHECK(first.difference.counts.read == 100);
    CHECK(first.staged.size() == 100);
    CHECK(first.staged.front().body == R"({"id":"1","nom":"n","adresse":"a","date_maj":"2024-01-01"})");
    CHECK(first.difference.newest_date == "2024-01-01");

    const Outcome again = feed.take(numbered(1, 100));
    CHECK(again.difference.counts.unchanged == 100);
    CHECK(again.difference.counts.changes() == 0);
    CHECK(again.difference.nothing_to_write());
}

TEST_CASE("one record that differs, in each way it can") {
    struct Way {
        const char* sentence;
        Cells next;
        Change change;
    };
    const Way ways[] = {
        {"content changed", {"5", "x", "a", "2024-02-01"}, Change::updated},
        {"only the date moved", {"5", "n", "a", "2024-02-01"}, Change::touched},
        {"bytes that nobody maps", {"5", "n", "a", "2024-01-01", "new column"}, Change::raw_only},
    };
    for (const Way& way : ways) {
        CAPTURE(way.sentence);
        SmallFeed feed;
        feed.take(numbered(1, 10));
        std::vector<Cells> rows = numbered(1, 10);
        rows[4] = way.next;
        const Outcome outcome = feed.take(rows);
        REQUIRE(outcome.staged.size() == 1);
        CHECK(outcome.staged[0].change == way.change);
        CHECK(outcome.staged[0].local_id == 4);
        CHECK(outcome.difference.counts.updated == (way.change == Change::updated));
        CHECK(outcome.difference.counts.touched == (way.change == Change::touched));
        CHECK(outcome.difference.counts.unchanged == 9 + (way.change == Change::raw_only));
        CHECK(feed.look(rows).difference.nothing_to_write());
    }
}

TEST_CASE("declared dates inform: content under an old date and dates that go back are said") {
    SmallFeed feed;
    feed.take(numbered(1, 10));
    std::vector<Cells> rows = numbered(1, 10);
    rows[0] = {"1", "x", "a", "2024-01-01"};
    rows[1] = {"2", "x", "a", "2023-12-31"};
    rows[2] = {"3", "x", "a", "2024-01-02"};
    const Outcome outcome = feed.look(rows);
    CHECK(outcome.difference.counts.updated == 3);
    CHECK(outcome.issue_counts.at("record.stale-date") == 1);
    CHECK(outcome.issue_counts.at("record.date-regression") == 1);
    CHECK(outcome.issues[0].id == "1");
    CHECK(outcome.issues[0].issue.message.find("« 2024-01-01 »") != std::string::npos);
    CHECK_FALSE(outcome.issues[0].every_run);
}

TEST_CASE("a future date does not move the cursor of an incremental feed") {
    SmallFeed feed;
    std::vector<Cells> rows = numbered(1, 3);
    rows[1][3] = "2999-01-01";
    CHECK(feed.look(rows).difference.newest_date == "2999-01-01"); // no day given: no limit
}

TEST_CASE("a refused record keeps its last good version and does not count as gone") {
    SmallFeed feed;
    feed.take(numbered(1, 10));
    std::vector<Cells> rows = numbered(1, 10);
    rows[3][1] = "!";
    Outcome outcome = feed.take(rows);
    CHECK(outcome.difference.counts.rejected == 1);
    CHECK(outcome.difference.withdrawn.empty());
    CHECK(outcome.difference.newly_rejected == std::vector<std::uint32_t>{3});
    CHECK(outcome.staged.empty());

    CHECK(feed.take(rows).difference.nothing_to_write()); // the same refusal again
    outcome = feed.take(numbered(1, 10));                 // the good version is back, byte for byte
    CHECK(outcome.difference.recovered == std::vector<std::uint32_t>{3});
    CHECK(outcome.difference.counts.rejected == 0);
}

TEST_CASE("rows that the decoder could not read go to the quarantine; the id protects what is known") {
    SmallFeed feed;
    feed.take(numbered(1, 10));
    std::vector<Cells> rows = numbered(1, 10);
    rows[6] = {"7"};
    rows.push_back({"Total : 10"});
    const Outcome outcome = feed.look(rows);
    CHECK(outcome.difference.counts.rejected == 2);
    CHECK(outcome.difference.withdrawn.empty());
    CHECK(outcome.issues[0].issue.code == "record.cells");
    CHECK(outcome.issues[0].position.line == 8);
}

TEST_CASE("a record without identifier is refused") {
    SmallFeed feed;
    const Outcome outcome = feed.look({{"", "n", "a", ""}, {"2", "n", "a", ""}});
    CHECK(outcome.difference.counts.rejected == 1);
    CHECK(outcome.said("record.missing-id"));
}

TEST_CASE("what the filter drops is as if it were not there") {
    SmallFeed feed;
    std::vector<Cells> rows = numbered(1, 3);
    rows[0][0] = "drop";
    CHECK(feed.look(rows).difference.counts.created == 2);
}

TEST_CASE("only a complete full snapshot withdraws, after the grace of the feed") {
    SmallFeed feed;
    feed.config.source.withdraw_after = 3;
    feed.take(numbered(1, 100));
    for (Completeness part : {Completeness::delta, Completeness::incomplete}) {
        const Outcome outcome = feed.take(numbered(1, 50), part);
        CHECK(outcome.difference.counts.missing == 0);
        CHECK(outcome.difference.counts.withdrawn == 0);
    }
    Outcome outcome = feed.take(numbered(1, 95));
    CHECK(outcome.difference.missing.size() == 5);
    CHECK(outcome.difference.newly_missing == 5);
    outcome = feed.take(numbered(1, 95));
    CHECK(outcome.difference.missing.size() == 5);
    CHECK(outcome.difference.newly_missing == 0);

    SUBCASE("gone at the third") {
        outcome = feed.take(numbered(1, 95));
        CHECK(outcome.difference.withdrawn.size() == 5);
        CHECK(feed.take(numbered(1, 95)).difference.nothing_to_write());
        SUBCASE("and restored when it comes back") {
            outcome = feed.take(numbered(1, 100));
            CHECK(outcome.difference.counts.restored == 5);
            CHECK(outcome.staged[0].change == Change::restored);
            CHECK(outcome.staged[0].body.size() > 0);
        }
    }
    SUBCASE("back in time: no trace but the counter") {
        outcome = feed.take(numbered(1, 100));
        CHECK(outcome.difference.back.size() == 5);
        CHECK(outcome.difference.counts.changes() == 0);
        CHECK(feed.take(numbered(1, 95)).difference.newly_missing == 5);
    }
}

TEST_CASE("another mapping version, or --force, maps every record again; equal content is not a change") {
    SmallFeed feed;
    feed.take(numbered(1, 20));
    SUBCASE("mapping version") { feed.config.mapping_version = 2; }
    SUBCASE("force") { feed.force_map = true; }
    Outcome outcome = feed.look(numbered(1, 20));
    CHECK(outcome.difference.all_mapped);
    CHECK(outcome.difference.nothing_to_write());
    CHECK(outcome.difference.counts.unchanged == 20);
    feed.mapping[0].columns.pop_back(); // the date is no longer mapped
    outcome = feed.look(numbered(1, 20));
    CHECK(outcome.difference.counts.touched == 20);
}

TEST_CASE("issues are all counted and kept up to a limit per code") {
    SmallFeed feed;
    std::vector<Cells> rows = numbered(1, 10500);
    for (Cells& row : rows) row[2] = "?";
    const Outcome outcome = feed.look(rows);
    CHECK(outcome.issue_counts.at("record.odd-cell") == 10500);
    CHECK(outcome.issues.size() == 10000);
    CHECK(outcome.difference.counts.created == 10500);
}
