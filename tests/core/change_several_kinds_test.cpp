// A feed that maps structures and services from the same rows.
#include "tests/core/change_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

/// Row: service id, service nom, structure id, structure nom, parent of the service.
void map_services(SmallFeed& feed) {
    feed.mapping = {{0, {{"id", 0}, {"nom", 1}, {"structure_id", 4}}}, {1, {{"id", 2}, {"nom", 3}}}};
}

} // namespace

TEST_CASE("one structure per distinct id found in the service rows; repeats are natural") {
    SmallFeed feed;
    map_services(feed);
    const std::vector<Cells> rows = {{"s1", "cours", "A", "asso", "A"},
                                     {"s2", "aide", "A", "asso", "A"},
                                     {"s3", "prêt", "B", "mairie", "B"}};
    const Outcome outcome = feed.take(rows);
    CHECK(outcome.difference.counts.created == 5);
    CHECK(outcome.difference.counts.read == 3);
    CHECK(outcome.issues.empty());
    CHECK(outcome.difference.active_before == std::vector<std::uint64_t>{0, 0});

    std::vector<Cells> next = rows;
    next[1][1] = "accueil";
    const Outcome changed = feed.take(next);
    CHECK(changed.difference.counts.updated == 1);
    CHECK(changed.difference.active_before == std::vector<std::uint64_t>{3, 2});
}

TEST_CASE("a service whose structure is neither here nor known is refused when the feed maps structures") {
    SmallFeed feed;
    map_services(feed);
    feed.config.source.withdraw_after = 2;
    const std::vector<Cells> rows = {{"s1", "cours", "A", "asso", "A"}, {"s2", "aide", "", "", "Z"}};
    Outcome outcome = feed.take(rows);
    CHECK(outcome.difference.counts.created == 2);
    CHECK(outcome.difference.counts.rejected == 1);
    CHECK(outcome.find("s2") == nullptr);
    CHECK(outcome.issues[0].issue.code == "record.unknown-parent");
    CHECK(outcome.issues[0].issue.severity == Severity::error);
    CHECK(outcome.issues[0].issue.value == "Z");

    SUBCASE("it is taken when the structure comes, later in the same snapshot too") {
        outcome = feed.take({rows[1], {"s9", "don", "Z", "zone", "Z"}, rows[0]});
        CHECK(outcome.find("s2") != nullptr);
        CHECK(outcome.difference.counts.rejected == 0);
    }
    SUBCASE("a known structure need not be repeated") {
        outcome = feed.take({{"s3", "prêt", "", "", "A"}}, Completeness::delta);
        CHECK(outcome.difference.counts.created == 1);
    }
    SUBCASE("a known service that loses its structure keeps its last good version") {
        outcome = feed.take({{"s1", "cours du soir", "A", "asso", "Q"}});
        CHECK(outcome.difference.counts.rejected == 1);
        CHECK(outcome.difference.newly_rejected ==
              std::vector<std::uint32_t>{feed.known[1].kind == 0 ? 1u : 0u});
        CHECK(outcome.difference.missing.empty());
    }
}

TEST_CASE("a feed without structures only gets a warning") {
    SmallFeed feed;
    feed.mapping = {{0, {{"id", 0}, {"nom", 1}, {"structure_id", 4}}}};
    const std::vector<Cells> rows = {{"s1", "cours", "", "", "A"}};
    SUBCASE("nobody knows it") {
        const Outcome outcome = feed.look(rows);
        CHECK(outcome.difference.counts.created == 1);
        CHECK(outcome.issues[0].issue.severity == Severity::warning);
    }
    SUBCASE("another feed has it") {
        feed.known_elsewhere = [](std::uint16_t kind, std::string_view id) { return kind == 1 && id == "A"; };
        CHECK(feed.look(rows).issues.empty());
    }
}
