// Tables of services page by page: rows that become structures, totals that lie, errors with status 200.
#include "tests/connectors/portal_support.hpp"
#include "tests/support/http_server.hpp"

#include <algorithm>

using namespace moisson;
using test::FetchCase;
using test::HttpServer;
using test::Peer;
using test::Request;

namespace {

std::size_t query_number(const Request& request, const std::string& name, std::size_t otherwise) {
    const std::string text = request.query(name);
    return text.empty() ? otherwise : std::stoul(text);
}

/// Rows from `from` on, at most `size` of `all`, each written by `row`, with commas.
template<class Row>
std::string rows_of(std::size_t from, std::size_t size, std::size_t all, Row row) {
    std::string out;
    for (std::size_t i = from; i < std::min(from + size, all); ++i) out += (out.empty() ? "" : ",") + row(i);
    return out;
}

struct Table : FetchCase {
    Table(const std::string& type, const std::string& url, const std::string& more = "",
          const std::string& mapping = "")
        : FetchCase(url, "json") {
        const LoadedFeed loaded = test::loaded_feed(
            "version = 1\nid = \"couche\"\ntitle = \"Couche\"\n[producer]\nname = "
            "\"Ville\"\n[contact]\nemail = "
            "\"donnees@example.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n[source]\ntype = "
            "\"" +
                type + "\"\nurl = \"" + url + "\"\n" + more + "\n[structure]\n" +
                (mapping.empty() ? "id = \"ID\"\nnom = \"NOM\"\ncommune = \"VILLE\"\ncode_postal = "
                                   "\"CP\"\ndate_maj = { path = \"MAJ\", format = \"unix-ms\" }\n"
                                 : mapping),
            "couche.toml");
        CHECK(test::said(loaded.diagnostics) == "");
        REQUIRE(loaded.config);
        shared = loaded.config;
        feed = *shared;
        request.retry.attempts = 2;
    }
    Snapshot snapshot() {
        FetchOutcome outcome = run();
        REQUIRE_MESSAGE(std::holds_alternative<Snapshot>(outcome), code_of(outcome));
        return std::get<Snapshot>(std::move(outcome));
    }
    std::vector<test::PortalRecord> records() { return test::portal_records(shared, snapshot().parts); }
    std::string failure() {
        const FetchOutcome outcome = run();
        if (const auto* failed = std::get_if<FetchFailure>(&outcome))
            return failed->error.code + ": " + failed->error.message;
        return code_of(outcome);
    }
    FeedPtr shared;
};

const std::string plain_mapping = "id = \"ID\"\nnom = \"NOM\"\ncommune = \"VILLE\"\ncode_postal = \"CP\"\n"
                                  "date_maj = \"MAJ\"\n";

std::string plain_row(std::size_t i) {
    return R"({"_id":)" + std::to_string(i) + R"(,":id":"row-)" + std::to_string(i) + R"(","ID":"s)" +
           std::to_string(i) + R"(","NOM":"Maison )" + std::to_string(i) +
           R"(","VILLE":"Gap","CP":"05000","MAJ":"2024-01-02"})";
}

} // namespace

TEST_CASE("tables: rows of CKAN's data store, and a total that lies withdraws nothing") {
    struct Case {
        std::size_t announced;
        const char* code;
    };
    for (const Case& one :
         {Case{7, ""}, {4, "incomplete:http.page-total"}, {9, "incomplete:http.page-total"}}) {
        CAPTURE(one.announced);
        HttpServer server;
        server.on("/api/3/action/datastore_search", [&](const Request& request, Peer& peer) {
            const std::size_t size = std::min<std::size_t>(query_number(request, "limit", 100), 3); // clamped
            peer.send(test::response(
                "200 OK", R"({"success":true,"result":{"total":)" + std::to_string(one.announced) +
                              R"(,"records":[)" +
                              rows_of(query_number(request, "offset", 0), size, 7, plain_row) + "]}}"));
        });
        Table table("ckan-datastore", server.url("/dataset/jeu/resource/0a1b"), "", plain_mapping);
        CHECK(table.code() == one.code);
        CHECK(table.records().size() == 7);
        CHECK(server.log().front().query("sort") == "_id");
    }
}

