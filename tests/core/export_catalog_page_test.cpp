// Harvested data sets in the catalogue, and the pages that harvesters follow.
#include "core/export/catalog_page.hpp"
#include "core/export/rdf_text.hpp"
#include "tests/core/export_support.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace moisson;
using namespace moisson::test;
using Json = nlohmann::ordered_json;

namespace {

Kind data_set_kind() {
    Kind kind{.name = "dataset", .plural = "datasets", .title = "Jeux", .version = "1", .fields = {}};
    kind.fields = {field("id", FieldType::string, Role::identifier),
                   field("titre", FieldType::string, Role::title),
                   field("description", FieldType::text, Role::description),
                   field("mots", FieldType::string, Role::keywords, true),
                   field("licence", FieldType::string, Role::licence),
                   field("attribution", FieldType::string, Role::attribution),
                   field("lieux", FieldType::string, Role::spatial_coverage, true),
                   field("periode", FieldType::string, Role::temporal_coverage),
                   field("publie", FieldType::date, Role::publication_date),
                   field("maj", FieldType::datetime, Role::update_date),
                   field("frequence", FieldType::string, Role::update_frequency),
                   field("organisation", FieldType::string, Role::organisation_name),
                   field("courriel", FieldType::email, Role::email),
                   field("page", FieldType::url, Role::website),
                   field("ressources", FieldType::json, Role::resources, true)};
    return kind;
}

Json node_of(std::map<std::string, Value> values, std::map<std::string, std::string> rules = {},
             const DeadAddresses& dead = {}) {
    const Kind kind = data_set_kind();
    GoldenRecord record;
    record.public_id = "mo_1";
    record.sources = {{"portail", "x"}};
    record.record.values.resize(kind.fields.size());
    record.origin.resize(kind.fields.size());
    for (auto& [name, value] : values)
        record.record.values.at(static_cast<std::size_t>(kind.find(name))) = value;
    PublishedView view(kind, {feed("portail", std::move(rules))});
    return data_set_node(view, record, "https://d.example.fr/catalog.jsonld", dead);
}

constexpr const char* own =
    R"({"@context":{"dcat":"http://www.w3.org/ns/dcat#","dct":"http://purl.org/dc/terms/",
 "foaf":"http://xmlns.com/foaf/0.1/","vcard":"http://www.w3.org/2006/vcard/ns#",
 "xsd":"http://www.w3.org/2001/XMLSchema#","title":{"@id":"dct:title","@language":"fr"},
 "description":{"@id":"dct:description","@language":"fr"}},
 "@id":"https://d.example.fr/catalog.jsonld#catalog","@type":"dcat:Catalog","title":"Référentiel",
 "dcat:dataset":[{"@id":"https://d.example.fr/catalog.jsonld#structures","@type":"dcat:Dataset"}]})";

} // namespace

TEST_CASE(
    "a harvested data set has a stable id, a licence by its address, dates with zones, its distributions") {
    const Json node = node_of(
        {{"titre", "Bornes"},
         {"description", "Où recharger"},
         {"mots", List{"bornes", "énergie"}},
         {"licence", "lov2"},
         {"attribution", "Ville d'exemple"},
         {"lieux", List{"France", "https://geo.example.fr/38"}},
         {"periode", "2020-01-01/2024-12-31"},
         {"publie", "2021-05-06"},
         {"maj", "2026-01-02T03:04:05"},
         {"frequence", "weekly"},
         {"organisation", "Ville"},
         {"courriel", "contact@ville.example.fr"},
         {"page", "https://ville.example.fr/bornes"},
         {"ressources", List{R"({"id":"r1","titre":"CSV","url":"https://v.example.fr/b.csv","format":"csv",)"
                             R"("type_mime":"text/csv","date_maj":"2026-01-02T03:04:05+01:00"})",
                             R"({"titre":"sans adresse"})", R"({"url":"javascript:x"})", "pas du JSON"}}});
    CHECK(node["@id"] == "https://d.example.fr/catalog.jsonld#mo_1");
    CHECK(node["dct:identifier"] == "mo_1");
    CHECK(node["dct:license"]["@id"] == "https://www.etalab.gouv.fr/licence-ouverte-open-licence");
    CHECK(node["dct:rights"] == Json::array({"Ville d'exemple"}));
    CHECK(node["dct:issued"]["@value"] == "2021-05-06");
    CHECK(node["dct:issued"]["@type"] == "xsd:date");
    CHECK(node["dct:modified"]["@value"] == "2026-01-02T03:04:05Z");
    CHECK(node["dct:accrualPeriodicity"]["@id"] ==
          "http://publications.europa.eu/resource/authority/frequency/WEEKLY");
    CHECK(node["dct:spatial"][0]["rdfs:label"] == "France");
    CHECK(node["dct:spatial"][1]["@id"] == "https://geo.example.fr/38");
    CHECK(node["dct:temporal"]["dcat:endDate"]["@value"] == "2024-12-31");
    CHECK(node["dcat:contactPoint"]["vcard:hasEmail"]["@id"] == "mailto:contact@ville.example.fr");
    REQUIRE(node["dcat:distribution"].size() == 1); // what has no address on the web is none
    const Json& csv = node["dcat:distribution"][0];
    CHECK(csv["@id"] == "https://d.example.fr/catalog.jsonld#mo_1-r1");
    CHECK(csv["dct:modified"]["@value"] == "2026-01-02T03:04:05+01:00");
    CHECK(csv["dcat:mediaType"]["@id"] == "https://www.iana.org/assignments/media-types/text/csv");
    CHECK(csv["dct:license"] == node["dct:license"]);
}

