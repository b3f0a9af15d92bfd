// A portal that turns hostile after a good first read: each attack is held or refused with a code and a
// remedy, nothing is withdrawn, and the other feeds go on in the same run.
#include "tests/daemon/command_said.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

using namespace moisson;
using HostileJson = nlohmann::json;

namespace {

using HostileAnswer = std::function<std::string(const test::Request&)>;

/// Titles that have nothing in common, so that nothing is linked.
std::string hostile_title(std::size_t i) { return "Jeu numéro " + std::to_string(i * 7919); }

std::string hostile_ckan(std::size_t from, std::size_t rows, std::size_t count,
                         const std::string& more = "") {
    std::string results;
    for (std::size_t i = from; i < from + rows; ++i)
        results += (results.empty() ? "" : ",") + (R"({"id":"set-)" + std::to_string(i)) + R"(","title":")" +
                   hostile_title(i) + "\"" + more + "}";
    return R"({"success":true,"result":{"count":)" + std::to_string(count) + R"(,"results":[)" + results +
           "]}}";
}

std::string hostile_oai(std::size_t from, std::size_t rows, const std::string& token) {
    std::string records;
    for (std::size_t i = from; i < from + rows; ++i)
        records += "<record><header><identifier>oai:" + std::to_string(i) +
                   "</identifier><datestamp>2026-08-01</datestamp></header><metadata><dc><title>" +
                   hostile_title(i) + "</title></dc></metadata></record>";
    return "<OAI-PMH><responseDate>2026-08-12T19:07:57Z</responseDate><ListRecords>" + records +
           (token.empty() ? "" : "<resumptionToken>" + token + "</resumptionToken>") +
           "</ListRecords></OAI-PMH>";
}

std::string hostile_dcat(std::size_t rows, const std::string& inside = "") {
    std::string sets;
    for (std::size_t i = 0; i < rows; ++i)
        sets += "<dcat:Dataset rdf:about=\"https://p.example/" + std::to_string(i) + "\"><dct:title>" +
                hostile_title(i) + "</dct:title></dcat:Dataset>";
    return "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
           "xmlns:dct=\"http://purl.org/dc/terms/\" xmlns:dcat=\"http://www.w3.org/ns/dcat#\">" +
           sets + inside + "</rdf:RDF>";
}

constexpr const char* entity_bomb =
    "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
    "\"&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;\">]>";

/// What answered well until now, and beside it a feed that does not know of it.
class HostileAndSound {
public:
    HostileAndSound(const std::string& type, const std::string& limits, HostileAnswer answer)
        : answer_(std::move(answer)) {
        server_.otherwise([this](const test::Request& request, test::Peer& peer) {
            const bool good = request.path == "/good.csv";
            peer.send(
                test::response("200 OK", good ? "id;titre\n1;Arbres " + std::to_string(++good_reads_) + "\n"
                                              : answer_(request)));
        });
        std::filesystem::create_directories(home_ / "feeds.d");
        std::ofstream(home_ / "moisson.toml")
            << "[http.client]\nallow_private = [\"127.0.0.0/8\"]\nrequests_per_second_per_host = 1000\n";
        feed("hostile", type, "/p", limits);
        feed("bon", "csv", "/good.csv", "complete = true\n[structure]\nid = \"id\"\nnom = \"titre\"\n");
    }
    void feed(const std::string& id, const std::string& type, const std::string& path,
              const std::string& more) const {
        std::ofstream(home_ / "feeds.d" / (id + ".toml"))
            << "version = 1\nid = \"" << id
            << "\"\ntitle = \"P\"\n[producer]\nname = \"R\"\n[contact]\nemail = \"donnees@exemple.fr\"\n"
               "[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n[source]\ntype = \""
            << type << "\"\nurl = \"" << server_.url(path) << "\"\n"
            << more;
    }
    void answers(HostileAnswer answer) { answer_ = std::move(answer); }
    /// One run of all feeds: feed → its line.
    std::map<std::string, HostileJson> run() const {
        std::map<std::string, HostileJson> rows;
        std::istringstream lines(test::say(home_.path(), {"run", "--all", "--full", "--json"}).out);
        for (std::string line; std::getline(lines, line);)
            if (const auto row = HostileJson::parse(line, nullptr, false); row.is_object())
                rows[row["feed"]] = row;
        return rows;
    }
    std::size_t active(const std::string& feed) const {
        return test::say(home_.path(), {"status", feed, "--json"}).json().value("records", 0u);
    }
    test::Said said(std::vector<std::string> command) const {
        return test::say(home_.path(), std::move(command));
    }

private:
    test::TempDir home_;
    HostileAnswer answer_;
    std::atomic<unsigned> good_reads_ = 0;
    test::HttpServer server_; ///< the last member: it ends first
};

std::size_t start_of(const test::Request& request) {
    return request.query("start").empty() ? 0 : std::stoul(request.query("start"));
}

/// "failed http.too-large", "held no_records", "partial http.page-loop": result and what is said for it.
std::string outcome_of(const HostileJson& row) {
    std::string said = row["result"];
    if (row["error"].is_object()) said += " " + row["error"]["code"].get<std::string>();
    if (row["guard"].is_object()) said += " " + row["guard"]["name"].get<std::string>();
    for (const auto& warning : row["warnings"])
        said += " " + warning.get<std::string>().substr(0, warning.get<std::string>().find(':'));
    return said;
}

struct Attack {
    const char *sentence, *type, *limits;
    HostileAnswer hostile;
    const char* outcome; ///< "": it is no outcome of the run
};

HostileAnswer good_answer(const std::string& type) {
    if (type == "dcat") return [](const test::Request&) { return hostile_dcat(12); };
    if (type == "oai-pmh") return [](const test::Request&) { return hostile_oai(0, 12, ""); };
    return [](const test::Request& request) {
        return hostile_ckan(start_of(request), start_of(request) ? 0 : 12, 12);
    };
}

void check_attacks(const std::vector<Attack>& attacks) {
    for (const Attack& attack : attacks) {
        CAPTURE(std::string(attack.sentence));
        HostileAndSound feeds(attack.type, attack.limits, good_answer(attack.type));
        CHECK(feeds.run()["hostile"]["records"]["created"] == 12);
        feeds.answers(attack.hostile);
        for (int i = 0; i < 2; ++i) { // twice: the grace of missing records does not run out either
            auto rows = feeds.run();
            CAPTURE(rows["hostile"].dump());
            const std::string outcome = outcome_of(rows["hostile"]);
            CHECK_MESSAGE(outcome.find(attack.outcome) != std::string::npos, outcome);
            CHECK(rows["hostile"]["records"]["withdrawn"] == 0);
            CHECK(rows["bon"]["result"] == "success");
        }
        CHECK(feeds.active("hostile") == 12);
    }
}

/// A new page for each question, with data sets that nobody has seen.
std::string endless_ckan(const test::Request& request) {
    return hostile_ckan(1000 + start_of(request), 100, start_of(request) + 101);
}

} // namespace

