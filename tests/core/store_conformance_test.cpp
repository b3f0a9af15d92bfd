// What every store must do, whatever it is made of: a new backend is one more type at the end of this list.
#include "tests/core/store_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

struct Sqlite {
    static std::unique_ptr<Store> open(const Store::Options& options, UnixTime now) {
        return Store::open(options, now);
    }
};

#define STORES Sqlite

std::vector<Cells> without(std::vector<Cells> rows, const std::string& id) {
    std::erase_if(rows, [&](const Cells& row) { return row[0] == id; });
    return rows;
}

} // namespace

TEST_CASE_TEMPLATE("a first run creates records, golden records, revisions and the journal", Backend,
                   STORES) {
    StoreBench bench(&Backend::open);
    const RunRow row = bench.run("asso", numbered(1, 50));
    CHECK(row.result == RunResult::success);
    CHECK(row.counts.created == 50);
    CHECK(row.started_at == bench.now);

    const auto reader = bench.reader();
    CHECK(reader->count(1) == 50);
    CHECK(reader->revision() == 50);
    CHECK(bench.golden().size() == 50);
    const FeedState state = reader->feed("asso");
    CHECK(state.known);
    CHECK(state.records.at("structure") == 50);
    CHECK(state.last_success_at == bench.now);
    CHECK(state.last_change_at == bench.now);
    CHECK(state.last_applied_run == row.run);
    CHECK(state.validators.etag == "\"1\"");
    CHECK_FALSE(state.memory.first_run);
    CHECK(state.memory.largest_snapshot == 50);
    CHECK(state.memory.fill_rates.at(1).at(1) == 1.0);
    CHECK(bench.verify().empty());
}

TEST_CASE_TEMPLATE("the same snapshot again writes nothing but the journal", Backend, STORES) {
    StoreBench bench(&Backend::open);
    bench.run("asso", numbered(1, 50));
    const auto before = bench.golden();
    const RunRow row = bench.run("asso", numbered(1, 50));
    CHECK(row.result == RunResult::unchanged);
    CHECK(row.counts.unchanged == 50);
    CHECK(bench.golden() == before);
    CHECK(bench.reader()->revision() == 50);
    CHECK(bench.reader()->feed("asso").last_change_at < bench.now);
    CHECK(bench.reader()->feed("asso").last_success_at == bench.now);
    CHECK(bench.reader()->runs("asso", 10).size() == 2);
}

TEST_CASE_TEMPLATE("updated, touched, withdrawn, restored: history keeps what a record said", Backend,
                   STORES) {
    StoreBench bench(&Backend::open);
    const auto start = numbered(1, 20);
    bench.run("asso", start);
    const UnixTime created_at = bench.now;
    auto rows = start;
    rows[4] = {"5", "renamed", "a", "2024-02-01"};
    rows[5] = {"6", "n", "a", "2024-02-01"};
    CHECK(bench.run("asso", rows).counts.touched == 1);
    const UnixTime updated_at = bench.now;
    CHECK(bench.run("asso", without(rows, "5")).counts.withdrawn == 1);
    CHECK(bench.golden().count("asso/5") == 0);
    CHECK(bench.run("asso", rows).counts.restored == 1);

    const auto found = bench.reader()->find("asso/5");
    REQUIRE(found.size() == 1);
    const auto history = bench.reader()->history(found[0].public_id);
    REQUIRE(history.size() == 4);
    const std::string names[] = {"created", "updated", "withdrawn", "restored"};
    for (std::size_t i = 0; i < history.size(); ++i) {
        CHECK(history[i].change == names[i]);
        CHECK(history[i].public_id == found[0].public_id);
        CHECK(history[i].id == "5");
    }
    CHECK(history[0].before == "");
    CHECK(history[1].before == history[0].after);
    CHECK(history[1].after.find("renamed") != std::string::npos);
    CHECK(history[2].before == history[1].after);
    CHECK(history[2].after == "");
    CHECK(history[3].after == history[1].after);

    CHECK(bench.golden(created_at).at("asso/5").find("renamed") == std::string::npos);
    CHECK(bench.golden(updated_at).at("asso/5").find("renamed") != std::string::npos);
    CHECK(bench.golden(updated_at + 60).count("asso/5") == 0);
    CHECK(bench.golden(updated_at + 120).count("asso/5") == 1);
    CHECK(bench.golden(created_at - 1).empty());
    CHECK(bench.golden().at("asso/6").find("2024-02-01") !=
          std::string::npos); // the date is stored without a revision
    CHECK(bench.reader()->history(bench.reader()->find("6")[0].public_id).size() == 1);
    CHECK(bench.verify().empty());
}

