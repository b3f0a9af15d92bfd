// Who sees which feeds: a value of a hidden feed is in no answer, whatever is asked.
#include "tests/daemon/public_daemon.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace moisson::test;
using nlohmann::json;

namespace {

/// One thing that both feeds describe, one that only the private one does, and "exemple" with two of its own.
struct TwoFeeds {
    PublicDaemon daemon{
        "requests_per_second = 0\nprivate_feeds = [\"cache\"]\n"
        "[[consumer]]\nname = \"friend\"\ntoken = \"{secret:friend}\"\nfeeds = [\"*\", \"cache\"]\n"
        "[[consumer]]\nname = \"one\"\ntoken = \"{secret:consumer}\"\nfeeds = [\"ouvert\"]\n",
        2};
    TwoFeeds() {
        daemon.add_feed("ouvert", "A,Maison de l'emploi du Bugey,,Belley,01300,2026-01-09\n"
                                  "Y,Cantine de Nantua,,Nantua,01130,2026-01-09\n");
        daemon.add_feed("cache", "B,Maison de l'emploi du Bugey,73282932000074,Belley,01300,2026-01-03\n"
                                 "C,Refuge Mirabelle,21010283600017,Oyonnax,01100,2026-01-03\n");
        daemon.wait_until([&] { // a publication under way refuses the order
            return daemon.process().post("/publish").status == 202 &&
                   daemon.get("/structures.csv", friends).body.find("Mirabelle") != std::string::npos;
        });
    }
    std::set<std::string> names(const std::string& who, const std::string& query = "") const {
        std::set<std::string> names;
        for (const json& record : daemon.walk("/api/v1/structures?limit=2" + query, who))
            names.insert(record.at("nom"));
        return names;
    }
    json record(const std::string& who, const std::string& name) const {
        for (const json& record : daemon.walk("/api/v1/structures", who))
            if (record.at("nom") == name) return record;
        return {};
    }
    std::string friends = bearer("fr1end"), one = bearer("s3cret");
};

const char* const shared_name = "Maison de l'emploi du Bugey";

} // namespace

TEST_CASE("each consumer sees the records of its feeds, and of a merged one their values") {
    const TwoFeeds two;
    using Names = std::set<std::string>;
    CHECK(two.names(two.friends) ==
          Names{"Cantine de Nantua", "Foyer 0", "Foyer 1", "Refuge Mirabelle", shared_name});
    const json whole = two.record(two.friends, shared_name);
    CHECK(whole.at("sources").size() == 2);
    CHECK(whole.at("siret") == "73282932000074");
    CHECK_FALSE(two.names("").contains("Refuge Mirabelle"));
    CHECK(two.names(two.one, "&sources=cache").empty());
    CHECK(two.names("", "&siret=73282932000074").empty()); // no filter finds out a hidden value
    CHECK(two.names(two.friends, "&siret=73282932000074") == Names{shared_name});
    CHECK(two.daemon.get("/api/v1/structures", bearer("wrong")).status == 401);
    CHECK(two.daemon.get("/api/v1/structures").head.find("Vary: Authorization") != std::string::npos);
}

TEST_CASE("where a hidden feed's value won, its place is taken by that of the feeds that are seen") {
    TwoFeeds two;
    two.daemon.rewrite("cache", "B,MAISON DE L'EMPLOI DU BUGEY,73282932000074,Belley,01300,2026-02-03\n"
                                "C,Refuge Mirabelle,21010283600017,Oyonnax,01100,2026-01-03\n");
    two.daemon.run("cache");
    const char* const hidden_name = "MAISON DE L'EMPLOI DU BUGEY"; // the freshest
    two.daemon.wait_until([&] { return two.names(two.friends).contains(hidden_name); });
    const json whole = two.record(two.friends, hidden_name);
    for (const std::string& who : {std::string(), two.one}) {
        const json seen =
            two.daemon.get("/api/v1/structures/" + whole.at("id").get<std::string>(), who).parsed();
        CHECK(seen.at("nom") == shared_name);
        CHECK(seen.at("siret").is_null());
        CHECK(seen.at("sources") == json::array({{{"feed", "ouvert"}, {"id", "A"}}}));
        CHECK(seen.at("provenance").at("nom").at("feed") == "ouvert");
        CHECK(two.names(who).contains(shared_name));
        CHECK_FALSE(two.names(who).contains(hidden_name));
        const std::string changes = two.daemon.get("/api/v1/changes?since=0", who).body;
        CHECK(changes.find(shared_name) != std::string::npos);
        CHECK(changes.find(hidden_name) == std::string::npos);
    }
}

