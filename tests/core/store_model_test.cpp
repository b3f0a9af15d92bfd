// Random sequences of snapshots against a model that is a map: whatever comes, the store says what the model
// says.
#include "tests/core/store_support.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace moisson;
using namespace moisson::test;

namespace {

/// What one feed should hold: id → content, and how often each was missing.
struct Model {
    struct Entry {
        Cells cells;
        unsigned misses = 0;
        bool active = true;
    };
    std::map<std::string, Entry> entries;

    void take(const std::vector<Cells>& rows, bool full, unsigned grace) {
        std::map<std::string, const Cells*> seen;
        for (const Cells& row : rows)
            if (row[1] != "!") seen[row[0]] = &row;
        for (const auto& [id, cells] : seen) entries[id] = {*cells, 0, true};
        if (!full) return;
        for (auto& [id, entry] : entries) {
            const bool refused =
                std::any_of(rows.begin(), rows.end(), [&id = id](const Cells& row) { return row[0] == id; });
            if (seen.count(id)) continue;
            if (refused) {
                if (entry.active) entry.misses = 0;
            } else if (entry.active && ++entry.misses >= grace) {
                entry.active = false;
            }
        }
    }
    std::map<std::string, std::string> active(const std::string& feed) const {
        std::map<std::string, std::string> result;
        for (const auto& [id, entry] : entries)
            if (entry.active)
                result[feed + "/" + id] = R"({"id":")" + id + R"(","nom":")" + entry.cells[1] +
                                          R"(","adresse":")" + entry.cells[2] + R"(","date_maj":")" +
                                          entry.cells[3] + "\"}";
        return result;
    }
};

std::vector<Cells> random_rows(std::mt19937& random) {
    std::vector<Cells> rows;
    for (int id = 1; id <= 60; ++id) {
        if (random() % 8 == 0) continue;
        const int version = static_cast<int>(random() % 3);
        rows.push_back({"r" + std::to_string(id), random() % 25 == 0 ? "!" : "v" + std::to_string(version),
                        "a", "2024-01-0" + std::to_string(1 + random() % 3)});
    }
    std::shuffle(rows.begin(), rows.end(), random);
    return rows;
}

} // namespace

TEST_CASE("random snapshots of two feeds: store and model agree, history replays, verify is clean") {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        StoreBench bench;
        bench.config.source.withdraw_after = 1 + seed % 3;
        bench.config.guards.max_deletions = 1;
        bench.config.guards.max_new_ids = 9;
        std::map<std::string, Model> models;
        std::map<UnixTime, std::map<std::string, std::string>> then;
        for (int step = 0; step < 14; ++step) {
            const std::string feed = random() % 3 ? "asso" : "dept";
            const bool full = random() % 4 != 0;
            const auto rows = random_rows(random);
            bench.run(feed, rows, full ? Completeness::full : Completeness::delta);
            models[feed].take(rows, full, bench.config.source.withdraw_after);
            if (random() % 5 == 0) bench.reopen();
            std::map<std::string, std::string> expected = models["asso"].active("asso");
            expected.merge(models["dept"].active("dept"));
            const auto now = bench.golden();
            CHECK(now == expected);
            then[bench.now] = now;
            const RunRow again = bench.run(feed, rows, Completeness::delta); // twice = once
            CHECK(again.counts.changes() == 0);
            CHECK(bench.golden() == expected);
        }
        CHECK(bench.verify().empty());
    }
}

TEST_CASE("as of: each earlier state comes back, but for dates that moved without content") {
    StoreBench bench;
    bench.config.guards.max_deletions = 1;
    bench.config.guards.max_new_ids = 9;
    std::mt19937 random(11);
    std::map<UnixTime, std::map<std::string, std::string>> then;
    for (int step = 0; step < 20; ++step) {
        auto rows = random_rows(random);
        for (Cells& row : rows) row[3] = "2024-01-01";
        bench.run("asso", rows);
        then[bench.now] = bench.golden();
    }
    for (const auto& [time, state] : then) {
        CHECK(bench.golden(time) == state);
        CHECK(bench.golden(time + 59) == state);
    }
}
