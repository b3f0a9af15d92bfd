// Somebody opposes: what the commands say, and that nothing of it is left in the whole state directory.
#include "tests/daemon/command_said.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

using namespace moisson;
namespace fs = std::filesystem;

namespace {

struct OneProducer {
    test::TempDir dir;
    OneProducer() {
        fs::create_directories(dir / "feeds.d");
        write_rows("claire.durand@exemple.fr");
        std::ofstream(dir / "feeds.d/asso.toml")
            << "version = 1\nid = \"asso\"\ntitle = \"asso\"\n[producer]\nname = \"Producteur\"\n"
               "[contact]\nemail = \"contact@exemple.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = "
               "\"1d\"\n"
               "[source]\ntype = \"csv\"\nurl = \"file:../asso.csv\"\ncomplete = true\n[structure]\nid = "
               "\"Id\"\n"
               "nom = \"Nom\"\ncourriel = \"Mail\"\ndescription = \"Texte\"\ndate_maj = \"Maj\"\n"
               "[personal_data]\nfields = { courriel = \"publish\", description = \"publish\" }\n";
    }
    void write_rows(const std::string& email, const std::string& more = "") const {
        std::ofstream(dir / "asso.csv") << "Id;Nom;Mail;Texte;Autre;Maj\n1;Phare du Bugey;" << email
                                        << ";Demander Claire Durand;" << email << ";2026-11-03\n"
                                        << "2;Atelier du Lac;contact@exemple.fr;Ouvert le lundi;;2026-11-03\n"
                                        << more;
    }
    test::Said run(std::vector<std::string> command) const {
        return test::say(dir.path(), std::move(command));
    }
    /// Files of the state directory in which the words stand in clear.
    std::vector<std::string> files_with(const std::string& words) const {
        std::vector<std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(dir / "state")) {
            if (!entry.is_regular_file()) continue;
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            if (bytes.find(words) != std::string::npos) found.push_back(entry.path().filename());
        }
        return found;
    }
};

} // namespace

TEST_CASE("forget takes an address and a name out of everything, and later imports do not bring them back") {
    const OneProducer home;
    REQUIRE(home.run({"run", "asso"}).code == 0);
    REQUIRE(home.run({"publish"}).code == 0);
    CHECK(home.files_with("claire.durand").size() >= 3); // store, snapshot, published files

    const test::Said said =
        home.run({"forget", "Claire.Durand@exemple.fr", "Claire Durand", "--reason", "a letter"});
    CHECK(said.code == 0);
    CHECK(said.says("1 records changed"));
    CHECK(said.says("1 kept snapshots removed"));
    CHECK(home.files_with("claire.durand").empty());
    CHECK(home.files_with("Claire").empty());
    CHECK(home.run({"export", "structure"}).says("Demander [retiré]"));
    CHECK(home.run({"verify"}).code == 0);
    CHECK(home.run({"history", "asso"}).code == 0);

    CHECK(home.run({"run", "asso"}).code == 0);
    CHECK(home.files_with("claire.durand").empty());
    home.write_rows("claire.durand@exemple.fr", "3;Halte;CLAIRE.durand@exemple.fr;;;2026-11-04\n");
    CHECK(home.run({"run", "asso"}).code == 0);
    CHECK(home.run({"publish"}).code == 0);
    CHECK(home.files_with("urand").empty());
    CHECK(home.run({"export", "structure", "--format", "ndjson"}).says("Halte"));
    CHECK(home.run({"verify"}).code == 0);
}

TEST_CASE("the list names no value; an entry is undone by its value, and the value comes back") {
    const OneProducer home;
    home.run({"run", "asso"});
    home.run({"forget", "claire.durand@exemple.fr", "--reason", "a letter"});
    const test::Said list = home.run({"forget", "--list"});
    CHECK(list.says("an e-mail address"));
    CHECK(list.says("a letter"));
    CHECK_FALSE(list.says("claire"));
    CHECK(home.run({"forget", "--list", "--json"}).says("\"type\":\"email\""));
    CHECK(home.run({"forget", "--undo", "nobody.else@exemple.fr"}).code == 66);
    CHECK(home.run({"forget", "--undo", "claire.durand@exemple.fr"}).code == 0);
    CHECK(home.run({"run", "asso"}).code == 0);
    CHECK(home.run({"export", "structure"}).says("claire.durand@exemple.fr"));
}

TEST_CASE("a record is forgotten whole; what is not understood changes nothing") {
    const OneProducer home;
    home.run({"run", "asso"});
    CHECK(home.run({"forget", "asso/1", "--whole", "--reason", "closed"}).says("1 withdrawn"));
    CHECK(home.files_with("Phare").empty());
    home.write_rows("autre@exemple.fr");
    home.run({"run", "asso"});
    CHECK_FALSE(home.run({"export", "structure"}).says("Phare"));
    CHECK(home.run({"export", "structure"}).says("Atelier"));
    CHECK(home.run({"verify"}).code == 0);
    CHECK(home.run({"forget", "Claire", "--reason", "x"}).code == 65);
    CHECK(home.run({"forget", "asso/77", "--reason", "x"}).code == 66);
    CHECK(home.run({"forget", "claire.durand@exemple.fr"}).code == 2);
    CHECK(home.run({"forget", "a.b@exemple.fr", "--whole", "--reason", "x"}).code == 2);
}

TEST_CASE("a backup from before is cleaned as soon as it is restored and opened") {
    const OneProducer home;
    home.run({"run", "asso"});
    const std::string backup = (home.dir / "before.db").string();
    REQUIRE(home.run({"backup", backup}).code == 0);
    home.run({"forget", "claire.durand@exemple.fr", "--reason", "a letter"});
    REQUIRE(home.run({"restore", backup}).says("opposition list"));
    CHECK(home.run({"publish"}).code == 0);
    CHECK_FALSE(home.run({"export", "structure"}).says("claire.durand"));
    CHECK(home.run({"verify"}).code == 0);
}
