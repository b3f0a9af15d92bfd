// Guards and refusals on hand-made differences: the defaults of the feed file, and their floors.
#include "tests/core/change_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

Difference of(std::uint64_t active, std::uint64_t withdrawn, std::uint64_t created = 0) {
    Difference d;
    d.active_before = {0, active};
    d.withdrawn.resize(withdrawn);
    d.counts.withdrawn = withdrawn;
    d.counts.created = created;
    d.counts.read = d.records_seen = d.records_distinct = active - withdrawn + created;
    return d;
}

FeedMemory memory_of(std::uint64_t largest) {
    FeedMemory memory;
    memory.first_run = false;
    memory.largest_snapshot = largest;
    return memory;
}

std::string tripped(const GuardsConfig& guards, const Difference& d,
                    const FeedMemory& memory = memory_of(100)) {
    const auto trip = evaluate_guards(guards, *small_schema(), memory, d);
    if (trip) CHECK(trip->message.size() > 40);
    return trip ? trip->name : "";
}

} // namespace

TEST_CASE("max_deletions: 20 % and more than 10 by default") {
    const GuardsConfig guards;
    CHECK(tripped(guards, of(100, 20)) == "");
    CHECK(tripped(guards, of(100, 21)) == "max_deletions");
    CHECK(tripped(guards, of(20, 10)) == ""); // half of a small feed, but only ten
    CHECK(tripped(guards, of(20, 11)) == "max_deletions");
    Difference missing = of(100, 11);
    missing.newly_missing = 10;
    CHECK(tripped(guards, missing) == "max_deletions"); // newly missing ones count too
}

TEST_CASE("max_deletions: an explicit limit has no floor") {
    GuardsConfig guards;
    guards.max_deletions = 0.10;
    CHECK(tripped(guards, of(20, 2)) == "");
    CHECK(tripped(guards, of(20, 3)) == "max_deletions");
    guards.max_deletions.reset();
    guards.max_deletions_count = 5;
    CHECK(tripped(guards, of(1000, 5)) == "");
    CHECK(tripped(guards, of(1000, 6)) == "max_deletions");
    CHECK(tripped(guards, of(10, 4)) == "");
}

TEST_CASE("max_new_ids: created and withdrawn together; the message says whether the contents are the same") {
    const GuardsConfig guards;
    CHECK(tripped(guards, of(100, 30, 60)) == "max_deletions");
    CHECK(tripped(guards, of(100, 31, 30)) == "max_deletions");
    Difference renewed = of(100, 60, 60);
    CHECK(tripped(guards, renewed) == "max_new_ids");
    const auto message = [&] {
        return evaluate_guards(guards, *small_schema(), memory_of(100), renewed)->message;
    };
    CHECK(message().find("None of the new records") != std::string::npos);
    renewed.same_content_other_id = 55;
    CHECK(message().find("55 of the 60") != std::string::npos);
    CHECK(message().find("--rekey") == std::string::npos);
    renewed.rekeyable = 50;
    CHECK(message().find("approve --rekey` keeps the identity of the 50") != std::string::npos);
}

TEST_CASE("a readable snapshot without records, or without its identifier, is held; a first one is refused") {
    const GuardsConfig guards;
    Difference empty = of(100, 100);
    CHECK(tripped(guards, empty) == "no_records");
    empty.completeness = Completeness::delta;
    empty.withdrawn.clear();
    CHECK(tripped(guards, empty) == ""); // nothing new since the last time

    Difference no_id = of(100, 100);
    no_id.counts.rejected = no_id.records_seen = no_id.counts.read = 100;
    no_id.missing_identifier = true;
    CHECK(tripped(guards, no_id) == "missing_id_column");
    CHECK_FALSE(refuse(guards, memory_of(100), no_id)); // a person decides, although every row is an error
    CHECK(refuse(guards, FeedMemory{}, no_id)->code == "snapshot.missing-id-column");
    CHECK(refuse(guards, FeedMemory{}, Difference{})->code == "snapshot.no-records");
    CHECK_FALSE(refuse(guards, memory_of(100), of(100, 100)));
}

TEST_CASE("more than max_rejects in error is refused") {
    GuardsConfig guards;
    Difference d = of(100, 0);
    d.counts.rejected = 30;
    CHECK_FALSE(refuse(guards, memory_of(100), d));
    d.counts.rejected = 31;
    CHECK(refuse(guards, memory_of(100), d)->code == "snapshot.too-many-rejects");
    guards.max_rejects = 0.5;
    CHECK_FALSE(refuse(guards, memory_of(100), d));
}

TEST_CASE("growth: ten times more records than ever") {
    CHECK(tripped({}, of(10, 0, 89), memory_of(10)) == "");
    CHECK(tripped({}, of(10, 0, 90), memory_of(10)) == "growth");
    CHECK(tripped({}, of(0, 0, 90), FeedMemory{}) == "");
}

TEST_CASE("lost field: from over 50 % to under 10 %") {
    FeedMemory memory = memory_of(100);
    memory.fill_rates = {{}, {1, 0.51, 0.5, 1}};
    Difference d = of(100, 0);
    d.fill_rates = {{}, {1, 0.1, 0, 1}};
    CHECK(tripped({}, d, memory) == "");
    d.fill_rates[1][1] = 0.09;
    CHECK(tripped({}, d, memory) == "lost_field");
    CHECK(evaluate_guards({}, *small_schema(), memory, d)->message.find("structure.nom") !=
          std::string::npos);
    d.completeness = Completeness::delta;
    CHECK(tripped({}, d, memory) == "lost_field");
    d.records_seen = 3; // three changed records say nothing about a field
    CHECK(tripped({}, d, memory) == "");
}

TEST_CASE("min_records and max_changes") {
    GuardsConfig guards;
    guards.min_records = 95;
    CHECK(tripped(guards, of(100, 5)) == "");
    CHECK(tripped(guards, of(100, 6)) == "min_records");
    guards.min_records = 0;
    guards.max_changes = 0.05;
    Difference d = of(100, 0);
    d.counts.updated = 5;
    CHECK(tripped(guards, d) == "");
    d.counts.restored = 1;
    CHECK(tripped(guards, d) == "max_changes");
}
