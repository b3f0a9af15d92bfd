// What other harvesters get wrong with catalogues in RDF and XML, one sentence each, on a server that a test
// scripts: the program as an operator runs it.
#include "tests/daemon/command_said.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

using namespace moisson;
using Json = nlohmann::json;

namespace {

/// One address whose answer a test changes, and a feed on it.
class ScriptedCatalogue {
public:
    using Answer = std::function<std::string(const test::Request&)>;

    explicit ScriptedCatalogue(const std::string& type, const std::string& more = "") {
        server_.on("/c", [this](const test::Request& request, test::Peer& peer) {
            const std::scoped_lock lock(mutex_);
            peer.send(test::response("200 OK", answer_(request), {{"Content-Type", "application/xml"}}));
        });
        std::filesystem::create_directories(home_ / "feeds.d");
        std::ofstream(home_ / "moisson.toml")
            << "[http.client]\nallow_private = [\"127.0.0.0/8\"]\nrequests_per_second_per_host = 1000\n";
        feed("catalogue", type, more);
    }
    void feed(const std::string& id, const std::string& type, const std::string& more = "") const {
        std::ofstream(home_ / "feeds.d" / (id + ".toml"))
            << "version = 1\nid = \"" << id
            << "\"\ntitle = \"Catalogue\"\n[producer]\nname = \"Région\"\n[contact]\nemail = "
               "\"donnees@exemple.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n[source]\ntype "
               "= \""
            << type << "\"\nurl = \"" << server_.url("/c") << "\"\n"
            << more;
    }
    void answers(Answer answer) {
        const std::scoped_lock lock(mutex_);
        answer_ = std::move(answer);
    }
    void says(std::string document) {
        answers([document = std::move(document)](const test::Request&) { return document; });
    }
    std::string url() const { return server_.url("/c"); }

    Json run(const std::string& feed = "catalogue", const std::string& option = "--full") const {
        return Json::parse(say({"run", feed, "--json", option}), nullptr, false);
    }
    std::string say(std::vector<std::string> command) const {
        return test::say(home_.path(), std::move(command)).out;
    }
    /// The stored record of one data set of a feed; null when there is none.
    Json record(const std::string& id, const std::string& feed = "catalogue") const {
        std::istringstream lines(say({"export", "dataset", "--format", "ndjson"}));
        for (std::string line; std::getline(lines, line);) {
            const Json one = Json::parse(line, nullptr, false);
            for (const Json& source : one.value("sources", Json::array()))
                if (source.value("feed", "") == feed && source.value("id", "") == id) return one;
        }
        return {};
    }
    std::size_t records() const {
        std::istringstream lines(say({"export", "dataset", "--format", "ndjson"}));
        std::size_t count = 0;
        for (std::string line; std::getline(lines, line);) ++count;
        return count;
    }

private:
    test::TempDir home_;
    mutable std::mutex mutex_;
    Answer answer_ = [](const test::Request&) { return std::string(); };
    test::HttpServer server_; ///< the last member: it ends first
};

/// Titles that have nothing in common, so that nothing is linked.
const char* const catalogue_titles[] = {"Arbres remarquables", "Écoles élémentaires", "Budget primitif",
                                        "Stations de vélos",   "Qualité de l'air",    "Marchés publics",
                                        "Horaires de piscine", "Défibrillateurs",     "Réseau d'eau potable",
                                        "Résultats du vote",   "Collecte du verre",   "Cadastre solaire"};

std::string resource(const std::string& address) {
    return "<dcat:distribution><dcat:Distribution><dct:title>CSV</dct:title><dcat:downloadURL "
           "rdf:resource=\"" +
           address + "\"/></dcat:Distribution></dcat:distribution>";
}

std::string dataset(int i, const std::string& inside = "<dct:description>Une description</dct:description>") {
    return "<dcat:Dataset rdf:about=\"https://p.example/" + std::to_string(i) + "\"><dct:title>" +
           catalogue_titles[i] + "</dct:title>" + inside + "</dcat:Dataset>";
}

std::string catalogue(const std::string& inside) {
    return "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
           "xmlns:dct=\"http://purl.org/dc/terms/\" xmlns:dcat=\"http://www.w3.org/ns/dcat#\" "
           "xmlns:hydra=\"http://www.w3.org/ns/hydra/core#\">" +
           inside + "</rdf:RDF>";
}

/// Twelve data sets; number `other` is `instead` of the usual.
std::string twelve(int other = -1, const std::string& instead = "") {
    std::string all;
    for (int i = 0; i < 12; ++i) all += i == other ? instead : dataset(i);
    return catalogue(all);
}

const std::string first = "https://p.example/0";

} // namespace

