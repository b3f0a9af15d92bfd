// The 28 weaknesses measured in the harvester of the national platform, each with the test that shows ours
// without it. What another file tests is named here, not copied.
#include "tests/daemon/scripted_portal.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace moisson;
using test::ScriptedPortal;
using Json = nlohmann::json;

namespace {

struct Weakness {
    int number;
    const char *sentence, *file, *test;
};

constexpr const char* in_here = "daemon/portal_weaknesses_test.cpp";
constexpr const char* in_faults = "daemon/portal_faults_test.cpp";
constexpr const char* in_platform = "connectors/targets_udata_test.cpp";

const Weakness weaknesses[] = {
    {1, "a valid but empty catalogue archives everything", in_faults,
     "portal faults: a valid but empty catalogue, and one that halves, withdraw nothing and wait for a "
     "person"},
    {2, "what lies beyond the limit of items is archived", in_faults,
     "portal faults: a list that max_items cuts, or that fails, is incomplete: nothing is withdrawn, once or "
     "twice"},
    {3, "a CKAN that clamps its rows is not read to its end", in_faults,
     "portal faults: a server that clamps its rows is read to its end, and a repeat changes nothing"},
    {4, "a next page that is the page itself is followed for ever", "connectors/portal_dcat_test.cpp",
     "DCAT: pages are followed by hydra, and a circle is incomplete"},
    {5, "a file that moved becomes a second resource", in_faults,
     "portal faults: what is removed at the source is cleared, and a file that moved is one resource"},
    {6, "the time zone of a date is dropped", "core/portal_vocabulary_test.cpp",
     "portal vocabulary: an instant keeps its zone, what is no date is none"},
    {7, "503 with Retry-After fails the run", "connectors/portal_fetch_test.cpp",
     "portal fetch: a busy portal is asked again, and one that moved is followed"},
    {8, "301 fails the run, and nobody is told the new address", in_here,
     "weakness 8: a portal that moved for good is followed, and the operator is told where to"},
    {9, "a person's edits are overwritten at each run", in_platform,
     "what a person changes on the platform stays, unless the source wins"},
    {10, "what a person archived or deleted comes back", in_platform,
     "a data set that a person deleted or archived is left alone"},
    {11, "a field removed at the source is never cleared", in_faults,
     "portal faults: what is removed at the source is cleared, and a file that moved is one resource"},
    {12, "no conditional request, no digest, no question for changes: all is written at each run",
     "connectors/portal_fetch_test.cpp",
     "portal fetch: between full reads only what changed is asked for, less the overlap, encoded once"},
    {12, "the same, for one document", "connectors/portal_fetch_test.cpp",
     "portal fetch: data.json is not sent again while it is the same"},
    {13, "no time limit", "connectors/fetch_http_test.cpp", "fetch http: time limits"},
    {13, "no limit of size, everything in memory", "connectors/portal_decoder_test.cpp",
     "portal records: limits hold: items, depth, a literal without end"},
    {14, "the journal of a run holds all its items and is written for each", in_here,
     "weakness 14: the journal of a run is as short for a thousand data sets as for ten"},
    {15, "no politeness per host", "connectors/fetch_http_test.cpp",
     "fetch http: at most so many connections to one host, and at most so many requests a second"},
    {15, "all sources at midnight", "core/schedule_test.cpp",
     "schedule: feeds of one period are spread over it, always at the same place"},
    {16, "two runs of one source interleave", "core/store_held_test.cpp",
     "a run that another one of the same feed overtook is not applied"},
    {17, "a crash leaves a run open for ever", "daemon/notify_test.cpp",
     "killed at any instant, it starts again and says what was interrupted"},
    {17, "nothing goes on where it was cut", "connectors/fetch_pages_test.cpp",
     "fetch pages: a run goes on behind the pages that an interrupted one has read"},
    {18, "a record that cannot be read looks absent and is archived", "connectors/portal_csw_test.cpp",
     "CSW: one broken record costs itself, and nothing is withdrawn for it"},
    {19, "a missing nextRecord fails the run", "connectors/portal_csw_test.cpp",
     "CSW: all records come, whatever the counters say"},
    {20, "CKAN: a request per data set, an odd resource or a point fails it, half a period is lost", in_here,
     "weakness 20: what is unusual in a CKAN data set costs no request and no data set"},
    {21, "a source is broken for years and its producer is not told", "core/notify_notice_test.cpp",
     "what may pass by itself is told at the third failure in a row"},
    {22, "documents are fetched while parsing, around the wall", in_here,
     "weaknesses 22, 24, 25: a harvest dials its portal and nobody else, whatever the catalogue names"},
    {22, "the same, contexts of JSON-LD", "connectors/portal_dcat_test.cpp",
     "DCAT: hostile or wrong documents are refused, an empty catalogue is empty"},
    {23, "the key of one portal is sent to the next", in_here,
     "weakness 23: the key of one portal reaches no other, in the same process and one after the other"},
    {23, "the same, by a redirect", "connectors/fetch_http_test.cpp",
     "fetch http: credentials go to the feed's own host, and nowhere else"},
    {24, "a style sheet is downloaded at run time", in_here,
     "weaknesses 22, 24, 25: a harvest dials its portal and nobody else, whatever the catalogue names"},
    {25, "a name is looked up for each address that a catalogue mentions", in_here,
     "weaknesses 22, 24, 25: a harvest dials its portal and nobody else, whatever the catalogue names"},
    {26, "a catalogue belongs to one organisation, without a mapping of its own", "core/portal_feed_test.cpp",
     "portal feed: a producer's own lines replace single fields, and tables add words"},
    {27, "a preview does not say what would change", in_faults,
     "portal faults: what would change can be seen before it does, with whose data sets and which licences"},
    {28, "a source takes over the data sets of another one with the same identifiers", in_faults,
     "portal faults: two portals with the same identifiers stay two"},
};

/// The names of all test cases of a file: adjacent literals joined, as the compiler joins them.
std::set<std::string> cases_of(const std::string& file) {
    std::ifstream in(test::source_dir() / "tests" / file);
    std::stringstream all;
    all << in.rdbuf();
    const std::string text = all.str();
    static const std::regex macro(
        R"re(TEST_CASE(?:_FIXTURE\(\s*\w+\s*,|\()\s*((?:"(?:[^"\\]|\\.)*"\s*)+))re");
    static const std::regex literal(R"re("((?:[^"\\]|\\.)*)")re");
    std::set<std::string> names;
    for (std::sregex_iterator one(text.begin(), text.end(), macro), end; one != end; ++one) {
        const std::string pieces = (*one)[1];
        std::string name;
        for (std::sregex_iterator piece(pieces.begin(), pieces.end(), literal); piece != end; ++piece)
            name += (*piece)[1];
        names.insert(name);
    }
    return names;
}

} // namespace

TEST_CASE("weaknesses: each of the 28 has a test, and that test exists") {
    std::set<int> numbers;
    for (const Weakness& one : weaknesses) {
        CAPTURE(one.number);
        CAPTURE(std::string(one.sentence));
        CHECK_MESSAGE(cases_of(one.file).contains(one.test),
                      one.file << " has no test \"" << one.test << '"');
        numbers.insert(one.number);
    }
    CHECK(numbers.size() == 28);
    CHECK(*numbers.begin() == 1);
    CHECK(*numbers.rbegin() == 28);
}

TEST_CASE("weakness 8: a portal that moved for good is followed, and the operator is told where to") {
    ScriptedPortal portal;
    const std::string search = "/api/3/action/package_search";
    portal.server().on("/ancien" + search, [&](const test::Request& request, test::Peer& peer) {
        peer.send(
            test::response("301 Moved Permanently", "",
                           {{"Location", portal.url(request.target.substr(std::string("/ancien").size()))}}));
    });
    std::ofstream(portal.home() / "feeds.d/portail.toml")
        << "version = 1\nid = \"portail\"\ntitle = \"Portail\"\n[producer]\nname = \"Région\"\n[contact]\n"
           "email = \"donnees@exemple.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n[source]\n"
           "type = \"ckan\"\nurl = \""
        << portal.url("/ancien") << "\"\n";
    const Json run = portal.run();
    CAPTURE(run.dump());
    CHECK(run["records"]["created"] == 12);
    CHECK(run["warnings"].dump().find("http.moved-permanently") != std::string::npos);
    CHECK(run["warnings"].dump().find(portal.url(search)) != std::string::npos);
}

TEST_CASE("weakness 14: the journal of a run is as short for a thousand data sets as for ten") {
    const auto journal = [](int sets) {
        ScriptedPortal portal;
        std::string results;
        for (int i = 0; i < sets; ++i)
            results += (i ? "," : "") + (R"({"id":")" + std::to_string(i)) + R"(","title":"Jeu )" +
                       std::to_string(i * 7919) + R"("})";
        const std::string count = std::to_string(sets);
        portal.server().on(
            "/api/3/action/package_search", [&](const test::Request& request, test::Peer& peer) {
                peer.send(test::response(
                    "200 OK",
                    R"({"success":true,"result":{"count":)" + count + R"(,"results":[)" +
                        (request.query("start").empty() || request.query("start") == "0" ? results : "") +
                        "]}}"));
            });
        CHECK(portal.run()["records"]["created"] == sets);
        return portal.say({"history", "portail", "--json"}).size();
    };
    CHECK(journal(1000) < journal(10) + 50); // numbers have more digits
}

TEST_CASE("weakness 20: what is unusual in a CKAN data set costs no request and no data set") {
    ScriptedPortal portal;
    portal.put("set-1", R"({"notes":"Une description",
        "extras":[{"key":"spatial","value":"{\"type\":\"Point\",\"coordinates\":[6.08,44.56]}"},
                  {"key":"temporal_start","value":"2020-01-01"}],
        "resources":[{"id":"r1","url":"https://a.example/x.csv","resource_type":"hologram"},
                     {"id":"r2","url":"https://a.example/notice.pdf","resource_type":"documentation"},
                     {"id":"r3","url":"https://a.example/photo.jpg","resource_type":"image"}]})",
               "2024-03-05T10:00:00");
    CHECK(portal.run()["records"]["created"] == 12);
    CHECK(portal.requests() == 3); // pages of five: none of them for a single data set
    const Json record = portal.record("set-1");
    REQUIRE(record.is_object());
    CHECK(record["couverture_spatiale"] == Json::array({"6.08,44.56,6.08,44.56"}));
    CHECK(record["couverture_temporelle"] == "2020-01-01/..");
    CHECK(record["date_maj"] == "2024-03-05");
    CHECK(record["ressources"].size() == 3);
}

