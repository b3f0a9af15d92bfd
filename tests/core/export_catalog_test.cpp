#include "core/export/iso_time.hpp"
#include "tests/core/export_support.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace moisson;
using nlohmann::json;

namespace {

FeedPtr ain() {
    auto feed = std::make_shared<FeedConfig>();
    feed->id = "ain";
    feed->title = "Annuaire de l'Ain";
    feed->producer = {.name = "Réseau Ain",
                      .siret = "13003013300016",
                      .website = "https://ain.example.fr",
                      .organization = ""};
    feed->contact.email = "donnees@ain.example.fr";
    feed->contact.name = "Personne Privée";
    feed->license = {.id = "lov2", .attribution = "Réseau Ain"};
    feed->schedule.every = std::chrono::hours(24);
    return feed;
}

FeedState state(std::string feed, std::uint64_t structures) {
    FeedState made;
    made.feed = std::move(feed);
    made.known = true;
    made.last_applied_run = 3;
    made.last_change_at = 1760000000;
    made.records["structure"] = structures;
    return made;
}

const std::vector<PublishedFile> files = {{.name = "structures.csv",
                                           .kind = 1,
                                           .format = ExportFormat::csv,
                                           .bytes = 1234,
                                           .rows = 56,
                                           .sha256 = "ab12",
                                           .modified = 1770000000},
                                          {.name = "structures.geojson",
                                           .kind = 1,
                                           .format = ExportFormat::geojson,
                                           .bytes = 99,
                                           .rows = 56,
                                           .sha256 = "cd",
                                           .modified = 1770000001}};

json catalog(const std::string& base, const std::map<std::string, std::string>& issued = {}) {
    return json::parse(
        write_catalog(*test::export_schema(), {ain()}, {state("ain", 56)}, files, base, issued));
}

void collect_ids(const json& node, std::multiset<std::string>& ids) {
    if (node.is_object() && node.contains("@id") && node.contains("@type"))
        ids.insert(node["@id"].get<std::string>());
    if (node.is_structured())
        for (const auto& child : node) collect_ids(child, ids);
}

} // namespace

TEST_CASE("the catalogue has one data set per kind that is published, with its files, and one per feed") {
    const json found = catalog("https://data.example.fr/moisson");
    CHECK(found["@type"] == "dcat:Catalog");
    CHECK(found["@context"]["dcat"] == "http://www.w3.org/ns/dcat#"); // inline, never fetched
    REQUIRE(found["dcat:dataset"].size() == 2);

    const json& structures = found["dcat:dataset"][0];
    CHECK(structures["@id"] == "https://data.example.fr/moisson/catalog.jsonld#structures");
    CHECK(structures["dct:identifier"] == "structures");
    CHECK(structures["dct:license"]["@id"] == "https://www.etalab.gouv.fr/licence-ouverte-open-licence");
    CHECK(structures["dct:rights"][0] ==
          "Réseau Ain (Licence Ouverte / Open Licence version 2.0), données du 2025-10-09");
    CHECK(structures["dct:modified"]["@value"] == "2026-02-02T02:40:01Z");
    CHECK(structures["dct:source"][0]["@id"] == "https://data.example.fr/moisson/catalog.jsonld#feed-ain");

    REQUIRE(structures["dcat:distribution"].size() == 2);
    const json& csv = structures["dcat:distribution"][0];
    CHECK(csv["dcat:downloadURL"]["@id"] == "https://data.example.fr/moisson/structures.csv");
    CHECK(csv["dcat:accessURL"]["@id"] == "https://data.example.fr/moisson/structures.csv");
    CHECK(csv["dcat:byteSize"]["@value"] == "1234");
    CHECK(csv["dcat:mediaType"]["@id"] == "https://www.iana.org/assignments/media-types/text/csv");
    CHECK(csv["spdx:checksum"]["spdx:checksumValue"]["@value"] == "ab12");
    CHECK(csv["spdx:checksum"]["spdx:algorithm"]["@id"] ==
          "http://spdx.org/rdf/terms#checksumAlgorithm_sha256");
    CHECK(csv["dct:modified"]["@value"] == "2026-02-02T02:40:00Z");
    CHECK(csv["void:entities"]["@value"] == "56");
}

