// A portal renames its identifiers: the run waits, aliases are proposed, and what a person accepts keeps
// public ids, history and the objects of targets.
#include "tests/daemon/scripted_portal.hpp"
#include "tests/support/udata/platform.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace moisson;
using test::ScriptedPortal;
using Json = nlohmann::json;

namespace {

/// Data sets with publishers and files, so that they are recognised.
void fill(ScriptedPortal& portal) {
    for (int i = 0; i < 12; ++i) {
        const std::string number = std::to_string(i);
        portal.put("set-" + number,
                   R"({"notes":"Une description","organization":{"title":"Ville"},"license_id":"lov2",
            "tags":[{"name":"ville"}],"extras":[{"key":"frequency","value":"annual"},{"key":"rights","value":"aucun"},
            {"key":"spatial","value":"fr:region:53"},{"key":"temporal","value":"2020/2021"},
            {"key":"granularity","value":"fr:commune"},{"key":"issued","value":"2020-01-01"},
            {"key":"attribution","value":"Ville"}],"resources":[{"id":"r","url":"https://donnees.ville.fr/)" +
                       number + R"(.csv","name":"Fichier"}]})");
    }
}

std::map<std::string, std::string> public_ids(const ScriptedPortal& portal) {
    std::map<std::string, std::string> ids; // title → public id
    std::istringstream lines(portal.say({"export", "dataset", "--format", "ndjson"}));
    for (std::string line; std::getline(lines, line);) {
        const Json one = Json::parse(line, nullptr, false);
        ids[one["titre"]] = one["id"];
    }
    return ids;
}

} // namespace

TEST_CASE("identity: renamed data sets hold the run, and approve --rekey keeps their public ids") {
    ScriptedPortal portal;
    fill(portal);
    portal.run();
    const auto before = public_ids(portal);
    REQUIRE(before.size() == 12);
    for (int i = 0; i < 3; ++i)
        portal.rename("set-" + std::to_string(i), "https://p.example/jeu/" + std::to_string(i));
    const Json held = portal.run();
    CHECK(held["result"] == "held");
    CHECK(held["guard"]["name"] == "renamed_ids");
    CHECK(public_ids(portal) == before);
    const std::string list = portal.say({"aliases", "portail"});
    CHECK(list.find(
              "proposed  set-0 → https://p.example/jeu/0  (same title, same publisher, 1 of 1 addresses in "
              "common)") != std::string::npos);
    SUBCASE("at once, with approve --rekey") {
        CHECK(portal.said({"approve", "portail", "--rekey", "--reason", "le portail a changé"}).code == 0);
        CHECK(public_ids(portal) == before);
        CHECK(portal.run()["result"] == "unchanged");
        CHECK(portal.say({"aliases", "portail", "--export"}) ==
              "old,new\r\nset-0,https://p.example/jeu/0\r\nset-1,https://p.example/jeu/1\r\nset-2,https://"
              "p.example/jeu/2\r\n");
    }
    SUBCASE("one by one, with aliases --accept and --refuse") {
        CHECK(portal.said({"aliases", "portail", "set-0", "set-1", "--accept", "--reason", "vu"}).code == 0);
        CHECK(portal.said({"aliases", "portail", "--refuse", "--reason", "un autre jeu"}).code == 0);
        const Json run = portal.run();
        CHECK(run["result"] == "success");
        CHECK(run["records"]["created"] == 1);
        CHECK(run["warnings"].dump().find("change.aliased") != std::string::npos);
        portal.run();
        const auto after = public_ids(portal);
        CHECK(after.at("Arbres remarquables") == before.at("Arbres remarquables"));
        CHECK(after.at("Budget primitif") != before.at("Budget primitif"));
        CHECK(after.size() == 12);
    }
    SUBCASE("approve alone takes them for new ones, and they are not proposed again") {
        CHECK(portal.said({"approve", "portail", "--reason", "autres jeux"}).code == 0);
        CHECK(public_ids(portal).at("Arbres remarquables") != before.at("Arbres remarquables"));
        CHECK(portal.run()["result"] == "unchanged");
        CHECK(portal.say({"aliases", "portail"}).find("refused  set-0") != std::string::npos);
    }
    SUBCASE("deny waits: the next run proposes again") {
        portal.say({"deny", "portail", "--reason", "on attend"});
        CHECK(portal.run()["result"] == "held");
    }
    SUBCASE("a decision needs a reason and something to decide") {
        CHECK(portal.said({"aliases", "portail", "--accept"}).code == 2);
        CHECK(portal.said({"aliases", "portail", "absent", "--accept", "--reason", "x"}).code == 66);
    }
}

