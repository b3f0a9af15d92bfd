#include "tests/core/config_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace std::chrono_literals;

namespace {

LoadedFeed example(const std::string& name) {
    return load_feed(test::source_dir() / "tests/core/feeds" / (name + ".toml"), test::schema());
}

const FieldMapping& field(const FeedConfig& feed, std::string_view kind, std::string_view name) {
    static const FieldMapping none;
    for (const KindMapping& mapping : feed.mappings)
        if (mapping.kind == kind)
            for (const FieldMapping& candidate : mapping.fields)
                if (candidate.field == name) return candidate;
    return none;
}

} // namespace

TEST_CASE("the CSV example loads as written") {
    const LoadedFeed loaded = example("exemple-asso-ain");
    INFO(test::said(loaded.diagnostics));
    CHECK(loaded.diagnostics.empty());
    REQUIRE(loaded.config);
    const FeedConfig& feed = *loaded.config;
    CHECK(feed.id == "exemple-asso-ain");
    CHECK(feed.producer.siret == "13003013300016");
    CHECK(feed.contact.notify == std::vector<std::string>{"failure", "guard", "rejects"});
    CHECK(feed.schedule.every == 24h);
    CHECK(feed.schedule.window == "02:00-05:00");
    CHECK(feed.schedule.adaptive);
    CHECK(feed.source.complete);
    CHECK(feed.source.withdraw_after == 2);
    CHECK(feed.source.csv.encoding == "latin-1");
    CHECK(feed.source.csv.delimiter == ";");
    CHECK(field(feed, "structure", "nom").inputs == std::vector<std::string>{"Nom de la structure"});
    CHECK(field(feed, "structure", "date_maj").format == "DD/MM/YYYY");
    CHECK(field(feed, "structure", "adresse").inputs == std::vector<std::string>{"Adresse 1", "Adresse"});
    CHECK(field(feed, "structure", "adresse").pick == "first-non-empty");
    CHECK(field(feed, "structure", "description").template_text ==
          "{Présentation}\n\nPermanences : {Permanences}");
    CHECK(field(feed, "structure", "reseaux_porteurs").values == "reseaux");
    using Row = std::pair<std::string, std::vector<std::string>>;
    CHECK(feed.values.at("reseaux").map ==
          std::vector<Row>{{"CCAS", {"ccas-cias"}}, {"Croix Rouge", {"croix-rouge"}}, {"-", {}}});
    CHECK(feed.guards.max_deletions == 0.1);
    CHECK(feed.guards.min_records == 150);
    CHECK(feed.contains_personal_data);
    CHECK(feed.personal_data.at("courriel") == "publish-if-generic");
    CHECK(feed.mapping_version != 0);
}

TEST_CASE("the JSON API example loads as written") {
    const LoadedFeed loaded = example("exemple-dept-api");
    INFO(test::said(loaded.diagnostics));
    CHECK(loaded.diagnostics.empty());
    REQUIRE(loaded.config);
    const FeedConfig& feed = *loaded.config;
    CHECK(feed.source.records == "/results");
    CHECK(feed.source.query ==
          std::vector<std::pair<std::string, std::string>>{{"page_size", "500"}, {"ordering", "id"}});
    CHECK(feed.source.auth.value == "Token {secret:departement}");
    CHECK(feed.source.pagination.type == "next-url");
    REQUIRE(feed.source.incremental);
    CHECK(feed.source.incremental->overlap == 48h);
    CHECK(feed.source.incremental->full_every == 168h);
    REQUIRE(feed.mappings.size() == 2);
    CHECK(feed.mappings[0].kind == "service");
    CHECK(field(feed, "service", "description").convert == "html-to-text");
    CHECK(field(feed, "service", "thematiques").inputs == std::vector<std::string>{"topics/*/code"});
}

TEST_CASE("the XML example loads as written") {
    const LoadedFeed loaded = example("exemple-formations-xml");
    INFO(test::said(loaded.diagnostics));
    CHECK(loaded.diagnostics.empty());
    REQUIRE(loaded.config);
    const FeedConfig& feed = *loaded.config;
    CHECK(feed.schedule.day == "monday");
    CHECK(feed.source.limits.max_bytes == 2'000'000'000);
    CHECK(field(feed, "service", "nom").truncate == 150);
    CHECK(field(feed, "service", "type").constant == "formation");
    CHECK(field(feed, "service", "id").inputs == std::vector<std::string>{"@numero"});
}