TEST_CASE_TEMPLATE("public ids grow, never change, and find their record", Backend, STORES) {
    StoreBench bench(&Backend::open);
    bench.run("asso", numbered(1, 300));
    bench.now -= 86400; // the clock went back
    bench.run("dept", numbered(1, 5, "dept"));
    std::string before;
    bench.reader()->for_each_golden(1, 0, [&](const GoldenRecord& golden) {
        CHECK(golden.public_id > before);
        CHECK(golden.public_id.size() == 39);
        CHECK(bench.reader()->golden(golden.public_id)->sources[0].id == golden.sources[0].id);
        before = golden.public_id;
        return true;
    });
    CHECK(bench.reader()->find("3").size() == 2); // a bare id: of both feeds
    CHECK(bench.reader()->find("dept/3").size() == 1);
    CHECK(bench.reader()->find("dept/3")[0].sources[0].feed == "dept");
    CHECK(bench.reader()->find("dept/33").empty());
    CHECK(bench.reader()->find("mo_00000000-0000-7000-8000-000000000000").empty());
    CHECK(bench.verify().empty());
}

TEST_CASE_TEMPLATE("a record without update date carries the day on which we last saw it change", Backend,
                   STORES) {
    StoreBench bench(&Backend::open);
    bench.now = 1'709'200'000; // 2024-02-29
    bench.run("asso", {{"1", "n", "a", ""}, {"2", "n", "a", "2020-01-01"}});
    CHECK(bench.golden().at("asso/1").find("\"date_maj\":\"2024-02-29\"") != std::string::npos);
    CHECK(bench.golden().at("asso/2").find("2020-01-01") != std::string::npos);
    bench.now += 86400 * 10;
    CHECK(bench.run("asso", {{"1", "n", "a", ""}, {"2", "n", "a", "2020-01-01"}}).result ==
          RunResult::unchanged);
    CHECK(bench.golden().at("asso/1").find("2024-02-29") != std::string::npos);
    bench.run("asso", {{"1", "x", "a", ""}, {"2", "n", "a", "2020-01-01"}});
    CHECK(bench.golden().at("asso/1").find("2024-03-10") != std::string::npos);
    CHECK(bench.verify().empty());
}

TEST_CASE_TEMPLATE("grace: missing records stay until it ends, and come back without a trace", Backend,
                   STORES) {
    StoreBench bench(&Backend::open);
    bench.config.source.withdraw_after = 3;
    bench.run("asso", numbered(1, 100));
    bench.run("asso", numbered(1, 95));
    CHECK(bench.reader()->feed("asso").in_grace == 5);
    CHECK(bench.golden().size() == 100);
    bench.run("asso", numbered(1, 100), Completeness::delta);
    CHECK(bench.reader()->feed("asso").in_grace == 0);
    for (int i = 0; i < 3; ++i) bench.run("asso", numbered(1, 95));
    CHECK(bench.golden().size() == 95);
    CHECK(bench.reader()->feed("asso").in_grace == 0);
    CHECK(bench.reader()->feed("asso").records.at("structure") == 95);
    CHECK(bench.verify().empty());
}

TEST_CASE_TEMPLATE("refused records stand in the quarantine until they are good", Backend, STORES) {
    StoreBench bench(&Backend::open);
    auto rows = numbered(1, 20);
    rows[2][1] = "!";
    rows[3][2] = "?";
    bench.run("asso", rows);
    CHECK(bench.reader()->feed("asso").rejects == 1);
    CHECK(bench.reader()->rejects("asso", Severity::error).size() == 1);
    REQUIRE(bench.reader()->rejects("asso", Severity::warning).size() == 2);
    CHECK(bench.reader()->rejects("asso", Severity::error)[0].position.line == 4);
    CHECK(bench.reader()->reject_counts("asso").at("record.odd-cell") == 1);

    SUBCASE("the warning of an unchanged record stays although it is not mapped again") {
        rows.push_back({"21", "n", "a", "2024-01-01"});
        bench.run("asso", rows);
        CHECK(bench.reader()->rejects("asso", Severity::warning).size() == 2);
    }
    SUBCASE("an unchanged run keeps the same rows") {
        CHECK(bench.run("asso", rows).result == RunResult::unchanged);
        CHECK(bench.reader()->rejects("asso", Severity::warning).size() == 2);
    }
    SUBCASE("good again") {
        rows[2] = {"3", "n", "a", "2024-02-01"};
        rows[3] = {"4", "n", "b", "2024-02-01"};
        bench.run("asso", rows);
        CHECK(bench.reader()->rejects("asso", Severity::warning).empty());
        CHECK(bench.reader()->feed("asso").rejects == 0);
    }
    SUBCASE("a delta only speaks of what it has") {
        bench.run("asso", {{"40", "!", "a", ""}}, Completeness::delta);
        CHECK(bench.reader()->rejects("asso", Severity::error).size() == 2);
        bench.run("asso", {{"3", "good", "a", ""}}, Completeness::delta);
        CHECK(bench.reader()->rejects("asso", Severity::error).size() == 1);
    }
    SUBCASE("gone with its record") {
        bench.run("asso", without(without(rows, "3"), "4"));
        CHECK(bench.reader()->rejects("asso", Severity::warning).empty());
    }
    CHECK(bench.verify().empty());
}

