#include "core/mapping/mapping_tests.hpp"
#include "core/model/codes/codes.hpp"
#include "tests/core/mapping_fixture.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

FeedConfig tested_feed() {
    FeedConfig config;
    KindMapping mapping;
    mapping.kind = "structure";
    FieldMapping networks = test::column("reseaux_porteurs", "Réseau");
    networks.split = ",";
    mapping.fields = {test::column("id", "Code"),       test::column("nom", "Nom"),
                      test::column("siret", "SIRET"),   test::column("latitude", "Lat"),
                      test::column("longitude", "Lon"), networks};
    config.mappings.push_back(mapping);
    return config;
}

std::vector<Diagnostic> run(const std::map<std::string, std::string>& input,
                            std::map<std::string, std::vector<std::string>> expect) {
    FeedConfig config = tested_feed();
    MappingTest one;
    for (const auto& [column, text] : input) one.input[column] = {text};
    one.expect = std::move(expect);
    config.tests.push_back(one);
    return run_mapping_tests(config, test::shipped_schema(), Today{2026, 11, 21});
}

} // namespace

TEST_CASE("[[tests]]: what is expected comes out") {
    const auto found = run(
        {{"Code", "7"}, {"Nom", " Asso "}, {"Lat", "46,20"}, {"Lon", "5.2"}, {"Réseau", "CAF, Croix-Rouge"}},
        {{"id", {"7"}},
         {"structure.nom", {"Asso"}},
         {"latitude", {"46.2"}},
         {"longitude", {"5,20"}},
         {"reseaux_porteurs", {"caf", "croix-rouge"}},
         {"siret", {""}}});
    CHECK(found.empty());
}

TEST_CASE("[[tests]]: what does not is said, with the issue that explains it") {
    auto found = run({{"Code", "7"}, {"Nom", "Asso"}, {"SIRET", "123"}}, {{"siret", {"12300000000000"}}});
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "feed.test-failed");
    CHECK(found[0].message == "siret: expected \"12300000000000\", got nothing");
    CHECK(found[0].note.starts_with("record.siret-shape: Le SIRET « 123 »"));

    found = run({{"Codes", "7"}}, {{"service.nom", {"x"}}});
    REQUIRE(found.size() == 2);
    CHECK(found[0].code == "feed.test-unused-input");
    CHECK(found[0].hint == "did you mean \"Code\"?");
    CHECK(found[1].code == "feed.test-unknown-field");
    for (const Diagnostic& diagnostic : found) CHECK(find_code(diagnostic.code));
}