TEST_CASE("identity: a read of what changed does not take renamed data sets for new ones") {
    ScriptedPortal portal;
    fill(portal);
    portal.run();
    portal.rename("set-4", "u-4");
    CHECK(portal.run({})["guard"]["name"] == "renamed_ids"); // it was read in full before it was judged
    portal.put("set-11", R"({"title":"Un jeu vraiment nouveau","notes":"Rien de commun"})");
}

TEST_CASE("identity: aliases of the feed file, as a table and as a CSV file, and renames = \"accept\"") {
    ScriptedPortal portal;
    fill(portal);
    portal.run();
    const auto before = public_ids(portal);
    portal.rename("set-0", "u-0");
    portal.rename("set-1", "u-1");
    SUBCASE("table") {
        portal.feed("portail", "[aliases]\nmap = { \"set-0\" = \"u-0\", \"set-1\" = \"u-1\" }\n");
    }
    SUBCASE("file") {
        std::ofstream(portal.home() / "feeds.d/alias.csv") << "ancien;nouveau\nset-0;u-0\nset-1;u-1\n";
        portal.feed("portail", "[aliases]\nfile = \"alias.csv\"\n");
    }
    SUBCASE("accepted by themselves") { portal.feed("portail", "[guards]\nrenames = \"accept\"\n"); }
    CHECK(portal.run()["result"] == "success");
    CHECK(public_ids(portal) == before);
    CHECK(portal.run()["result"] == "unchanged");
    portal.feed("portail", "[aliases]\nmap = { \"a\" = \"a\" }\n");
    CHECK(portal.said({"check"}).says("feed.alias"));
}

TEST_CASE("identity: a renamed identifier leads why, pin and forget to the record that had it") {
    ScriptedPortal portal;
    fill(portal);
    const auto with_person = [&](const std::string& id) {
        portal.put(id, R"({"title":"Arbres remarquables","notes":"Demander à claire.durand@exemple.fr",
            "organization":{"title":"Ville"},"resources":[{"id":"r","url":"https://donnees.ville.fr/0.csv"}]})");
    };
    with_person("set-0");
    portal.run();
    const std::string public_id = public_ids(portal).at("Arbres remarquables");
    const auto description = [&] {
        return portal.said({"why", "portail/set-0", "--json"}).json()["fields"]["description"]["value"];
    };
    portal.remove("set-0");
    with_person("u-0");
    SUBCASE("by an alias that a person accepted") {
        CHECK(portal.run()["result"] == "held");
        CHECK(portal.said({"approve", "portail", "--rekey", "--reason", "vu"}).code == 0);
    }
    SUBCASE("by an alias of the feed file") {
        portal.feed("portail", "[aliases]\nmap = { \"set-0\" = \"u-0\" }\n");
        CHECK(portal.run()["result"] == "success");
    }
    for (const char* name : {"portail/set-0", "set-0"}) {
        const test::Said why = portal.said({"why", name});
        CHECK(why.code == 0);
        CHECK(why.says(std::string(name) + " is now called portail/u-0"));
        CHECK(why.says(public_id));
    }
    CHECK(portal.said({"why", "portail/u-0"}).says(public_id));
    CHECK(portal.said({"why", "portail/set-99"}).code == 66);
    CHECK(portal.said({"pin", "portail/set-0", "licence", "odc-odbl", "--reason", "vu"}).code == 0);
    CHECK(description() == "Demander à claire.durand@exemple.fr");
    CHECK(portal.said({"forget", "portail/set-0", "--reason", "lettre"}).code == 0);
    CHECK(description() == "Demander à [retiré]");
    portal.run();
    CHECK(description() == "Demander à [retiré]");
    portal.remove("u-0"); // the portal turns back
    with_person("set-0");
    portal.run();
    CHECK(portal.said({"why", "portail/set-0"}).says(public_id));
    CHECK(description() == "Demander à [retiré]");
}

