// Runs that a guard holds: kept, decided, applied from what was kept, or left behind by a better snapshot.
#include "tests/core/store_support.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <utility>

using namespace moisson;
using namespace moisson::test;

namespace {

/// A hundred records, of which the next snapshot has sixty (one of them edited).
RunRow held(StoreBench& bench) {
    bench.run("asso", numbered(1, 100));
    auto rows = numbered(1, 60);
    rows[0] = {"1", "edited", "a", "2024-02-01"};
    return bench.run("asso", rows);
}

std::map<std::string, int> difference_of(StoreBench& bench, RunId run) {
    std::map<std::string, int> changes;
    bench.reader()->for_each_difference("asso", run, [&](const StoreReader::DiffRow& row) {
        ++changes[row.change];
        if (row.change == "updated") CHECK(row.fields == std::vector<std::string>{"nom", "date_maj"});
        return true;
    });
    return changes;
}

} // namespace

TEST_CASE("a held run changes nothing, and says what it would do") {
    StoreBench bench;
    const RunRow row = held(bench);
    CHECK(row.result == RunResult::held);
    CHECK(row.guard->name == "max_deletions");
    CHECK(row.guard->observed == doctest::Approx(0.4));
    CHECK(bench.golden().size() == 100);
    CHECK(bench.golden().at("asso/1").find("edited") == std::string::npos);
    const FeedState state = bench.reader()->feed("asso");
    CHECK(state.held_run == row.run);
    CHECK(state.last_applied_run == row.run - 1);
    CHECK(state.consecutive_failures == 0);
    CHECK(difference_of(bench, row.run) == std::map<std::string, int>{{"updated", 1}, {"withdrawn", 40}});
    CHECK(bench.verify().empty());
}

TEST_CASE("approve applies what was kept, after a restart too, and says who decided") {
    StoreBench bench;
    const RunRow row = held(bench);
    bench.reopen();
    const RunRow approved = bench.approve("asso", row.run);
    CHECK(approved.result == RunResult::success);
    CHECK(approved.decision == "approved by anne: verified with the producer");
    CHECK(approved.counts.withdrawn == 40);
    CHECK(bench.golden().size() == 60);
    CHECK(bench.golden().at("asso/1").find("edited") != std::string::npos);
    CHECK(bench.reader()->feed("asso").held_run == 0);
    CHECK(bench.reader()->feed("asso").last_applied_run == row.run);
    CHECK_THROWS_AS(bench.approve("asso", row.run), StoreError);
    auto rows = numbered(1, 60);
    rows[0] = {"1", "edited", "a", "2024-02-01"};
    CHECK(bench.run("asso", rows).result == RunResult::unchanged);
    CHECK(bench.verify().empty());
}

TEST_CASE("approving disappearances ends their grace: who decided need not decide again") {
    StoreBench bench;
    bench.config.source.withdraw_after = 3;
    const RunRow row = held(bench);
    CHECK(difference_of(bench, row.run).at("withdrawn") == 40);
    CHECK(bench.approve("asso", row.run).counts.withdrawn == 40);
    CHECK(bench.golden().size() == 60);
    CHECK(bench.verify().empty());
}

TEST_CASE("deny keeps the last good data and says who decided") {
    StoreBench bench;
    const RunRow row = held(bench);
    const RunRow denied = bench.store().deny("asso", row.run, "anne", "the export was cut", bench.now);
    CHECK(denied.result == RunResult::held);
    CHECK(denied.decision == "denied by anne: the export was cut");
    CHECK(bench.reader()->feed("asso").held_run == 0);
    CHECK(bench.golden().size() == 100);
    CHECK_THROWS_AS(bench.approve("asso", row.run), StoreError);
}