TEST_CASE("a feed's entry carries its producer, licence, frequency, counts and dates, and names no person") {
    const json entry = catalog("https://data.example.fr/")["dcat:dataset"][1];
    CHECK(entry["title"] == "Annuaire de l'Ain");
    CHECK(entry["dct:publisher"]["foaf:name"] == "Réseau Ain");
    CHECK(entry["dct:publisher"]["dct:identifier"] == "13003013300016");
    CHECK(entry["dcat:contactPoint"]["vcard:hasEmail"]["@id"] == "mailto:donnees@ain.example.fr");
    CHECK(entry["dct:accrualPeriodicity"]["@id"] ==
          "http://publications.europa.eu/resource/authority/frequency/DAILY");
    CHECK(entry["void:entities"]["@value"] == "56");
    CHECK(entry["dct:modified"]["@value"] == "2025-10-09T08:53:20Z");
    CHECK(entry.dump().find("Personne") == std::string::npos);
}

TEST_CASE("ids are unique and stable; the date of first publication is kept") {
    const json found = catalog("");
    std::multiset<std::string> ids;
    collect_ids(found["dcat:dataset"], ids);
    for (const std::string& id : ids) CHECK(ids.count(id) == 1);
    CHECK(ids.count("catalog.jsonld#structures.csv") == 1);

    const auto dates = published_dates(found.dump());
    CHECK(dates.at("catalog.jsonld#feed-ain") == "2025-10-09T08:53:20Z");
    const json later = catalog("", {{"catalog.jsonld#structures.csv", "2020-01-01T00:00:00Z"}});
    CHECK(later["dcat:dataset"][0]["dcat:distribution"][0]["dct:issued"]["@value"] == "2020-01-01T00:00:00Z");
    CHECK(later["dcat:dataset"][0]["dcat:distribution"][0]["dct:modified"]["@value"] ==
          "2026-02-02T02:40:00Z");
    CHECK(published_dates("not json").empty());
}

TEST_CASE("producers with different licences: none is claimed for the whole") {
    auto other = std::make_shared<FeedConfig>(*ain());
    other->id = "dept";
    other->license.id = "odc-by";
    const json found = json::parse(write_catalog(*test::export_schema(), {ain(), other},
                                                 {state("ain", 5), state("dept", 6)}, files, ""));
    const json& structures = found["dcat:dataset"][0];
    CHECK_FALSE(structures.contains("dct:license"));
    CHECK(structures.contains("dct:accessRights"));
    CHECK(found["dcat:dataset"][2]["dct:license"]["@id"] ==
          "http://opendatacommons.org/licenses/by/summary/");
}

TEST_CASE("a share-alike licence is that of the whole") {
    auto other = std::make_shared<FeedConfig>(*ain());
    other->id = "dept";
    other->license.id = "odc-odbl";
    const json found = json::parse(write_catalog(*test::export_schema(), {ain(), other},
                                                 {state("ain", 5), state("dept", 6)}, files, ""));
    CHECK(found["dcat:dataset"][0]["dct:license"]["@id"] ==
          "http://opendatacommons.org/licenses/odbl/summary/");
}

TEST_CASE("a feed that never gave anything is not in the catalogue") {
    FeedState fresh = state("ain", 0);
    fresh.last_applied_run = 0;
    const json found = json::parse(write_catalog(*test::export_schema(), {ain()}, {fresh}, files, ""));
    CHECK(found["dcat:dataset"].size() == 1);
}

TEST_CASE("the table schema names the columns of the CSV file") {
    const json schema = json::parse(write_table_schema(*test::export_schema(), 1, "|"));
    std::string columns;
    for (const auto& field : schema["fields"])
        columns += (columns.empty() ? "" : ",") + field["name"].get<std::string>();
    const std::string csv = test::write_all(ExportFormat::csv, {});
    CHECK(csv == columns + "\r\n");
    CHECK(schema["fields"][5]["type"] == "number");
}

TEST_CASE("instants: a bare date means the end of its day in UTC; what does not exist is refused") {
    CHECK(iso_utc(1763758696) == "2025-11-21T20:58:16Z");
    CHECK(iso_utc(0) == "");
    CHECK(iso_utc(*parse_instant("2026-03-01")) == "2026-03-01T23:59:59Z");
    CHECK(iso_utc(*parse_instant("2026-03-01T12:00:00")) == "2026-03-01T12:00:00Z");
    CHECK(iso_utc(*parse_instant("2026-03-01T12:00:00Z")) == "2026-03-01T12:00:00Z");
    CHECK(iso_utc(*parse_instant("2026-03-01T12:00:00+01:00")) == "2026-03-01T11:00:00Z");
    for (const char* wrong : {"", "2026", "2026-02-30", "2026-3-1", "01/03/2026", "2026-03-01T25:00:00",
                              "2026-03-01T12:00:00+1", "2026-03-01x"})
        CHECK_FALSE(parse_instant(wrong));
}
