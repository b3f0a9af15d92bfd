// A catalogue in RDF → records of kind dataset, through a feed file that names nothing but the catalogue.
#include "tests/connectors/portal_support.hpp"
#include "tests/support/http_server.hpp"

#include <algorithm>
#include <set>

using namespace moisson;
using test::portal_records;

namespace {

const std::string prefixes =
    "@prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix locn: <http://www.w3.org/ns/locn#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix spdx: <http://spdx.org/rdf/terms#> .\n"
    "@prefix hydra: <http://www.w3.org/ns/hydra/core#> . @prefix schema: <http://schema.org/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @base <https://p.example/> .\n";

std::string dataset(const std::string& properties, const std::string& name = "<jeu/1>") {
    return prefixes + name + " a dcat:Dataset ; dct:title \"Arbres\"@fr" +
           (properties.empty() ? "" : " ; " + properties) + " .\n";
}

std::string ids(const std::vector<test::PortalRecord>& records) {
    std::string out;
    for (const auto& record : records)
        out += (out.empty() ? "" : " ") + (record.id.empty() ? "-" : record.id);
    return out;
}

std::string code_of(const std::string& document) {
    try {
        portal_records("dcat", document);
        return "";
    } catch (const FormatError& error) {
        return error.code();
    }
}

} // namespace