TEST_CASE("tables: an export of Opendatasoft holds all records, and one that is cut nothing") {
    const std::string path = "/api/explore/v2.1/catalog/datasets/ecoles/exports/json";
    const std::string row = R"({"ID":"1","NOM":"École","VILLE":"Gap","CP":"05000","MAJ":"2024-01-02",)"
                            R"("geo_point_2d":{"lon":6.08,"lat":44.56}})";
    HttpServer server;
    server.on(path, test::answers("200 OK", "[" + row + "]"));
    const std::string mapping =
        plain_mapping + "latitude = \"geo_point_2d/lat\"\nlongitude = \"geo_point_2d/lon\"\n";
    Table table("opendatasoft-records", server.url("/explore/dataset/ecoles/"), "", mapping);
    CHECK(table.snapshot().completeness == Completeness::full);
    const auto records = table.records();
    REQUIRE(records.size() == 1);
    CHECK(records[0].body["latitude"] == 44.56);
    server.on(path, test::answers("400 Bad Request",
                                  R"({"message":"ODSQL query is malformed: x","error_code":"ODSQLError"})",
                                  {{"Content-Type", "application/json"}}));
    CHECK_THROWS_WITH_AS(table.records(),
                         "the portal answered with an error: ODSQLError: ODSQL query is malformed: x",
                         FormatError);
    // One that breaks off in the middle is not JSON: it is refused when it is decoded, and nothing is
    // applied.
    server.on(path, test::answers("200 OK", "[" + row + "," + row.substr(0, 30)));
    CHECK_THROWS_AS(table.records(), FormatError);
}

TEST_CASE("tables: Socrata is read in the order of :id, and asked again while it prepares its answer") {
    HttpServer server;
    unsigned asked = 0;
    server.on("/resource/abcd-1234.json", [&](const Request& request, Peer& peer) {
        if (asked++ == 0) return peer.send(test::response("202 Accepted", ""));
        peer.send(test::response(
            "200 OK", "[" + rows_of(query_number(request, "%24offset", 0), 4, 6, plain_row) + "]"));
    });
    Table table("socrata-records", server.url("/d/abcd-1234"), "[source.table]\npage_size = 4\n",
                plain_mapping);
    const Snapshot snapshot = table.snapshot();
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(test::portal_records(table.shared, snapshot.parts).size() == 6);
    CHECK(server.log().size() == 4); // 202, two pages, an empty one
    CHECK(server.log().back().query("%24order") == "%3Aid");
    server.on(
        "/resource/abcd-1234.json",
        test::answers("400 Bad Request",
                      R"({"code":"query.soql.no-such-column","error":true,"message":"No such column: x"})",
                      {{"Content-Type", "application/json;charset=utf-8"}}));
    CHECK(table.failure().starts_with("portal.refused: "));
}

TEST_CASE("tables: a layer of ArcGIS gives degrees and days, page by page") {
    HttpServer server;
    const std::string path = "/rest/services/x/FeatureServer/0/query";
    bool lies = false;
    const auto feature = [](std::size_t i) {
        return R"({"attributes":{"OBJECTID":)" + std::to_string(i) + R"(,"ID":")" + std::to_string(i) +
               R"(","NOM":"Gymnase","VILLE":"Gap","CP":"05000","MAJ":1704153600000},"geometry":{"x":6.08,"y":44.56}})";
    };
    server.on(path, [&](const Request& request, Peer& peer) {
        const std::size_t from = query_number(request, "resultOffset", 0);
        const bool more = from + 3 < 8 || lies;
        peer.send(test::response("200 OK", R"({"objectIdFieldName":"OBJECTID","features":[)" +
                                               rows_of(from, 3, 8, feature) + "]" +
                                               (more ? R"(,"exceededTransferLimit":true)" : "") + "}"));
    });
    Table table("arcgis-layer", server.url("/rest/services/x/FeatureServer/0"), "",
                "id = \"ID\"\nnom = \"NOM\"\ncommune = \"VILLE\"\ncode_postal = \"CP\"\ndate_maj = { path = "
                "\"MAJ\", format = \"unix-ms\" }\nlatitude = \"@latitude\"\nlongitude = \"@longitude\"\n");
    CHECK(table.code() == "");
    const auto records = table.records();
    REQUIRE(records.size() == 8);
    CHECK(records[7].body["date_maj"] == "2024-01-02");
    CHECK(records[7].body["latitude"] == 44.56);
    CHECK(records[7].body["longitude"] == 6.08);
    CHECK(server.log().front().query("orderByFields") == "OBJECTID");
    // A server that announces more and has nothing more has not given all.
    lies = true;
    CHECK(table.code() == "incomplete:http.page-total");
    server.on(path,
              test::answers("200 OK", R"({"error":{"code":400,"message":"Unable to complete operation.",)"
                                      R"("details":["'Invalid field: OBJECTID' parameter is invalid"]}})"));
    CHECK(table.failure() == "portal.refused: the portal answered with an error: 400: Unable to complete "
                             "operation. ('Invalid field: OBJECTID' parameter is invalid)");
}

