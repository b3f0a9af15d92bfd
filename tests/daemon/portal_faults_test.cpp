// What other harvesters of catalogues get wrong, one sentence each, on a portal that a test scripts: the
// program as an operator runs it.
#include "tests/daemon/scripted_portal.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::ScriptedPortal;
using Json = nlohmann::json;

TEST_CASE("portal faults: a server that clamps its rows is read to its end, and a repeat changes nothing") {
    ScriptedPortal portal;
    CHECK(portal.run()["records"]["created"] == 12);
    const std::size_t before = portal.requests();
    CHECK(portal.run()["result"] == "unchanged");
    CHECK(portal.requests() == before + 3);
    portal.run({});
    CHECK(portal.last_target().find("metadata_modified") != std::string::npos); // asked for changes only
}

TEST_CASE("portal faults: a valid but empty catalogue, and one that halves, withdraw nothing and wait for a "
          "person") {
    ScriptedPortal portal;
    portal.run();
    for (int i = 0; i < 11; ++i) portal.remove("set-" + std::to_string(i));
    CHECK(portal.run()["result"] == "held");
    portal.clear();
    CHECK(portal.run()["result"] == "held");
    CHECK(portal.record("set-3") != nullptr);
}

TEST_CASE("portal faults: a list that max_items cuts, or that fails, is incomplete: nothing is withdrawn, "
          "once or twice") {
    ScriptedPortal portal;
    portal.run();
    portal.feed("portail", "[source.limits]\nmax_items = 5\n");
    for (int i = 0; i < 3; ++i) CHECK(portal.run()["records"]["withdrawn"] == 0);
    portal.feed("portail");
    portal.fail_with("404 Not Found");
    CHECK(portal.run()["result"] == "failed");
    portal.fail_with("");
    CHECK(portal.run()["result"] == "unchanged");
}

TEST_CASE(
    "portal faults: a data set that is gone from complete reads is withdrawn, and comes back as the same") {
    ScriptedPortal portal;
    portal.run();
    const std::string id = portal.record("set-4")["id"];
    portal.remove("set-4");
    portal.run();
    CHECK(portal.run()["records"]["withdrawn"] == 1);
    CHECK(portal.record("set-4") == nullptr);
    portal.put("set-4", R"({"notes":"Une description"})");
    CHECK(portal.run()["records"]["restored"] == 1);
    CHECK(portal.record("set-4")["id"] == id);
}

TEST_CASE("portal faults: what is removed at the source is cleared, and a file that moved is one resource") {
    ScriptedPortal portal;
    portal.put(
        "set-1",
        R"({"notes":"Une description","license_id":"lov2","extras":[{"key":"frequency","value":"daily"},
        {"key":"temporal_start","value":"2020"}],"resources":[{"id":"r1","url":"https://a.example/x.csv","last_modified":"2024-06-01T12:00:00+02:00"}]})");
    portal.run();
    Json before = portal.record("set-1");
    CHECK(before["licence"] == "lov2");
    CHECK(before["ressources"][0]["date_maj"] == "2024-06-01T10:00:00Z"); // the zone is not lost
    portal.put("set-1",
               R"({"notes":"Une description","resources":[{"id":"r1","url":"https://b.example/x.csv"}]})");
    CHECK(portal.run()["records"]["updated"] == 1);
    Json after = portal.record("set-1");
    for (const char* field : {"licence", "frequence_maj", "couverture_temporelle"})
        CHECK(after.value(field, Json()).is_null());
    REQUIRE(after["ressources"].size() == 1);
    CHECK(after["ressources"][0]["url"] == "https://b.example/x.csv");
    CHECK(portal.say({"diff", "portail"})
              .find("ressources: moved: https://a.example/x.csv → https://b.example/x.csv\n") !=
          std::string::npos);
}

TEST_CASE("portal faults: one bad data set is refused by itself and named, it is not taken for absent") {
    ScriptedPortal portal;
    portal.run();
    portal.put("set-2", R"({"title":"","name":"","notes":"Une description"})", "2024-02-01T00:00:00");
    for (int i = 0; i < 3; ++i) {
        const Json run = portal.run();
        CHECK(run["records"]["rejected"] == 1);
        CHECK(run["records"]["withdrawn"] == 0);
    }
    CHECK(portal.record("set-2")["titre"] == "Budget primitif"); // the last good one stays
    CHECK(portal.say({"rejects", "portail"}).find("set-2") != std::string::npos);
}

TEST_CASE("portal faults: a date that moves without content is no change, and content that changes under its "
          "date is") {
    ScriptedPortal portal;
    portal.run();
    portal.put("set-5", R"({"notes":"Une description"})", "2024-05-05T00:00:00");
    portal.put("set-6", R"({"notes":"Une autre description"})");
    const Json run = portal.run();
    CHECK(run["records"]["touched"] == 1);
    CHECK(run["records"]["updated"] == 1);
}

TEST_CASE("portal faults: two portals with the same identifiers stay two") {
    ScriptedPortal one;
    one.feed("autre");
    one.run();
    one.say({"run", "autre", "--full"});
    one.put("set-1", R"({"notes":"Changé chez l'un"})");
    one.run();
    const std::string status = one.say({"status", "--json"});
    CHECK(status.find("\"autre\"") != std::string::npos);
    CHECK(one.say({"why", "autre/set-1"}).find("autre") != std::string::npos);
    CHECK(one.say({"why", "portail/set-1"}).find("portail") != std::string::npos);
}

TEST_CASE(
    "portal faults: data sets of one portal that look alike stay two; the same one on two portals is found") {
    ScriptedPortal portal;
    portal.put(
        "set-7",
        R"({"title":"Canisites de la ville","notes":"Où les chiens peuvent aller","organization":{"title":"Ville"}})");
    portal.put(
        "set-8",
        R"({"title":"Canisites de la Ville","notes":"Où les chiens peuvent aller","organization":{"title":"Ville"}})");
    portal.put("set-3", R"({"notes":"Une description","maintainer_email":"velos@ville.example"})");
    portal.run();
    CHECK(portal.say({"duplicates", "dataset", "--json"}) == "");
    portal.feed("autre");
    portal.say({"run", "autre"});
    CHECK(portal.say({"duplicates", "dataset", "--json"}).find(R"({"feed":"autre","id":"set-3"})") !=
          std::string::npos);
}

TEST_CASE(
    "portal faults: what would change can be seen before it does, with whose data sets and which licences") {
    ScriptedPortal portal;
    portal.put("set-1", R"({"license_id":"lov2","organization":{"title":"Ville"}})");
    const std::string preview = portal.say({"try", portal.feed_file(), "--limit", "1"});
    CHECK(preview.find("data sets by organisation:") != std::string::npos);
    CHECK(preview.find("1  Ville") != std::string::npos);
    CHECK(preview.find("11  (not said)") != std::string::npos);
    CHECK(preview.find("1  lov2") != std::string::npos);
    const Json answer = Json::parse(portal.say({"try", portal.feed_file(), "--json"}), nullptr, false);
    CHECK(answer["counts"]["licence"][1] == Json{{"value", "lov2"}, {"count", 1}});
}