TEST_CASE("a later snapshot that passes clears the hold; a later hold replaces it") {
    StoreBench bench;
    const RunRow row = held(bench);
    SUBCASE("unchanged") { CHECK(bench.run("asso", numbered(1, 100)).result == RunResult::unchanged); }
    SUBCASE("applied") { CHECK(bench.run("asso", numbered(1, 101)).result == RunResult::success); }
    SUBCASE("held") { CHECK(bench.run("asso", numbered(1, 50)).result == RunResult::held); }
    const RunId later = row.run + 1;
    CHECK(bench.reader()->run(row.run)->decision == "superseded by run " + std::to_string(later));
    CHECK(bench.reader()->feed("asso").held_run != row.run);
    CHECK_THROWS_AS(bench.approve("asso", row.run), StoreError);
}

TEST_CASE("a staged file that was lost or altered is refused with the remedy") {
    StoreBench bench;
    const RunRow row = held(bench);
    const auto staged = bench.last_difference->staged_file;
    SUBCASE("lost") { std::filesystem::remove(staged); }
    SUBCASE("altered") {
        std::fstream stream(staged, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(100);
        stream.put('!');
    }
    try {
        bench.approve("asso", row.run);
        FAIL("approved");
    } catch (const StoreError& error) {
        CHECK(error.exit_code() == 65);
        CHECK(std::string(error.what()).find("run the feed again") != std::string::npos);
    }
    CHECK(bench.golden().size() == 100);
}

TEST_CASE("approve --rekey: records with the same content under another id keep their identity") {
    StoreBench bench;
    std::vector<Cells> before, after;
    for (int i = 0; i < 40; ++i) {
        const std::string nom = i < 30 ? "n" + std::to_string(i) : "same";
        before.push_back({"old" + std::to_string(i), nom, "a", "2024-01-01"});
        after.push_back({"new" + std::to_string(i), nom, "a", "2024-01-01"});
    }
    bench.run("asso", before);
    const std::string public_id = bench.reader()->find("asso/old3")[0].public_id;
    const RunRow row = bench.run("asso", after);
    CHECK(row.guard->name == "max_new_ids");
    CHECK(row.guard->message.find("--rekey") != std::string::npos);

    SUBCASE("with --rekey") {
        const RunRow approved = bench.approve("asso", row.run, true);
        CHECK(approved.counts.updated == 30);
        CHECK(approved.counts.created == 10);
        CHECK(approved.counts.withdrawn == 10);
        CHECK(bench.golden().size() == 40);
        CHECK(bench.reader()->golden(public_id)->sources[0].id == "new3");
        CHECK(bench.reader()->find("asso/old3").empty());
        CHECK(bench.reader()->history(public_id).size() == 2);
        CHECK(bench.golden(bench.now - 60).count("asso/old3") == 1);
        CHECK(bench.run("asso", after).result == RunResult::unchanged);
    }
    SUBCASE("without") {
        CHECK(bench.approve("asso", row.run).counts.created == 40);
        CHECK_FALSE(bench.reader()->golden(public_id)->active);
    }
    CHECK(bench.verify().empty());
}

TEST_CASE("retyped ids keep the identity of their record") {
    StoreBench bench;
    bench.run("asso", numbered(1, 30));
    const std::string public_id = bench.reader()->find("asso/7")[0].public_id;
    auto rows = numbered(1, 30);
    for (Cells& row : rows) row[0] += ".0";
    CHECK(bench.run("asso", rows).result == RunResult::success);
    CHECK(bench.reader()->golden(public_id)->sources[0].id == "7.0");
    CHECK(bench.run("asso", rows).result == RunResult::unchanged);
    CHECK(bench.run("asso", numbered(1, 30)).counts.created == 0); // and back
    CHECK(bench.reader()->golden(public_id)->sources[0].id == "7");
    CHECK(bench.verify().empty());
}

TEST_CASE("a run that another one of the same feed overtook is not applied") {
    StoreBench bench;
    bench.run("asso", numbered(1, 10));
    bool overtaken = false;
    bench.adjust = [&](ApplyContext&) {
        if (!std::exchange(overtaken, true)) bench.run("asso", numbered(1, 12)); // while the first one reads
    };
    CHECK_THROWS_WITH_AS(bench.run("asso", numbered(1, 11)),
                         doctest::Contains("interrupted; it cannot be ended"), StoreError);
    CHECK(bench.golden().size() == 12);
    CHECK(bench.verify().empty());
}
