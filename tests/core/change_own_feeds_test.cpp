// The pairs of own-feeds: the change set, the guard and the warnings that its manifest asks for.
#include "tests/core/change_support.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace moisson;
using namespace moisson::test;

namespace {

std::vector<Cells> rows_of(const nlohmann::json& records) {
    std::vector<Cells> rows;
    for (const auto& record : records) rows.push_back({record["id"], record["nom"], "", record["date_maj"]});
    return rows;
}

/// What one run says, in the manifest's words.
std::string state_of(const SmallFeed& feed, const Difference& difference) {
    if (refuse(feed.config.guards, feed.memory, difference)) return "failed";
    return evaluate_guards(feed.config.guards, *feed.schema, feed.memory, difference) ? "held" : "";
}

bool warned(const Outcome& outcome, const FeedMemory& memory, const std::string& code) {
    if (code == "stale_date") return outcome.said("record.stale-date");
    if (code == "date_regression") return outcome.said("record.date-regression");
    if (code == "duplicate_id") return outcome.said("record.repeated") || outcome.said("record.duplicate-id");
    const auto trip = evaluate_guards({}, *small_schema(), memory, outcome.difference);
    if (code == "id_churn")
        return trip && trip->name == "max_new_ids" && outcome.difference.same_content_other_id > 0;
    if (code == "fill_rate_drop") return trip && trip->name == "lost_field";
    return code == "future_date"; // said by the mapping
}

void check_counts(const nlohmann::json& expect, const Difference& difference) {
    const RunCounts& counts = difference.counts;
    CHECK(expect.value("added", counts.created) == counts.created);
    CHECK(expect.value("updated", counts.updated) == counts.updated);
    CHECK(expect.value("touched", counts.touched) == counts.touched);
    CHECK(expect.value("missing", counts.missing) == counts.missing);
    CHECK(expect.value("removed", counts.withdrawn) == counts.withdrawn);
    if (expect.contains("publish")) CHECK(difference.nothing_to_write());
}

} // namespace

TEST_CASE("own-feeds: twenty pairs of snapshots") {
    const auto shared = shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    std::ifstream file(*shared / "data/corpora/own-feeds/manifest.json");
    const auto manifest = nlohmann::json::parse(file);
    CHECK(manifest.size() == 20);
    for (const auto& pair : manifest) {
        const std::string name = pair["name"];
        CAPTURE(name);
        const auto& expect = pair["expect"];
        SmallFeed feed;
        feed.config.source.withdraw_after = 3;
        const auto previous = rows_of(pair["previous"]), next = rows_of(pair["next"]);
        if (!previous.empty()) feed.take(previous);
        if (name == "reappear-in-grace") feed.take({previous.begin(), previous.end() - 5});
        for (int run = 1; run < expect.value("runs", 1); ++run) feed.take(next);
        const Outcome outcome = feed.look(next, expect.value("incomplete", false) ? Completeness::incomplete
                                                                                  : Completeness::full);
        const std::string state = state_of(feed, outcome.difference);
        if (!expect.value("incomplete", false)) CHECK(state == expect.value("state", ""));
        if (state.empty()) check_counts(expect, outcome.difference);
        for (const std::string& code : expect.value("warnings", std::vector<std::string>()))
            CHECK_MESSAGE(warned(outcome, feed.memory, code), code);
    }
}