TEST_CASE("catalogue faults: DCAT") {
    ScriptedCatalogue portal("dcat");
    portal.says(twelve());
    REQUIRE(portal.run()["records"]["created"] == 12);

    SUBCASE("a valid but empty catalogue withdraws nothing") {
        portal.says(catalogue(""));
        CHECK(portal.run()["result"] == "held");
        CHECK(portal.records() == 12);
    }
    SUBCASE("the same in another order and another syntax has not changed") {
        std::string turtle;
        for (int i = 11; i >= 0; --i)
            turtle += "<https://p.example/" + std::to_string(i) +
                      "> <http://purl.org/dc/terms/description> "
                      "\"Une description\" ; a <http://www.w3.org/ns/dcat#Dataset> ; "
                      "<http://purl.org/dc/terms/title> \"" +
                      catalogue_titles[i] + "\" .\n";
        portal.says(turtle);
        const Json run = portal.run();
        CHECK(run["result"] == "unchanged");
        CHECK(run["records"]["unchanged"] == 12);
    }
    SUBCASE("a file that moves is a change of its data set, not a second file; what is removed is cleared") {
        portal.says(twelve(0, dataset(0, resource("https://p.example/old.csv"))));
        portal.run();
        portal.says(twelve(0, dataset(0, resource("https://p.example/new.csv"))));
        CHECK(portal.run()["records"]["updated"] == 1);
        const Json record = portal.record(first);
        REQUIRE(record.contains("ressources"));
        CHECK(record["ressources"].size() == 1);
        CHECK(record["ressources"][0]["url"] == "https://p.example/new.csv");
        CHECK(record.value("description", Json()).is_null());
    }
    SUBCASE("one data set that cannot be read is refused alone, and stays as it was") {
        portal.says(
            twelve(0, dataset(0, "<dct:description>" + std::string(1'100'000, 'x') + "</dct:description>")));
        CHECK(portal.run()["records"]["rejected"] == 1);
        CHECK(portal.record(first)["description"] == "Une description");
    }
    SUBCASE("a page that leads to itself, and data sets that are missing from it: nothing is withdrawn") {
        portal.says(catalogue(dataset(0) + dataset(1) +
                              "<hydra:PagedCollection rdf:about=\"#p\"><hydra:nextPage>" + portal.url() +
                              "</hydra:nextPage></hydra:PagedCollection>"));
        for (int i = 0; i < 3; ++i) CHECK(portal.run()["result"] == "partial");
        CHECK(portal.records() == 12);
    }
    SUBCASE("an entity bomb, a cut document, a login page: a failure, and nothing is withdrawn") {
        for (const std::string& document :
             {std::string("<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><r>&b;</r>"),
              twelve().substr(0, 900), std::string("<html><body>login</body></html>")}) {
            portal.says(document);
            CHECK(portal.run()["result"] == "failed");
        }
        CHECK(portal.records() == 12);
    }
    SUBCASE("another portal with the same identifiers takes nothing over") {
        portal.feed("autre", "dcat");
        CHECK(portal.run("autre")["records"]["created"] == 12);
        portal.says(twelve(0, dataset(0, "<dct:description>Changée</dct:description>")));
        CHECK(portal.run("autre")["records"]["updated"] == 1);
        CHECK(portal.run("catalogue", "--full")["records"]["updated"] == 1); // each has its own record
    }
    SUBCASE("more data sets than max_items: none is taken, none is withdrawn") {
        portal.feed("catalogue", "dcat", "[source.limits]\nmax_items = 5\n");
        CHECK(portal.run()["result"] == "failed");
        CHECK(portal.records() == 12);
    }
}

