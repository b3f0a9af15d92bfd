// quality_min: what stays below it is not published.
#include "core/golden/quality_floor.hpp"
#include "tests/core/export_support.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

GoldenRecord record_of(const Kind& kind, const std::map<std::string, Value>& values) {
    GoldenRecord made;
    made.sources = {{"ain", "1"}};
    made.record.values.resize(kind.fields.size());
    for (const auto& [name, value] : values)
        made.record.values.at(static_cast<std::size_t>(kind.find(name))) = value;
    return made;
}

} // namespace

TEST_CASE("services are judged by their score, data sets by their metadata, other kinds not at all") {
    const auto schema = Schema::load({test::source_dir() / "config/schemas"});
    const UnixTime now = 1'795'000'000;
    const Kind& service = schema->kind(static_cast<std::size_t>(schema->find("service")));
    const GoldenRecord empty = record_of(service, {{"nom", "Atelier"}});
    CHECK(QualityFloor(service, 0.5, now).is_below(empty));
    CHECK_FALSE(QualityFloor(service, 0, now).is_below(empty)); // no floor
    const Kind& dataset = schema->kind(static_cast<std::size_t>(schema->find("dataset")));
    CHECK(QualityFloor(dataset, 0.5, now).is_below(record_of(dataset, {})));
    const Kind& structure = schema->kind(static_cast<std::size_t>(schema->find("structure")));
    CHECK_FALSE(QualityFloor(structure, 1, now).is_below(record_of(structure, {})));
}

TEST_CASE("a data set of which addresses are dead is worth so much less") {
    const auto schema = Schema::load({test::source_dir() / "config/schemas"});
    const Kind& dataset = schema->kind(static_cast<std::size_t>(schema->find("dataset")));
    const DataSetScore score(dataset);
    REQUIRE(score.applies());
    const auto resources = [](const char* a, const char* b) {
        return List{std::string("{\"url\":\"") + a + "\"}", std::string("{\"url\":\"") + b + "\"}"};
    };
    const GoldenRecord record =
        record_of(dataset, {{"titre", "Arbres"},
                            {"description", "Chaque arbre de la ville"},
                            {"mots_cles", List{"arbres"}},
                            {"ressources", resources("https://a.example/", "https://b.example/")}});
    const DeadAddresses none, one({digest64("https://b.example/")}),
        both({digest64("https://a.example/"), digest64("https://b.example/")});
    CHECK(score.of(record.record, none) == doctest::Approx(.27)); // 3 of 11
    CHECK(score.of(record.record, one) == doctest::Approx(.14));
    CHECK(score.of(record.record, both) == 0);
    CHECK_FALSE(QualityFloor(dataset, .2, 0, none).is_below(record));
    CHECK(QualityFloor(dataset, .2, 0, one).is_below(record));
}
