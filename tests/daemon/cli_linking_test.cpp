// Two producers, one referential, as a person meets it: what is linked, why, and what a verdict or a pin
// changes.
#include "tests/daemon/command_said.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

using namespace moisson;
using Json = nlohmann::json;

namespace {

/// A mission locale that both know, a town hall and its CCAS that share a door, a workshop that only one
/// knows.
struct TwoProducers {
    test::TempDir dir;
    TwoProducers() {
        std::filesystem::create_directories(dir / "feeds.d");
        producer("asso", "Id;Nom;Rue;Ville;CP;Tel;Maj\n"
                         "1;Mission locale du Bugey;12 rue Gambetta;Oyonnax;01100;0474000001;2026-11-03\n"
                         "2;CCAS d'Oyonnax;10 place de la Mairie;Oyonnax;01100;0474000002;2026-10-12\n");
        producer("dept", "Id;Nom;Rue;Ville;CP;Tel;Maj\n"
                         "77;MISSION LOCALE DU BUGEY;12 r. Gambetta;OYONNAX;01100;+33474000001;2026-11-20\n"
                         "79;Mairie d'Oyonnax;10 place de la mairie;Oyonnax;01100;0474000003;2026-01-10\n"
                         "80;Atelier du Lac;3 chemin du Lac;Nantua;01130;;2026-01-10\n");
    }
    void producer(const std::string& id, const std::string& rows) const {
        std::ofstream(dir / (id + ".csv")) << rows;
        std::ofstream(dir / "feeds.d" / (id + ".toml"))
            << "version = 1\nid = \"" << id << "\"\ntitle = \"" << id
            << "\"\n[producer]\nname = \"Producteur " << id
            << "\"\n[contact]\nemail = \"contact@exemple.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = "
               "\"1d\"\n"
               "[source]\ntype = \"csv\"\nurl = \"file:../"
            << id
            << ".csv\"\ncomplete = true\n[structure]\nid = \"Id\"\nnom = \"Nom\"\nadresse = \"Rue\"\ncommune "
               "= \"Ville\"\n"
               "code_postal = \"CP\"\ntelephone = \"Tel\"\ndate_maj = \"Maj\"\n";
    }
    test::Said run(std::vector<std::string> command) const {
        return test::say(dir.path(), std::move(command));
    }
};

} // namespace

TEST_CASE("a run links what it brought; what shares a door only stays apart") {
    TwoProducers home;
    REQUIRE(home.run({"run", "--all"}).code == 0);
    const test::Said found = home.run({"duplicates", "structure", "--json"});
    REQUIRE(found.lines() == 1);
    CHECK(found.json()["members"] == Json::parse(R"([{"feed":"asso","id":"1"},{"feed":"dept","id":"77"}])"));
    CHECK(home.run({"export", "structure", "--format", "ndjson"}).lines() == 4);
    CHECK(home.run({"link"}).says("nothing to link"));
    CHECK(home.run({"verify"}).code == 0);
}

TEST_CASE("why says who said what, what lost, and which weights hold the records together") {
    TwoProducers home;
    home.run({"run", "--all"});
    const Json why = home.run({"why", "dept/77", "--json"}).json();
    CHECK(why["members"].size() == 2);
    REQUIRE(why["links"].size() == 1);
    double sum = 0;
    for (const Json& part : why["links"][0]["parts"]) sum += part["weight"].get<double>();
    CHECK(sum == doctest::Approx(why["links"][0]["weight"].get<double>()).epsilon(0.01));
    CHECK(why["fields"]["date_maj"]["value"] == "2026-11-20");
    CHECK(why["fields"]["date_maj"]["others"][0]["value"] == "2026-11-03");
    CHECK(home.run({"why", "asso/1", "--json"}).json()["id"] == why["id"]);
    CHECK(home.run({"why", "dept/80"}).says("Atelier du Lac"));
}

TEST_CASE("a verdict of a person wins, is refused when it contradicts, and can be taken back") {
    TwoProducers home;
    home.run({"run", "--all"});
    CHECK(home.run({"judge", "asso/1", "dept/77", "different", "--reason", "two houses"}).code == 0);
    CHECK(home.run({"duplicates", "structure", "--json"}).lines() == 0);
    CHECK(home.run({"judge", "asso/1", "dept/80", "same", "--reason", "moved"}).code == 0);
    const test::Said refused = home.run({"judge", "dept/80", "dept/77", "same", "--reason", "no"});
    CHECK(refused.code == 65);
    CHECK(refused.says("asso/1"));
    CHECK(home.run({"judgements", "export", (home.dir / "j.csv").string()}).code == 0);
    CHECK(home.run({"judgements", "undo", "1"}).code == 0);
    CHECK(home.run({"judgements", "undo", "1"}).code == 66);
    CHECK(home.run({"judgements", "undo", "2"}).code == 0);
    CHECK(home.run({"duplicates", "structure", "--json"}).lines() == 1);
    CHECK(
        home.run({"judgements", "import", (home.dir / "j.csv").string()}).says("2 judgements are recorded"));
    CHECK(home.run({"judgements"}).lines() == 2);
    CHECK(home.run({"judge", "asso/1", "asso/1", "same", "--reason", "x"}).code == 2);
    CHECK(home.run({"judge", "asso/1", "nobody/9", "same", "--reason", "x"}).code == 66);
    CHECK(home.run({"judge", "asso/1", "dept/77", "perhaps", "--reason", "x"}).code == 2);
}

TEST_CASE("verdicts survive a refit and the producers' next files") {
    TwoProducers home;
    home.run({"run", "--all"});
    home.run({"judge", "asso/1", "dept/77", "different", "--reason", "two houses"});
    CHECK(home.run({"link", "--refit"}).code == 0);
    home.producer("asso", "Id;Nom;Rue;Ville;CP;Tel;Maj\n"
                          "1;MISSION LOCALE DU BUGEY;12 r. Gambetta;Oyonnax;01100;0474000001;2026-11-24\n");
    CHECK(home.run({"run", "--all"}).code == 0);
    CHECK(home.run({"duplicates", "structure", "--json"}).lines() == 0);
}

TEST_CASE("a pinned value wins until it is taken back") {
    TwoProducers home;
    home.run({"run", "--all"});
    const auto telephone = [&] {
        return home.run({"why", "asso/1", "--json"}).json()["fields"]["telephone"];
    };
    CHECK(home.run({"pin", "asso/1", "telephone", "+33474000099", "--reason", "called them"}).code == 0);
    CHECK(telephone()["value"] == "+33474000099");
    CHECK(telephone()["rule"] == "pinned");
    CHECK(home.run({"pin", "dept/77", "telephone", "--undo"}).code == 0); // the same thing by its other name
    CHECK(telephone()["value"] == "+33474000001");
    CHECK(home.run({"pin", "asso/1", "telephone", "--undo"}).code == 66);
    CHECK(home.run({"pin", "asso/1", "couleur", "bleu", "--reason", "x"}).code == 66);
    CHECK(home.run({"pin", "asso/1", "latitude", "nord", "--reason", "x"}).code == 2);
}

TEST_CASE("the cross analysis of a feed speaks of the other producers") {
    TwoProducers home;
    home.run({"run", "--all"});
    const test::Said text = home.run({"report", "asso"});
    CHECK(text.code == 0);
    CHECK(text.says("Producteur dept"));
    CHECK(home.run({"report", "asso", "--html", (home.dir / "r.html").string()}).code == 0);
    CHECK(std::filesystem::file_size(home.dir / "r.html") > 1000);
    CHECK(home.run({"report", "nobody"}).code == 66);
}