TEST_CASE(
    "tables: an old server of ArcGIS that turns no pages gives a small layer whole, a large one in part") {
    for (const bool large : {false, true}) {
        HttpServer server;
        server.on(
            "/x/MapServer/0/query",
            test::answers("200 OK", std::string(R"({"features":[{"attributes":{"ID":"1","NOM":"Abc",)") +
                                        R"("VILLE":"Gap","CP":"05000","MAJ":0}}])" +
                                        (large ? R"(,"exceededTransferLimit":true)" : "") + "}"));
        CHECK(Table("arcgis-layer", server.url("/x/MapServer/0")).code() ==
              (large ? "incomplete:http.page-loop" : ""));
    }
}

TEST_CASE("tables: a layer of a WFS as GeoJSON, with and without a count") {
    for (const char* matched : {"5", "\"unknown\"", "9"}) {
        CAPTURE(matched);
        HttpServer server;
        server.on("/ows", [&](const Request& request, Peer& peer) {
            const auto feature = [](std::size_t i) {
                return R"({"type":"Feature","id":"l.)" + std::to_string(i) +
                       R"(","geometry":{"type":"Point","coordinates":[6.08,44.56]},"properties":)" +
                       plain_row(i) + "}";
            };
            peer.send(test::response(
                "200 OK",
                R"({"type":"FeatureCollection","numberMatched":)" + std::string(matched) +
                    R"(,"features":[)" + rows_of(query_number(request, "startIndex", 0), 2, 5, feature) +
                    R"(],"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4326"}}})"));
        });
        Table table("wfs", server.url("/ows?map=/x.map"),
                    "[source.table]\nname = \"ns:equipements\"\norder = \"gid\"\n",
                    plain_mapping + "latitude = \"@latitude\"\nlongitude = \"@longitude\"\n");
        CHECK(table.code() == (matched == std::string("9") ? "incomplete:http.page-total" : ""));
        const auto records = table.records();
        REQUIRE(records.size() == 5);
        CHECK(records[4].body["latitude"] == 44.56);
        CHECK(server.log().front().query("typeNames") == "ns%3Aequipements");
        CHECK(server.log().front().query("map") == "/x.map");
    }
}