TEST_CASE("hostile portals: pages and tokens without end") {
    std::atomic<std::size_t> turn = 0;
    check_attacks({
        {"new data sets on each page, more bytes than a run may bring", "ckan",
         "[source.limits]\nmax_run_bytes = \"100 kB\"\n", endless_ckan, "failed http.run-too-large"},
        {"new data sets on each page, more than max_items", "ckan", "[source.limits]\nmax_items = 500\n",
         endless_ckan, "failed http.too-many-items"},
        {"ten times as many data sets as ever, and then an end", "ckan", "",
         [](const test::Request& request) {
             const std::size_t start = start_of(request);
             return hostile_ckan(1000 + start, start < 200 ? 100 : 0, 200);
         },
         "held growth"},
        {"always the same page, of known data sets", "ckan", "",
         [](const test::Request&) { return hostile_ckan(0, 10, 1000); }, "http.page-loop"},
        {"a new token each time, with new records", "oai-pmh", "[source.limits]\nmax_items = 200\n",
         [&](const test::Request&) {
             const std::size_t now = ++turn;
             return hostile_oai(1000 + now * 10, 10, "t" + std::to_string(now));
         },
         "failed http.too-many-items"},
        {"a new token each time, without records", "oai-pmh", "",
         [&](const test::Request&) { return hostile_oai(0, 0, "t" + std::to_string(++turn)); },
         "http.empty-pages"},
        {"two tokens that lead to each other", "oai-pmh", "",
         [&](const test::Request&) { return hostile_oai(++turn % 12, 1, turn % 2 ? "a" : "b"); },
         "http.page-loop"},
        {"a token of a megabyte", "oai-pmh", "",
         [](const test::Request&) { return hostile_oai(0, 12, std::string(1'000'000, 't')); },
         "http.bad-url"},
    });
}