TEST_CASE("weaknesses 22, 24, 25: a harvest dials its portal and nobody else, whatever the catalogue names") {
    test::HttpServer elsewhere;
    test::TempDir home;
    test::HttpServer server;
    std::filesystem::create_directories(home / "feeds.d");
    std::ofstream(home / "moisson.toml")
        << "[http.client]\nallow_private = [\"127.0.0.0/8\"]\nrequests_per_second_per_host = 1000\n";
    const auto harvested = [&](const std::string& type, const std::string& document) {
        server.on(type == "dcat" ? "/dcat" : "/data-json/data.json", test::answers("200 OK", document));
        std::ofstream(home / "feeds.d" / (type + ".toml"))
            << "version = 1\nid = \"" << type
            << "\"\ntitle = \"P\"\n[producer]\nname = \"R\"\n[contact]\nemail = \"donnees@exemple.fr\"\n"
               "[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n[source]\ntype = \""
            << type << "\"\nurl = \"" << server.url("/" + type) << "\"\n";
        return test::say(home.path(), {"run", type, "--json"}).json();
    };
    const std::string trap = elsewhere.url("/x");
    std::string files; // a thousand names that nobody has
    for (int i = 0; i < 1000; ++i)
        files +=
            (i ? "," : "") + (R"({"downloadURL":"https://n)" + std::to_string(i)) + R"(.invalid/x.csv"})";
    const std::string dcat =
        "<?xml version=\"1.0\"?><?xml-stylesheet href=\"" + trap +
        "\" type=\"text/xsl\"?>"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
        "xmlns:dct=\"http://purl.org/dc/terms/\" xmlns:dcat=\"http://www.w3.org/ns/dcat#\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:x " +
        trap +
        "\">"
        "<dcat:Dataset rdf:about=\"" +
        trap + "/1\"><dct:title>Arbres</dct:title><dct:temporal rdf:resource=\"" + trap +
        "\"/><dct:license rdf:resource=\"" + trap + "\"/><dct:conformsTo rdf:resource=\"" + trap +
        "\"/><dcat:distribution><dcat:Distribution><dcat:downloadURL rdf:resource=\"" + trap +
        "\"/></dcat:Distribution></dcat:distribution></dcat:Dataset></rdf:RDF>";
    const auto begin = std::chrono::steady_clock::now();
    CHECK(harvested("dcat", dcat)["records"]["created"] == 1);
    CHECK(
        harvested("data-json", R"({"@context":"https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "describedBy":")" + trap + R"(","dataset":[{"identifier":"1","title":"Bancs","describedBy":")" +
                                   trap + R"(","license":")" + trap + R"(","distribution":[)" + files +
                                   "]}]}")["records"]["created"] == 1);
    CHECK(elsewhere.log().empty());
    CHECK(std::chrono::steady_clock::now() - begin <
          std::chrono::seconds(10)); // a thousand look-ups last longer
}

TEST_CASE(
    "weakness 23: the key of one portal reaches no other, in the same process and one after the other") {
    ScriptedPortal portal("[source.headers]\nAuthorization = \"{secret:cle}\"\n");
    std::filesystem::create_directories(portal.home() / "credentials");
    std::ofstream(portal.home() / "credentials/cle") << "CLE-SECRETE";
    ::setenv("CREDENTIALS_DIRECTORY", (portal.home() / "credentials").c_str(), 1);
    test::HttpServer second;
    second.on("/c", test::answers("200 OK", "<urn:d> a <http://www.w3.org/ns/dcat#Dataset> ; "
                                            "<http://purl.org/dc/terms/title> \"Arbres\" ."));
    std::ofstream(portal.home() / "feeds.d/second.toml")
        << "version = 1\nid = \"second\"\ntitle = \"P\"\n[producer]\nname = \"R\"\n[contact]\nemail = "
           "\"donnees@exemple.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n[source]\ntype = "
           "\"dcat\"\nurl = \""
        << second.url("/c") << "\"\n";
    portal.say({"run", "portail", "second", "--json"});
    portal.say({"run", "second", "--full", "--json"});
    ::unsetenv("CREDENTIALS_DIRECTORY");
    REQUIRE(portal.requests() > 0);
    CHECK(portal.server().log().front().header("authorization") == "CLE-SECRETE");
    REQUIRE(second.log().size() >= 2);
    for (const test::Request& request : second.log()) {
        CHECK(request.header("authorization") == "");
        CHECK(request.target.find("CLE") == std::string::npos);
    }
}