TEST_CASE_TEMPLATE("a failed run shows what it refused and changes nothing else", Backend, STORES) {
    StoreBench bench(&Backend::open);
    bench.run("asso", numbered(1, 20));
    auto rows = numbered(1, 20);
    for (int i = 0; i < 10; ++i) rows[static_cast<std::size_t>(i)][1] = "!";
    const RunRow row = bench.run("asso", rows);
    CHECK(row.result == RunResult::failed);
    CHECK(row.error->code == "snapshot.too-many-rejects");
    CHECK(bench.golden().size() == 20);
    const FeedState state = bench.reader()->feed("asso");
    CHECK(state.consecutive_failures == 1);
    CHECK(state.last_code == "snapshot.too-many-rejects");
    CHECK(state.validators.etag == "\"1\""); // a failed run never answers 304 to itself
    CHECK(bench.reader()->rejects("asso", Severity::error).size() == 10);
    CHECK(bench.run("asso", numbered(1, 20)).result == RunResult::unchanged);
    CHECK(bench.reader()->feed("asso").consecutive_failures == 0);
    CHECK(bench.reader()->rejects("asso", Severity::error).empty());
}

TEST_CASE_TEMPLATE("two feeds keep apart: same ids, own records", Backend, STORES) {
    StoreBench bench(&Backend::open);
    bench.run("asso", numbered(1, 10, "asso"));
    bench.run("dept", numbered(1, 10, "dept"));
    bench.run("asso", numbered(1, 10, "ASSO"));
    CHECK(bench.golden().at("dept/3").find("\"dept\"") != std::string::npos);
    CHECK(bench.golden().at("asso/3").find("\"ASSO\"") != std::string::npos);
    CHECK(bench.reader()->feeds().size() == 2);
    CHECK(bench.verify().empty());
}

TEST_CASE_TEMPLATE("a difference is applied to what it was made against, or not at all", Backend, STORES) {
    StoreBench bench(&Backend::open);
    bench.run("asso", numbered(1, 10));
    const RunId other = bench.store().begin_run("asso", bench.now);
    Difference stale = *bench.last_difference; // made before the first run was applied
    ApplyContext context;
    context.run = other;
    FeedConfig config = bench.config;
    config.id = "asso";
    context.feed = std::make_shared<FeedConfig>(config);
    context.now = bench.now;
    CHECK_THROWS_AS(bench.store().apply(context, stale), StoreError);
    CHECK(bench.golden().size() == 10);
    CHECK(bench.verify().empty());
}

TEST_CASE_TEMPLATE("pause, schedule and restart are remembered; an open run is interrupted", Backend,
                   STORES) {
    StoreBench bench(&Backend::open);
    bench.store().pause("asso", true, "the producer moves", bench.now);
    bench.store().schedule("asso", 42);
    const RunId open = bench.store().begin_run("asso", bench.now);
    bench.reopen();
    CHECK(bench.store().recover(bench.now) == 1);
    CHECK(bench.store().feed_state("asso").paused);
    CHECK(bench.store().feed_state("asso").pause_reason == "the producer moves");
    CHECK(bench.store().feed_state("asso").next_run_at == 42);
    CHECK(bench.reader()->run(open)->result == RunResult::interrupted);
    CHECK(bench.store().recover(bench.now) == 0);
    CHECK_FALSE(bench.store().feed_state("nobody").known);
}

TEST_CASE_TEMPLATE("the outbox says what is stale", Backend, STORES) {
    StoreBench bench(&Backend::open);
    OutboxRow csv, json;
    csv.target = json.target = "directory";
    csv.resource = "structures.csv";
    json.resource = "structures.json";
    bench.store().set_outbox_resources({csv, json}, bench.now);
    CHECK(bench.reader()->outbox().at(0).state == "pending");
    bench.run("asso", numbered(1, 3));
    OutboxRow row = bench.reader()->outbox().at(0);
    CHECK(row.wanted_seq == 3);
    row.state = "done";
    row.published_seq = 3;
    row.sha256 = "aa";
    bench.store().settle(row);
    CHECK(bench.reader()->outbox().at(0).state == "done");

    auto rows = numbered(1, 3);
    rows[0][3] = "2025-01-01";
    bench.run("asso", rows); // a date alone is not published
    CHECK(bench.reader()->outbox().at(0).state == "done");
    rows[0][1] = "x";
    row.state = "inflight";
    bench.store().settle(row);
    bench.run("asso", rows); // while it is being published
    row.state = "done";
    bench.store().settle(row);
    CHECK(bench.reader()->outbox().at(0).state == "pending");
    bench.store().set_outbox_resources({json}, bench.now);
    CHECK(bench.reader()->outbox().size() == 1);
}