TEST_CASE("tables: a layer of a WFS as GML") {
    HttpServer server;
    std::string matched = "3";
    server.on("/ows", [&](const Request& request, Peer& peer) {
        std::string members;
        const std::size_t from = query_number(request, "startIndex", 0);
        for (std::size_t i = from; i < std::min<std::size_t>(from + 2, 3); ++i)
            members +=
                "<wfs:member><ns:eq gml:id=\"eq." + std::to_string(i) + "\"><ns:ID>" + std::to_string(i) +
                "</ns:ID><ns:NOM>Gymnase</ns:NOM><ns:VILLE>Gap</ns:VILLE><ns:CP>05000</ns:CP>"
                "<ns:MAJ>2024-01-02</ns:MAJ><ns:geom><gml:Point><gml:pos>44.56 6.08</gml:pos></gml:Point>"
                "</ns:geom></ns:eq></wfs:member>";
        peer.send(test::response("200 OK", "<?xml version=\"1.0\"?><!-- GeoServer --><wfs:FeatureCollection "
                                           "xmlns:wfs=\"http://www.opengis.net/wfs/2.0\" "
                                           "xmlns:gml=\"http://www.opengis.net/gml/3.2\" xmlns:ns=\"urn:x\" "
                                           "numberMatched=\"" +
                                               matched + "\" numberReturned=\"2\">" + members +
                                               "</wfs:FeatureCollection>"));
    });
    Table table("wfs", server.url("/ows"),
                "[source.table]\nname = \"ns:eq\"\norder = \"gid\"\nformat = \"gml\"\n",
                plain_mapping + "latitude = { path = \"geom/Point/pos\", convert = \"latitude\" }\n"
                                "longitude = { path = \"geom/Point/pos\", convert = \"longitude\" }\n");
    CHECK(table.code() == "");
    const auto records = table.records();
    REQUIRE(records.size() == 3);
    CHECK(records[2].body["latitude"] == 44.56);
    CHECK(records[2].body["longitude"] == 6.08);
    matched = "unknown";
    CHECK(table.code() == "");
    matched = "30";
    CHECK(table.code() == "incomplete:http.page-total");
}

TEST_CASE("tables: an exception report is an error, whatever the status and whatever was asked for") {
    const char* report =
        R"(<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1">)"
        R"(<ows:Exception exceptionCode="InvalidParameterValue" locator="typeName">)"
        R"(<ows:ExceptionText>Feature type ns:eq unknown</ows:ExceptionText></ows:Exception>)"
        R"(</ows:ExceptionReport>)";
    for (const char* status : {"200 OK", "400 Bad Request"})
        for (const char* format : {"geojson", "gml"}) {
            HttpServer server;
            server.on("/ows", test::answers(status, report, {{"Content-Type", "application/xml"}}));
            Table table("wfs", server.url("/ows"),
                        std::string("[source.table]\nname = \"ns:eq\"\norder = \"gid\"\nformat = \"") +
                            format + "\"\n",
                        plain_mapping);
            CHECK(table.failure() ==
                  "portal.refused: the server answered with an error: InvalidParameterValue "
                  "Feature type ns:eq unknown");
        }
}

TEST_CASE("tables: pages that Socrata and Opendatasoft answered") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto soda = [&](const char* name) {
        return test::read_file(*shared / "data/portals/sodapy" / name);
    };
    HttpServer server;
    server.on("/resource/abcd-1234.json", [&](const Request& request, Peer& peer) {
        const std::size_t from = query_number(request, "%24offset", 0);
        peer.send(test::response("200 OK", from == 0      ? soda("bike_counts_page_1.json")
                                           : from == 1000 ? soda("bike_counts_page_2.json")
                                                          : "[]"));
    });
    Table counts("socrata-records", server.url("/d/abcd-1234"), "[source.table]\npage_size = 1000\n",
                 "id = \"date\"\nnom = \"counts\"\ndate_maj = \"date\"\n");
    const Snapshot snapshot = counts.snapshot();
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(test::portal_records(counts.shared, snapshot.parts).size() == 1001);
    server.on("/resource/abcd-1234.json", test::answers("400 Bad Request", soda("403_response_json.txt"),
                                                        {{"Content-Type", "application/json"}}));
    CHECK(counts.failure().starts_with("portal.refused: the portal answered with an error: "));
    // An export as portals wrote it before version 2.1: the columns stand in "fields".
    Table schools(
        "opendatasoft-records",
        "file:" + (*shared / "data/real/education/fr-esr-etablissements.v1.2021-04-28.json").string(), "",
        "id = \"fields/uai\"\nnom = \"fields/uo_lib\"\nsiret = \"fields/siret\"\ncommune = "
        "\"fields/com_nom\"\ncode_postal = \"fields/code_postal_uai\"\nlatitude = "
        "\"fields/coordonnees/0\"\nlongitude = \"fields/coordonnees/1\"\ndate_maj = "
        "\"record_timestamp\"\n");
    const auto records = schools.records();
    REQUIRE(records.size() == 265);
    CHECK(records[0].body["latitude"] == 48.89325);
    CHECK(records[0].body["date_maj"] == "2021-04-27");
}