TEST_CASE("hostile portals: bombs and literals without end") {
    check_attacks({
        {"an entity bomb in RDF/XML", "dcat", "",
         [](const test::Request&) { return entity_bomb + hostile_dcat(12); },
         "failed format.doctype-forbidden"},
        {"an entity bomb in OAI-PMH", "oai-pmh", "",
         [](const test::Request&) { return entity_bomb + hostile_oai(0, 12, ""); },
         "failed format.doctype-forbidden"},
        {"a literal beyond the limit of a record: that record alone is refused", "dcat", "",
         [](const test::Request&) {
             return hostile_dcat(11, "<dcat:Dataset rdf:about=\"https://p.example/11\"><dct:title>" +
                                         std::string(1'200'000, 'x') + "</dct:title></dcat:Dataset>");
         },
         ""},
        {"a comment beyond the limit of the document", "dcat", "[source.limits]\nmax_bytes = \"1 MB\"\n",
         [](const test::Request&) { return hostile_dcat(12, "<!--" + std::string(2'000'000, 'x') + "-->"); },
         "failed http.too-large"},
        {"a JSON text beyond the limit of the document", "ckan", "[source.limits]\nmax_bytes = \"1 MB\"\n",
         [](const test::Request&) {
             return hostile_ckan(0, 1, 12, R"(,"notes":")" + std::string(2'000'000, 'x') + "\"");
         },
         "failed http.too-large"},
        {"nesting without end", "ckan", "",
         [](const test::Request&) {
             return hostile_ckan(0, 1, 12, R"(,"x":)" + std::string(5000, '[') + std::string(5000, ']'));
         },
         "failed format."},
    });
}

TEST_CASE("hostile portals: a catalogue that is valid and empty, or no catalogue") {
    const auto login = [](const test::Request&) { return std::string("<html><body>login</body></html>"); };
    check_attacks({
        {"empty, JSON", "ckan", "", [](const test::Request&) { return hostile_ckan(0, 0, 0); },
         "held no_records"},
        {"empty, RDF", "dcat", "", [](const test::Request&) { return hostile_dcat(0); }, "held no_records"},
        {"empty, OAI-PMH", "oai-pmh", "", [](const test::Request&) { return hostile_oai(0, 0, ""); },
         "held no_records"},
        {"a login page with status 200", "ckan", "", login, "failed format.html-instead-of-data"},
        {"a login page with status 200, RDF", "dcat", "", login, "failed format.html-instead-of-data"},
    });
}

TEST_CASE("hostile portals: one that does not end from its first day leaves nothing behind") {
    HostileAndSound feeds("ckan", "[source.limits]\nmax_run_bytes = \"100 kB\"\n", endless_ckan);
    auto rows = feeds.run();
    CHECK(outcome_of(rows["hostile"]) == "failed http.run-too-large");
    CHECK(rows["hostile"]["error"]["message"].get<std::string>().find("raise it if the list is that long") !=
          std::string::npos);
    CHECK(rows["bon"]["records"]["created"] == 1);
    CHECK(feeds.active("hostile") == 0);
    CHECK(feeds.said({"explain", "http.run-too-large"}).says("max_run_bytes"));
}

TEST_CASE("hostile portals: one that uses the identifiers of another changes and withdraws nothing of it") {
    HostileAndSound feeds("ckan", "", good_answer("ckan"));
    feeds.run();
    const std::string before = feeds.said({"why", "hostile/set-3", "--json"}).json()["id"];
    feeds.feed("voisin", "ckan", "/autre", "");
    feeds.answers([](const test::Request& request) {
        const std::size_t start = start_of(request);
        if (!request.path.starts_with("/autre")) return hostile_ckan(start, start ? 0 : 12, 12);
        std::string answer = hostile_ckan(start, start ? 0 : 12, 12);
        for (std::size_t at; (at = answer.find("Jeu num")) != std::string::npos;)
            answer.replace(at, 3, "Vol");
        return answer;
    });
    auto rows = feeds.run();
    CHECK(rows["voisin"]["records"]["created"] == 12); // its own
    CHECK(rows["hostile"]["result"] == "unchanged");
    feeds.answers([](const test::Request& request) {
        const std::size_t start = start_of(request);
        return request.path.starts_with("/autre") ? hostile_ckan(0, 0, 0)
                                                  : hostile_ckan(start, start ? 0 : 12, 12);
    });
    CHECK(outcome_of(feeds.run()["voisin"]) == "held no_records");
    CHECK(feeds.active("hostile") == 12);
    const HostileJson after = feeds.said({"why", "hostile/set-3", "--json"}).json();
    CHECK(after["id"] == before);
    CHECK(after["fields"]["titre"]["value"] == hostile_title(3));
}
