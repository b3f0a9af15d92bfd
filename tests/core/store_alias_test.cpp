// Aliases: a record that comes under another of its identifiers keeps its public id and its history.
#include "tests/core/store_support.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace moisson;
using namespace moisson::test;

namespace {

std::vector<Cells> alias_rows_of(const std::vector<std::string>& ids) {
    std::vector<Cells> rows;
    for (const std::string& id : ids)
        rows.push_back({id, "nom " + id.substr(id.find('-') + 1), "a", "2024-01-01"});
    return rows;
}

std::string public_id(StoreBench& bench, const std::string& id) {
    const auto found = bench.reader()->find("asso/" + id);
    return found.empty() ? "" : found[0].public_id;
}

void accept(StoreBench& bench, const std::string& old_id, const std::string& new_id) {
    bench.store().put_aliases({{"asso", old_id, new_id, "accepted", "", "anne", "", bench.now}});
}

} // namespace

TEST_CASE("an accepted alias keeps public id and history, in both directions, and again") {
    StoreBench bench;
    bench.run("asso", alias_rows_of({"old-1", "old-2", "old-3"}));
    const std::string id = public_id(bench, "old-2");
    accept(bench, "old-2", "new-2");
    CHECK(bench.run("asso", alias_rows_of({"old-1", "new-2", "old-3"})).counts.created == 0);
    CHECK(public_id(bench, "new-2") == id);
    CHECK(public_id(bench, "old-2") == "");
    CHECK(bench.reader()->history(id).size() == 2);
    CHECK(bench.run("asso", alias_rows_of({"old-1", "new-2", "old-3"})).result == RunResult::unchanged);
    bench.run("asso", alias_rows_of({"old-1", "old-2", "old-3"})); // the portal goes back
    CHECK(public_id(bench, "old-2") == id);
    CHECK(bench.verify().empty());
}

TEST_CASE("an alias holds in a delta, and for a record that was withdrawn meanwhile") {
    StoreBench bench;
    bench.run("asso", alias_rows_of({"old-1", "old-2"}));
    const std::string one = public_id(bench, "old-1"), two = public_id(bench, "old-2");
    accept(bench, "old-1", "new-1");
    accept(bench, "old-2", "new-2");
    CHECK(bench.run("asso", alias_rows_of({"new-1"}), Completeness::delta).counts.updated == 1);
    CHECK(public_id(bench, "new-1") == one);
    bench.run("asso", alias_rows_of({"new-1"}));
    bench.run("asso", alias_rows_of({"new-1"}));
    CHECK_FALSE(bench.reader()->golden(two)->active);
    CHECK(bench.run("asso", alias_rows_of({"new-1", "new-2"})).counts.restored == 1);
    CHECK(public_id(bench, "new-2") == two);
    CHECK(bench.reader()->golden(two)->active);
    CHECK(bench.verify().empty());
}

TEST_CASE("both identifiers in one snapshot are two records") {
    StoreBench bench;
    bench.run("asso", alias_rows_of({"old-1"}));
    const std::string id = public_id(bench, "old-1");
    accept(bench, "old-1", "new-1");
    CHECK(bench.run("asso", alias_rows_of({"old-1", "new-1"})).counts.created == 1);
    CHECK(public_id(bench, "old-1") == id);
    CHECK(public_id(bench, "new-1") != id);
}

TEST_CASE("proposals of a held run are replaced by those of the next one; what a person decided stays") {
    StoreBench bench;
    bench.run("asso", numbered(1, 100));
    bench.store().put_aliases({{"asso", "x", "y", "refused", "", "anne", "autre jeu", bench.now}});
    bench.adjust = [](ApplyContext& context) {
        context.proposals = {{"asso", "99", "n99", "proposed", "same title", "", "", context.now}};
    };
    CHECK(bench.run("asso", numbered(1, 50)).result == RunResult::held);
    CHECK(bench.store().aliases("asso").size() == 2);
    bench.adjust = [](ApplyContext& context) {
        context.proposals = {{"asso", "98", "n98", "proposed", "same title", "", "", context.now}};
    };
    const RunRow held = bench.run("asso", numbered(1, 50));
    auto known = bench.store().aliases("asso");
    REQUIRE(known.size() == 2);
    CHECK(known[0].old_id == "98");
    CHECK(known[1].state == "refused");
    bench.adjust = nullptr;
    bench.approve("asso", held.run); // without --rekey: they are others
    known = bench.store().aliases("asso");
    CHECK(known[0].state == "refused");
    CHECK(known[0].who.find("anne") != std::string::npos);
}

TEST_CASE("aliases are in a backup, and hold after a restore") {
    StoreBench bench;
    bench.run("asso", alias_rows_of({"old-1", "old-2"}));
    const std::string id = public_id(bench, "old-1");
    accept(bench, "old-1", "new-1");
    TempDir dir;
    backup_store(bench.file(), dir / "copy.db", bench.now);
    bench.run("asso", alias_rows_of({"new-1", "old-2"}));
    bench.close();
    restore_store(dir / "copy.db", bench.file(), bench.now);
    bench.reopen();
    CHECK(public_id(bench, "old-1") == id); // of the day of the backup
    bench.run("asso", alias_rows_of({"new-1", "old-2"}));
    CHECK(public_id(bench, "new-1") == id);
    CHECK(bench.verify().empty());
}

TEST_CASE("whatever is renamed, back or further, the public ids stay") {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        StoreBench bench;
        bench.config.guards.max_new_ids = 1;
        bench.config.guards.max_deletions = 1;
        std::minstd_rand random(seed);
        std::vector<std::string> names, ids;
        for (int i = 0; i < 30; ++i) names.push_back("a0-" + std::to_string(i));
        bench.run("asso", alias_rows_of(names));
        for (const std::string& name : names) ids.push_back(public_id(bench, name));
        for (int round = 1; round <= 6; ++round) {
            for (std::size_t i = 0; i < names.size(); ++i) {
                if (random() % 3) continue;
                const std::string next =
                    "a" + std::to_string(random() % 4) + "-" + std::to_string(i); // perhaps one of before
                if (next != names[i]) accept(bench, names[i], next);
                names[i] = next;
            }
            CHECK(bench.run("asso", alias_rows_of(names)).counts.created == 0);
            for (std::size_t i = 0; i < names.size(); ++i) CHECK(public_id(bench, names[i]) == ids[i]);
        }
        CHECK(bench.golden().size() == 30);
        CHECK(bench.verify().empty());
    }
}