TEST_CASE("what is withheld is not in the catalogue either; what is absent is left out") {
    const Json shy = node_of({{"titre", "Bornes"}, {"courriel", "jean.dupont@ville.example.fr"}},
                             {{"courriel", "publish-if-generic"}});
    CHECK_FALSE(shy.contains("dcat:contactPoint"));
    CHECK_FALSE(shy.contains("dct:license"));
    CHECK_FALSE(shy.contains("dct:temporal"));
}

TEST_CASE("pages: the first has the catalogue's own data sets, each leads to the next, all syntaxes "
          "can say it") {
    CHECK(describes_data_sets(data_set_kind()));
    CHECK_FALSE(describes_data_sets(export_schema()->kind(1)));
    const CatalogFacts facts = catalog_facts(own);
    CHECK(facts.iri == "https://d.example.fr/catalog.jsonld");
    CHECK(facts.data_sets == 1);
    CatalogPage page{.this_page = "https://d.example.fr/catalog.ttl",
                     .first_page = "https://d.example.fr/catalog.ttl",
                     .next_page = "https://d.example.fr/catalog.ttl?cursor=abc",
                     .total = 3};
    Json data_sets = Json::array({node_of({{"titre", "A"}, {"lieux", List{"France"}}})});
    const std::string first = write_catalog_page(own, data_sets, true, page);
    const Json document = Json::parse(first);
    CHECK(document["@graph"][0]["dcat:dataset"].size() == 2);
    CHECK(document["@graph"][0]["hydra:totalItems"]["@value"] == "3");
    CHECK(document["@graph"][1]["hydra:next"]["@id"] == page.next_page);
    page.next_page.clear();
    const std::string last = write_catalog_page(own, data_sets, false, page);
    CHECK(Json::parse(last)["@graph"][0]["dcat:dataset"].size() == 1);
    CHECK_FALSE(Json::parse(last)["@graph"][1].contains("hydra:next"));
    CHECK(turtle_of(first).find("a hydra:PartialCollectionView") != std::string::npos);
    CHECK(rdf_xml_of(first).find(
              "<hydra:next rdf:resource=\"https://d.example.fr/catalog.ttl?cursor=abc\"/>") !=
          std::string::npos);
    CHECK_THROWS_AS(catalog_facts("[]"), RdfFormError);
    CHECK_THROWS_AS(catalog_facts(""), RdfFormError);
}

TEST_CASE("a harvested data set says which share of its addresses answers, once some are dead") {
    const std::map<std::string, Value> values = {
        {"ressources",
         List{R"({"id":"a","url":"https://d.example/a"})", R"({"id":"b","url":"https://d.example/b"})"}}};
    CHECK_FALSE(node_of(values).contains("dqv:hasQualityMeasurement"));
    const DeadAddresses dead({digest64("https://d.example/b"), digest64("https://elsewhere.example/")});
    const Json measured = node_of(values, {}, dead)["dqv:hasQualityMeasurement"];
    CHECK(measured["dqv:value"]["@value"] == "0.50");
    CHECK(measured["dqv:isMeasurementOf"]["rdfs:label"] == "Part des ressources qui répondent");
    CHECK_FALSE(node_of({}, {}, dead).contains("dqv:hasQualityMeasurement"));
    const std::string page = write_catalog_page(own, Json::array({node_of(values, {}, dead)}), true, {});
    CHECK(turtle_of(page).find("dqv:value \"0.50\"^^xsd:decimal") != std::string::npos);
    CHECK(
        rdf_xml_of(page).find("<dqv:value rdf:datatype=\"http://www.w3.org/2001/XMLSchema#decimal\">0.50<") !=
        std::string::npos);
}
