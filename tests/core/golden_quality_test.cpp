// The published score of data·inclusion, the eleven metadata, the five stars.
#include "core/golden/quality.hpp"
#include "core/golden/stars.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace moisson;

namespace {

std::shared_ptr<const Schema> real_schema() {
    return Schema::load({test::source_dir() / "config" / "schemas"});
}

Record record_of(const Schema& schema, const char* kind, const std::map<std::string, Value>& values) {
    const auto number = static_cast<std::uint16_t>(schema.find(kind));
    Record record{number, "1", {}};
    record.values.resize(schema.kind(number).fields.size());
    for (const auto& [name, value] : values)
        record.values.at(static_cast<std::size_t>(schema.kind(number).find(name))) = value;
    return record;
}

std::string text(std::size_t length) { return std::string(length, 'x'); }

} // namespace

TEST_CASE("each criterion of the score of a service") {
    const auto schema = real_schema();
    const QualityScore score(schema->kind(static_cast<std::size_t>(schema->find("service"))));
    REQUIRE(score.applies());
    struct Row {
        const char* sentence;
        QualityCriterion criterion;
        std::map<std::string, Value> values;
        std::optional<double> expected;
    };
    using String = std::string;
    for (const Row& row : std::initializer_list<Row>{
             {"an address is asked for where people come",
              QualityCriterion::address,
              {{"modes_accueil", List{"en-presentiel"}}},
              0},
             {"and is there",
              QualityCriterion::address,
              {{"modes_accueil", List{"en-presentiel"}}, {"adresse", String("1 rue Haute")}},
              1},
             {"or where they present themselves",
              QualityCriterion::address,
              {{"modes_mobilisation", List{"se-presenter"}}},
              0},
             {"not where they do not",
              QualityCriterion::address,
              {{"modes_accueil", List{"a-distance"}}},
              std::nullopt},
             {"a telephone where one calls",
              QualityCriterion::phone,
              {{"modes_mobilisation", List{"telephoner"}}, {"telephone", String("+33474001000")}},
              1},
             {"else not asked for",
              QualityCriterion::phone,
              {{"telephone", String("+33474001000")}},
              std::nullopt},
             {"an e-mail where one writes",
              QualityCriterion::email,
              {{"modes_mobilisation", List{"envoyer-un-courriel"}}},
              0},
             {"one of both ways",
              QualityCriterion::mobilisation,
              {{"mobilisable_par", List{"usagers"}}},
              0.5},
             {"both",
              QualityCriterion::mobilisation,
              {{"mobilisable_par", List{"usagers"}}, {"modes_mobilisation", List{"telephoner"}}},
              1},
             {"a link is a contact",
              QualityCriterion::contact,
              {{"lien_mobilisation", String("https://a.example.fr")}},
              1},
             {"no contact", QualityCriterion::contact, {}, 0},
             {"half a year is recent", QualityCriterion::recent, {{"date_maj", String("2026-06-01")}}, 1},
             {"a year is less so", QualityCriterion::recent, {{"date_maj", String("2025-11-26")}}, 0.66},
             {"two years are not", QualityCriterion::recent, {{"date_maj", String("2024-11-26")}}, 0},
             {"49 characters say nothing", QualityCriterion::description, {{"description", text(49)}}, 0},
             {"50 say something", QualityCriterion::description, {{"description", text(50)}}, 0.5},
             {"200 say it", QualityCriterion::description, {{"description", text(200)}}, 1},
             {"2000 are too many", QualityCriterion::description, {{"description", text(2000)}}, 0.5},
             {"free", QualityCriterion::fees, {{"frais", String("gratuit")}}, 1},
             {"to pay, but how much?", QualityCriterion::fees, {{"frais", String("payant")}}, 0.5},
             {"to pay, so much",
              QualityCriterion::fees,
              {{"frais", String("payant")}, {"frais_precisions", String("10 €")}},
              1},
             {"not said", QualityCriterion::fees, {}, 0},
         }) {
        CAPTURE(row.sentence);
        const auto found = score.of(record_of(*schema, "service", row.values), "x", {2026, 11, 26})
                               .criteria[static_cast<std::size_t>(row.criterion)];
        CHECK(found.has_value() == row.expected.has_value());
        if (found && row.expected) CHECK(*found == doctest::Approx(*row.expected));
    }
}

TEST_CASE("the score is the mean of the criteria that apply") {
    const auto schema = real_schema();
    const QualityScore score(schema->kind(static_cast<std::size_t>(schema->find("service"))));
    const Record empty = record_of(*schema, "service", {});
    CHECK(score.of(empty, "x", {2026, 11, 26}).score == 0);
    const Record some =
        record_of(*schema, "service", {{"frais", std::string("gratuit")}, {"publics", List{"femmes"}}});
    CHECK(score.of(some, "x", {2026, 11, 26}).score == doctest::Approx(0.29));              // 2 of 7
    CHECK(score.of(some, "france-travail", {2026, 11, 26}).score == doctest::Approx(0.33)); // 2 of 6: undated
    CHECK(structure_score(1.5, 2) == doctest::Approx(0.75));
    CHECK(structure_score(0, 0) == 0);
}

TEST_CASE("a data set has eleven metadata, licence and attribution are one") {
    const auto schema = real_schema();
    const auto metadata = metadata_of(schema->kind(static_cast<std::size_t>(schema->find("dataset"))));
    REQUIRE(metadata.size() == 11);
    Record record =
        record_of(*schema, "dataset", {{"titre", std::string("Arbres")}, {"licence", std::string("lov2")}});
    int given = 0;
    for (const Metadatum& metadatum : metadata) given += is_given(metadatum, record) ? 1 : 0;
    CHECK(given == 1);
    record = record_of(*schema, "dataset",
                       {{"licence", std::string("lov2")}, {"attribution", std::string("Ville")}});
    CHECK(is_given(metadata[4], record));
}

TEST_CASE("stars are counted in a row, each with its reason") {
    FeedConfig feed;
    CHECK(star_level(feed, {}).level == 0);
    feed.license.id = "lov2";
    feed.source.type = "xlsx";
    const Stars excel = star_level(feed, {100, 90, 90});
    CHECK(excel.level == 2);
    CHECK(excel.stars[2].reason == "Le classeur est au format d’Excel : publier aussi en CSV.");
    CHECK(excel.stars[3].reached); // but not in a row
    feed.source.type = "csv";
    CHECK(star_level(feed, {100, 79, 0}).level == 3);
    CHECK(star_level(feed, {100, 80, 0}).level == 4);
    CHECK(star_level(feed, {100, 80, 80}).level == 5);
    feed.license.id = "notspecified";
    CHECK(star_level(feed, {100, 80, 80}).level == 0);
}