TEST_CASE("what is hidden is in no answer to who may not see it, on no path") {
    const TwoFeeds two;
    const std::string merged = two.record(two.friends, shared_name).at("id");
    const std::string hidden = two.record(two.friends, "Refuge Mirabelle").at("id");
    for (const std::string& who : {std::string(), two.one})
        for (const std::string& path :
             {std::string("/api/v1/structures"), std::string("/api/v1/structures?departement=01"),
              std::string("/api/v1/changes?since=0"), "/api/v1/structures/" + merged,
              "/api/v1/structures/" + merged + "/why", "/api/v1/structures/" + hidden,
              "/api/v1/structures/" + hidden + "/why", std::string("/structures.csv"),
              std::string("/structures.json"), std::string("/structures.ndjson"),
              std::string("/structures.geojson"), std::string("/schema-structures.json"),
              std::string("/catalog.jsonld"), std::string("/catalog.ttl"), std::string("/catalog.xml"),
              std::string("/publications.atom"), std::string("/"), std::string("/openapi.json")}) {
            CAPTURE(path);
            CAPTURE(who);
            const PublicDaemon::Answer answer = two.daemon.get(path, who);
            for (const char* word : {"cache", "Mirabelle", "73282932000074", "21010283600017", "Oyonnax"})
                CHECK_MESSAGE(answer.body.find(word) == std::string::npos, word);
            const bool is_hidden = path.find(hidden) != std::string::npos;
            const bool is_file = path.find("structures.") != std::string::npos;
            CHECK(answer.status == (is_hidden ? 404 : is_file ? 403 : 200));
            if (path == "/api/v1/changes?since=0") CHECK(answer.body.find(hidden) == std::string::npos);
            if (path == "/publications.atom") CHECK(answer.body.find("structures") == std::string::npos);
        }
    CHECK(two.daemon.get("/structures.csv").body.find("/api/v1/structures") !=
          std::string::npos);                             // what to do
    CHECK(two.daemon.get("/services.csv").status == 200); // no hidden feed has any
    two.daemon.wait_until([&] {
        return two.daemon.get("/catalog.jsonld", two.friends).body.find("feed-cache") != std::string::npos;
    });
    const json why = two.daemon.get("/api/v1/structures/" + merged + "/why").parsed();
    CHECK(why.at("members").size() == 1);
    CHECK(why.at("links").empty());
}

TEST_CASE("who followed a record is told when the part that it saw is gone, and of the rest nothing") {
    TwoFeeds two;
    const std::string merged = two.record(two.friends, shared_name).at("id");
    const std::string hidden = two.record(two.friends, "Refuge Mirabelle").at("id");
    const std::string since =
        std::to_string(two.daemon.get("/api/v1/changes?since=0").parsed().at("last").get<int>());
    two.daemon.rewrite("ouvert", "Y,Cantine de Nantua,,Nantua,01130,2026-01-09\n");
    two.daemon.run("ouvert");
    two.daemon.rewrite("cache", "B,Maison de l'emploi du Bugey,73282932000074,Belley,01300,2026-01-03\n");
    two.daemon.run("cache");
    two.daemon.wait_until(
        [&] { return two.daemon.get("/api/v1/structures/" + hidden, two.friends).status == 410; });
    two.daemon.wait_until([&] { return two.record("", shared_name).is_null(); });
    const json changes = two.daemon.get("/api/v1/changes?since=" + since).parsed().at("changes");
    std::map<std::string, std::string> told;
    for (const json& change : changes) told[change.at("id")] = change.at("change");
    CHECK(told[merged] == "withdrawn");
    CHECK_FALSE(told.contains(hidden));
    CHECK(two.daemon.get("/api/v1/structures/" + hidden).status == 404); // never was, for him
    CHECK(two.daemon.get("/api/v1/structures/" + merged, two.friends).status == 200);
}