TEST_CASE("identity: what was forgotten stays so when the portal renames it afterwards") {
    ScriptedPortal portal;
    fill(portal);
    portal.put("set-0", R"({"notes":"Demander à claire.durand@exemple.fr"})");
    portal.run();
    CHECK(portal.said({"forget", "portail/set-0", "--reason", "lettre"}).code == 0);
    portal.rename("set-0", "u-0");
    portal.feed("portail", "[aliases]\nmap = { \"set-0\" = \"u-0\" }\n");
    CHECK(portal.run()["result"] == "success");
    CHECK(portal.said({"why", "portail/u-0", "--json"}).json()["fields"]["description"]["value"] ==
          "Demander à [retiré]");
}

TEST_CASE("identity: two data sets that look the same are paired with none") {
    ScriptedPortal portal;
    fill(portal);
    portal.put(
        "set-1",
        R"({"title":"Jumeaux","organization":{"title":"Ville"},"resources":[{"url":"https://p.example/j.csv"}]})");
    portal.put(
        "set-2",
        R"({"title":"Jumeaux","organization":{"title":"Ville"},"resources":[{"url":"https://p.example/j.csv"}]})");
    portal.run();
    portal.rename("set-1", "u-1");
    portal.rename("set-2", "u-2");
    portal.run();
    CHECK(portal.say({"aliases", "portail"}) == "");
}

TEST_CASE("identity: with aliases accepted the objects of a platform stay the same, none is archived or made "
          "anew") {
    test::UdataPlatform platform;
    ScriptedPortal portal;
    fill(portal);
    std::filesystem::create_directories(portal.home() / "secrets.d");
    std::ofstream(portal.home() / "secrets.d/datagouv") << test::UdataPlatform::key() << '\n';
    std::filesystem::permissions(portal.home() / "secrets.d/datagouv", std::filesystem::perms(0600));
    std::ofstream(portal.home() / "moisson.toml", std::ios::app)
        << "[[target]]\nname = \"plateforme\"\ntype = \"udata\"\nurl = \"" << platform.url()
        << "\"\napi_key = \"{secret:datagouv}\"\norganization = \"" << platform.organization()
        << "\"\nkinds = [\"dataset\"]\nformats = [\"csv\"]\nquiet_time = \"1s\"\nfrequency = \"daily\"\n";
    portal.run();
    const auto objects = [&] {
        std::map<std::string, std::string> found; // our key → the platform's id
        for (const Json& one : platform.datasets())
            if (one["deleted"].is_null() && one["archived"].is_null())
                found[one["extras"].value("moisson:key", "")] = one["id"];
        return found;
    };
    const test::Said published = portal.said({"publish"});
    const auto before = objects();
    CAPTURE(published.out + published.err);
    REQUIRE(before.size() == 12);
    for (int i = 0; i < 12; i += 2) portal.rename("set-" + std::to_string(i), "uuid-" + std::to_string(i));
    CHECK(portal.run()["result"] == "held");
    portal.say({"publish"});
    CHECK(objects() == before);
    portal.say({"aliases", "portail", "--accept", "--reason", "migration"});
    CHECK(portal.run()["result"] == "success");
    portal.say({"publish"});
    CHECK(objects() == before);
    CHECK(platform.datasets().size() == before.size());
}