TEST_CASE("DCAT: each field is found where publishers write it") {
    struct Row {
        const char* sentence;
        const char* properties;
        const char* field;
        const char* expected; ///< JSON
    };
    const Row rows[] = {
        {"of several languages the preferred one",
         "dct:description \"Trees\"@en , \"Les arbres\"@FR-fr , \"Bäume\"@de", "description",
         R"("Les arbres")"},
        {"without the preferred one, the text without a language",
         "dct:description \"Trees\"@en , \"Les arbres\"", "description", R"("Les arbres")"},
        {"keywords in one language, in an order of their own", "dcat:keyword \"b\"@fr , \"a\"@fr , \"c\"@en",
         "mots_cles", R"(["a","b"])"},
        {"the licence of the data set, by address", "dct:license <https://spdx.org/licenses/etalab-2.0.html>",
         "licence", R"("lov2")"},
        {"the licence of its distributions",
         "dcat:distribution [ dct:license <http://opendatacommons.org/licenses/odbl/summary/> ]", "licence",
         R"("odc-odbl")"},
        {"the licence as a node with a label",
         "dct:license [ rdfs:label \"Licence Ouverte / Open Licence version 2.0\" ]", "licence", R"("lov2")"},
        {"distributions that contradict each other have no common licence",
         "dcat:distribution [ dct:license <https://spdx.org/licenses/etalab-2.0.html> ] , [ dct:license "
         "<http://opendatacommons.org/licenses/odbl/summary/> ]",
         "licence", "null"},
        {"the frequency, by address of the European list",
         "dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL>",
         "frequence_maj", R"("annual")"},
        {"the publisher's name", "dct:publisher [ a foaf:Agent ; foaf:name \"Ville\"@fr , \"City\"@en ]",
         "organisation", R"("Ville")"},
        {"the publisher as a text", "dct:publisher \"Ville\"", "organisation", R"("Ville")"},
        {"a publisher that is only an address, for a table of the feed's",
         "dct:publisher <https://ville.example>", "organisation", R"("https://ville.example")"},
        {"a period with ends of DCAT",
         "dct:temporal [ dcat:startDate \"2020-01-01\"^^xsd:date ; dcat:endDate \"2024-12-31\"^^xsd:date ]",
         "couverture_temporelle", R"("2020-01-01/2024-12-31")"},
        {"a period with ends of schema.org",
         "dct:temporal [ schema:startDate \"2020-01-01\" ; schema:endDate \"2024-12-31\" ]",
         "couverture_temporelle", R"("2020-01-01/2024-12-31")"},
        {"a period as a text", "dct:temporal \"2016-01-01/2016-12-05\"", "couverture_temporelle",
         R"("2016-01-01/2016-12-05")"},
        {"a place by its INSEE address", "dct:spatial <http://id.insee.fr/geo/commune/01053>",
         "couverture_spatiale", R"(["fr:commune:01053"])"},
        {"a box in WKT",
         "dct:spatial [ dcat:bbox \"POLYGON((5 46,5 47,6 47,6 46,5 "
         "46))\"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ]",
         "couverture_spatiale", R"(["5,46,6,47"])"},
        {"a box that is no box is no place", "dct:spatial \"POLYGON((NaN NaN))\"", "couverture_spatiale",
         "null"},
        {"the time zone of a date counts: one o'clock at +02:00 is the day before",
         "dct:modified \"2024-06-01T01:00:00+02:00\"^^xsd:dateTime", "date_maj", R"("2024-05-31")"},
        {"an empty date beside a good one", "dct:modified \"\" , \"2021-01-27\"", "date_maj",
         R"("2021-01-27")"},
        {"themes by their labels",
         "dcat:theme [ a skos:Concept ; skos:prefLabel \"Transports\"@fr , \"Transport\"@en ]", "thematiques",
         R"(["Transports"])"},
        {"the page of the data set, else its address", "dcat:landingPage <https://www.p.example/jeu/un>",
         "lien_source", R"("https://www.p.example/jeu/un")"},
        {"a generic mailbox of the contact, as vCard writes it",
         "dcat:contactPoint [ a vcard:Organization ; vcard:hasEmail <mailto:opendata@p.example> ]",
         "courriel", R"("opendata@p.example")"},
        {"a distribution: the file before the page about it",
         "dcat:distribution [ dct:title \"CSV\" ; dcat:accessURL <https://p.example/x> ; dcat:downloadURL "
         "<https://p.example/x.csv> ; dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> "
         "; "
         "dcat:byteSize \"12323.0\"^^xsd:decimal ; spdx:checksum [ spdx:algorithm "
         "spdx:checksumAlgorithm_sha256 ; "
         "spdx:checksumValue \"ab12\" ] ]",
         "ressources",
         R"([{"checksum":"ab12","checksum_type":"sha256","format":"csv","taille":"12323","titre":"CSV","type_mime":"https://www.iana.org/assignments/media-types/text/csv","url":"https://p.example/x.csv"}])"},
        {"a slip that a publisher makes in all its data sets",
         "dcat:distributions [ dcat:accessURL <https://p.example/y.csv> ]", "ressources",
         R"([{"format":"csv","url":"https://p.example/y.csv"}])"},
        {"a service that gives access",
         "dcat:distribution [ dcat:accessService [ dcat:endpointURL <https://p.example/api> ] ]",
         "ressources", R"([{"type":"api","url":"https://p.example/api"}])"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.sentence);
        const auto records = portal_records("dcat", dataset(row.properties));
        REQUIRE(records.size() == 1);
        CHECK(!records[0].refused);
        const auto at = records[0].body.find(row.field);
        const nlohmann::json found = at == records[0].body.end() ? nlohmann::json() : *at;
        CHECK(found == nlohmann::json::parse(row.expected));
    }
}

TEST_CASE("DCAT: what names a data set") {
    const auto two = [](const std::string& first, const std::string& second) {
        return dataset(first) + "<jeu/2> a dcat:Dataset ; dct:title \"Bancs\" " + second + " .";
    };
    CHECK(ids(portal_records("dcat", dataset("dct:identifier \"a\""))) == "a");
    CHECK(ids(portal_records("dcat", dataset(""))) == "https://p.example/jeu/1");
    CHECK(ids(portal_records("dcat", dataset("dct:identifier \"b\" , \"a\""))) == "a");
    CHECK(ids(portal_records("dcat", dataset("dct:identifier \"a\""),
                             "[source.portal]\nidentifier = \"iri\"\n")) == "https://p.example/jeu/1");
    CHECK(ids(portal_records("dcat", two("dct:identifier \"a\"", "; dct:identifier \"a\""))) ==
          "https://p.example/jeu/1 https://p.example/jeu/2"); // shared: names neither
    const auto nameless = portal_records("dcat", dataset("", "_:x") + dataset("dct:identifier \"b\""));
    CHECK(ids(nameless) == "- b");
    CHECK(nameless[0].refused); // by itself
    CHECK(ids(portal_records("dcat", dataset("dct:hasPart <jeu/9>") + "<jeu/9> a dcat:Dataset .")) ==
          "https://p.example/jeu/1"); // only mentioned
}

TEST_CASE("DCAT: one record that is too long is refused, the others are read") {
    const std::string document = dataset("dct:description \"" + std::string(1'200'000, 'x') + "\"") +
                                 "<jeu/2> a dcat:Dataset ; dct:title \"Bancs\" .";
    const auto feed = test::portal_feed("dcat", "https://p.example/catalog.ttl");
    const test::TempDir directory;
    test::write_file(directory / "catalog", document);
    const auto decoder = open_decoder(feed->source, {directory / "catalog"}, {"@identifier"});
    std::string seen;
    for (RawRecord raw; decoder->next(raw);)
        seen += std::string(raw.first(0)) + (raw.defect ? "=" + raw.defect->code + " " : " ");
    CHECK(seen == "https://p.example/jeu/1=format.rdf-too-large https://p.example/jeu/2 ");
}

TEST_CASE("DCAT: hostile or wrong documents are refused, an empty catalogue is empty") {
    CHECK(code_of("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r/>") ==
          "format.doctype-forbidden");
    CHECK(code_of("<html><body>login</body></html>") == "format.html-instead-of-data");
    CHECK(code_of(R"({"@context":"http://127.0.0.1/c","dataset":[]})") == "format.rdf-unknown-context");
    CHECK(code_of(prefixes) == "");
    CHECK(portal_records("dcat", prefixes).empty());
}

TEST_CASE("DCAT: pages are followed by hydra, and a circle is incomplete") {
    test::HttpServer server;
    const auto page = [&](const std::string& body, const std::string& next) {
        return test::answers("200 OK",
                             body + "<#view> a hydra:PartialCollectionView" +
                                 (next.empty() ? "" : " ; hydra:next " + next) + " .\n",
                             {{"Content-Type", "text/turtle"}});
    };
    server.on("/a", page(dataset(""), "<" + server.url("/b") + ">"));
    const auto fetched = [&] {
        test::FetchCase fetch(server.url("/a"), "rdf");
        fetch.feed = *test::portal_feed("dcat", server.url("/a"));
        return fetch.run();
    };
    SUBCASE("to the last page, whose next may also be a text on a page before") {
        server.on("/b", page(dataset("", "<jeu/2>"), "\"" + server.url("/c") + "\""));
        server.on("/c", page(dataset("", "<jeu/3>"), ""));
        const FetchOutcome outcome = fetched();
        REQUIRE(std::holds_alternative<Snapshot>(outcome));
        const Snapshot& snapshot = std::get<Snapshot>(outcome);
        CHECK(snapshot.parts.size() == 3);
        CHECK(snapshot.completeness == Completeness::full);
    }
    SUBCASE("one document is asked for under the condition that it changed") {
        server.on("/a", [&](const test::Request& request, test::Peer& peer) {
            const bool same = request.header("if-none-match") == "\"v1\"";
            peer.send(test::response(same ? "304 Not Modified" : "200 OK", same ? "" : dataset(""),
                                     {{"ETag", "\"v1\""}}));
        });
        const FetchOutcome outcome = fetched();
        CHECK(std::get<Snapshot>(outcome).etag == "\"v1\"");
        test::FetchCase again(server.url("/a"), "rdf");
        again.feed = *test::portal_feed("dcat", server.url("/a"));
        again.request.validators.etag = "\"v1\"";
        CHECK(std::holds_alternative<NotModified>(again.run()));
    }
    SUBCASE("a page that leads to itself") {
        server.on("/b", page(dataset("", "<jeu/2>"), "<" + server.url("/b") + ">"));
        const FetchOutcome outcome = fetched();
        const Snapshot& snapshot = std::get<Snapshot>(outcome);
        CHECK(snapshot.completeness == Completeness::incomplete);
        CHECK(snapshot.incomplete_reason.starts_with("http.page-loop"));
    }
    SUBCASE("the same content under another address") {
        server.on("/b", page(dataset(""), "<" + server.url("/c") + ">"));
        const FetchOutcome outcome = fetched();
        CHECK(std::get<Snapshot>(outcome).completeness == Completeness::incomplete);
    }
    SUBCASE("fewer data sets than the catalogue counts") {
        server.on("/a",
                  test::answers("200 OK", dataset("") + "<#c> a hydra:Collection ; hydra:totalItems 7 ."));
        const FetchOutcome outcome = fetched();
        CHECK(std::get<Snapshot>(outcome).incomplete_reason.starts_with("http.page-total"));
    }
}

TEST_CASE("DCAT: the real catalogues of a portal, in three serialisations") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto feed = test::portal_feed("dcat", "https://public.opendatasoft.com/catalog.rdf");
    const auto read = [&](const char* name) {
        return portal_records(feed, {*shared / "data/real/catalogues" / name});
    };
    const auto xml = read("ods-dcat.2015-07-20.rdf"), turtle = read("ods-dcat.v1.2015-07-20.ttl");
    CHECK(xml.size() == 186);
    CHECK(std::none_of(xml.begin(), xml.end(), [](const auto& record) { return record.refused; }));
    const auto bodies = [](const auto& records) {
        std::set<std::string> all;
        for (const auto& record : records) all.insert(record.id + record.body.dump());
        return all;
    };
    CHECK(bodies(xml) == bodies(turtle));
    const auto later = read("ods-dcat-output.v2.ttl");
    CHECK(later.size() == 186);
    CHECK(std::all_of(later.begin(), later.end(),
                      [](const auto& record) { return record.body.contains("ressources"); }));
}