TEST_CASE("catalogue faults: OAI-PMH") {
    ScriptedCatalogue portal("oai-pmh");
    const auto page = [](const std::string& records) {
        return "<OAI-PMH><responseDate>2026-08-12T19:07:57Z</responseDate>" + records + "</OAI-PMH>";
    };
    const auto record = [](int i, const std::string& status = "") {
        return "<record><header" + status + "><identifier>oai:" + std::to_string(i) +
               "</identifier><datestamp>2026-08-01</datestamp></header><metadata><dc><title>" +
               catalogue_titles[i] + "</title></dc></metadata></record>";
    };
    std::string all;
    for (int i = 0; i < 12; ++i) all += record(i);
    portal.says(page("<ListRecords>" + all + "</ListRecords>"));
    REQUIRE(portal.run()["records"]["created"] == 12);

    SUBCASE("a deleted record goes with the next delta, what the delta does not name stays") {
        std::string asked;
        portal.answers([&](const test::Request& request) {
            asked = request.query("from");
            return page("<ListRecords>" + record(3, " status=\"deleted\"") + "</ListRecords>");
        });
        const Json run = Json::parse(portal.say({"run", "catalogue", "--json"}), nullptr, false);
        CHECK(asked == "2026-08-11"); // the server's clock, less the overlap
        CHECK(run["records"]["withdrawn"] == 1);
        CHECK(portal.records() == 11);
        CHECK(portal.record("oai:3").is_null());
    }
    SUBCASE("nothing new is no error") {
        portal.says(page("<error code=\"noRecordsMatch\">rien</error>"));
        const Json run = Json::parse(portal.say({"run", "catalogue", "--json"}), nullptr, false);
        CHECK(run["result"] == "unchanged");
        CHECK(portal.records() == 12);
    }
    SUBCASE("many deletions at once wait for a person") {
        std::string gone;
        for (int i = 0; i < 12; ++i) gone += record(i, " status=\"deleted\"");
        portal.says(page("<ListRecords>" + gone + "</ListRecords>"));
        CHECK(portal.run("catalogue")["result"] == "held");
        CHECK(portal.records() == 12);
    }
}

TEST_CASE("catalogue faults: CSW: a record that breaks the server is neither lost nor a reason to stop") {
    ScriptedCatalogue portal("csw", "[source.portal]\npage_size = 4\n");
    bool broken = false;
    portal.answers([&](const test::Request& request) {
        const auto number = [&](const std::string& name) {
            return std::stoi(request.body.substr(request.body.find(name + "=\"") + name.size() + 2));
        };
        std::string records;
        for (int i = number("startPosition"); i < number("startPosition") + number("maxRecords") && i <= 12;
             ++i)
            records +=
                "<MD_Metadata><fileIdentifier><c>" + std::to_string(i) +
                "</c></"
                "fileIdentifier><identificationInfo><D><citation><CI_Citation><title><CharacterString>" +
                catalogue_titles[i - 1] + (broken && i == 7 ? "<" : "") +
                "</CharacterString></title></CI_Citation></citation></D></identificationInfo></MD_Metadata>";
        return "<GetRecordsResponse><SearchResults numberOfRecordsMatched=\"12\">" + records +
               "</SearchResults></GetRecordsResponse>";
    });
    REQUIRE(portal.run()["records"]["created"] == 12);
    broken = true;
    for (int i = 0; i < 3; ++i) CHECK(portal.run()["records"]["withdrawn"] == 0);
    CHECK(portal.records() == 12);
}
