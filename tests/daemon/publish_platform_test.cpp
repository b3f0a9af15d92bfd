// The program against a platform that fails in every way, killed at any instant: one object per key there,
// never an older version after a newer one, and in the end what the referential says.
#include "tests/support/paths.hpp"
#include "tests/support/udata/platform.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace moisson;
using Json = nlohmann::json;

namespace {

unsigned from_environment(const char* name, unsigned otherwise) {
    const char* set = std::getenv(name);
    return set ? static_cast<unsigned>(std::atoi(set)) : otherwise;
}

std::string numbered(unsigned number) {
    char text[8];
    std::snprintf(text, sizeof text, "%03u", number);
    return text;
}

std::string read_all(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A configuration, two feeds of local files, and the platform that it publishes to.
struct PlatformHome {
    test::UdataPlatform platform;
    test::TempDir dir;
    unsigned count;

    explicit PlatformHome(unsigned records, const std::string& more = "") : count(records) {
        std::filesystem::create_directories(dir / "feeds.d");
        std::filesystem::create_directories(dir / "secrets.d");
        std::ofstream(dir / "secrets.d/datagouv") << test::UdataPlatform::key() << '\n';
        std::filesystem::permissions(dir / "secrets.d/datagouv", std::filesystem::perms(0600));
        std::ofstream(dir / "moisson.toml")
            << "[status]\nenabled = false\n[http.client]\nallow_private = [\"127.0.0.0/8\"]\n"
            << "requests_per_second_per_host = 1000\n[[target]]\nname = \"plateforme\"\ntype = "
               "\"udata\"\nurl = \""
            << platform.url() << "\"\napi_key = \"{secret:datagouv}\"\norganization = \""
            << platform.organization()
            << "\"\nkinds = [\"structure\", \"dataset\"]\nformats = [\"csv\", \"ndjson\"]\n"
            << "quiet_time = \"1s\"\nfrequency = \"daily\"\n"
            << more;
        write_feed("asso", "[structure]\nid = \"Identifiant\"\nnom = \"Nom\"\ndate_maj = \"Maj\"\n");
        write_feed(
            "portail",
            "[dataset]\nid = \"Identifiant\"\ntitre = \"Nom\"\ndescription = \"Nom\"\nmots_cles = \"Mots\"\n"
            "informations_legales = \"Mots\"\nlicence = \"Licence\"\nattribution = \"Mots\"\n"
            "couverture_spatiale = \"Zone\"\ncouverture_temporelle = \"Periode\"\ngranularite = \"Maille\"\n"
            "date_publication = \"Maj\"\nfrequence_maj = \"Frequence\"\ndate_maj = \"Maj\"\n");
        write_version(1);
    }
    void write_feed(const std::string& id, const std::string& mapping) const {
        std::ofstream(dir / ("feeds.d/" + id + ".toml"))
            << "version = 1\nid = \"" << id
            << "\"\ntitle = \"Exemple\"\n[producer]\nname = \"Association d'exemple\"\n"
            << "[contact]\nemail = \"donnees@exemple.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = "
               "\"1d\"\n"
            << "[source]\ntype = \"csv\"\nurl = \"file://" << (dir / (id + ".csv")).string()
            << "\"\ncomplete = true\n"
            << mapping;
    }
    void write_version(unsigned version) const {
        std::ofstream structures(dir / "asso.csv"), data_sets(dir / "portail.csv");
        structures << "Identifiant,Nom,Maj\n1,Foyer v" << numbered(version) << ",2026-01-02\n";
        data_sets << "Identifiant,Nom,Mots,Licence,Zone,Periode,Maille,Frequence,Maj\n";
        for (unsigned i = 0; i < count; ++i)
            data_sets << i << ",Jeu " << i << " v" << numbered(i % 2 ? version : (version + 1) / 2)
                      << ",insertion,lov2,fr:region:53,2024-01-01/2026-12-31,fr:commune,daily,2026-01-02\n";
    }
    /// Exit code; 128 + 9 when it was killed, at the latest after `kill_after` (0 = not).
    int run(std::vector<std::string> command, std::chrono::milliseconds kill_after = {},
            const std::string& crash_at = "") const {
        for (const std::string& option :
             {std::string("--config"), (dir / "moisson.toml").string(), std::string("--feeds"),
              (dir / "feeds.d").string(), std::string("--state"), (dir / "state").string()})
            command.push_back(option);
        command.insert(command.begin(), test::binary().string());
        const pid_t pid = ::fork();
        if (pid == 0) {
            const int log = ::open((dir / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
            ::dup2(log, 1), ::dup2(log, 2);
            if (!crash_at.empty()) ::setenv("MOISSON_CRASH_AT", crash_at.c_str(), 1);
            std::vector<char*> arguments;
            for (std::string& one : command) arguments.push_back(one.data());
            arguments.push_back(nullptr);
            ::execv(arguments[0], arguments.data());
            ::_exit(127);
        }
        int status = 0;
        const auto end = std::chrono::steady_clock::now() + kill_after;
        while (kill_after.count() > 0) {
            if (::waitpid(pid, &status, WNOHANG) == pid) return exit_code_of(status);
            if (std::chrono::steady_clock::now() > end) ::kill(pid, SIGKILL), kill_after = {};
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        ::waitpid(pid, &status, 0);
        return exit_code_of(status);
    }
    static int exit_code_of(int status) {
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    bool drained(unsigned tries) const {
        for (unsigned i = 0; i < tries; ++i) {
            if (run({"publish", "-q"}) == 0) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
        }
        return false;
    }
};

} // namespace

TEST_CASE("publish sends a kind's files and a data set per record, verified; again it sends nothing") {
    PlatformHome home(2);
    REQUIRE(home.run({"run", "--all", "-q"}) == 0);
    REQUIRE_MESSAGE(home.run({"publish"}) == 0, read_all(home.dir / "log"));
    REQUIRE(home.platform.datasets().size() == 3);
    std::map<std::string, Json> by_title;
    for (const Json& one : home.platform.datasets()) by_title[one["title"]] = one;
    CHECK(by_title["Jeu 1 v001"]["license"] == "lov2");
    CHECK(by_title["Jeu 1 v001"]["spatial"]["zones"] == Json::array({"fr:region:53"}));
    CHECK(by_title["Jeu 1 v001"]["temporal_coverage"]["start"] == "2024-01-01");
    const Json structures =
        by_title.begin()->second["resources"].empty() ? by_title.rbegin()->second : by_title.begin()->second;
    CHECK(structures["resources"].size() == 3); // csv, ndjson, the schema of the CSV file
    for (const Json& resource : structures["resources"]) {
        const std::string name = std::filesystem::path(resource["url"].get<std::string>()).filename();
        CHECK(home.platform.file_of(resource) == read_all(home.dir / ("state/udata/plateforme/" + name)));
    }
    const std::size_t sent = home.platform.writes().size();
    CHECK(home.run({"publish"}) == 0);
    CHECK(home.platform.writes().size() == sent);
}

TEST_CASE("files per département: each a resource of its own, sent when it changes, kept when it is empty") {
    PlatformHome home(1, "per_departement = true\n");
    home.write_feed("asso", "[structure]\nid = \"Identifiant\"\nnom = \"Nom\"\ncode_postal = \"CP\"\n"
                            "date_maj = \"Maj\"\n[guards]\nmax_deletions = \"100 %\"\n");
    const auto write = [&](const std::string& rows) {
        std::ofstream(home.dir / "asso.csv") << "Identifiant,Nom,CP,Maj\n" << rows;
        REQUIRE(home.run({"run", "--all", "-q"}) == 0);
        REQUIRE_MESSAGE(home.run({"publish", "-q"}) == 0, read_all(home.dir / "log"));
    };
    const auto files = [&] { // name → id, text
        std::map<std::string, std::pair<std::string, std::string>> found;
        for (const Json& data_set : home.platform.datasets())
            for (const Json& one : data_set["resources"]) {
                const std::string key = one["extras"].value("moisson:key", "");
                CHECK(found
                          .emplace(key.substr(key.rfind('/') + 1),
                                   std::pair(one["id"].get<std::string>(), home.platform.file_of(one)))
                          .second);
            }
        return found;
    };
    const auto uploads_since = [&](std::size_t before) {
        const auto writes = home.platform.writes();
        return std::count_if(writes.begin() + static_cast<std::ptrdiff_t>(before), writes.end(),
                             [](const std::string& done) { return done.ends_with("/upload/"); });
    };
    write("1,Foyer,01000,2026-01-02\n2,Abri,2A004,2026-01-02\n3,Halte,20090,2026-01-02\n4,Nulle "
          "part,,2026-01-02\n");
    const auto before = files();
    REQUIRE(before.size() == 2 + 1 + 2 * 2); // two formats whole, the schema, two formats of two départements
    CHECK(before.at("structures-01.csv").second.find("Foyer") != std::string::npos);
    CHECK(before.at("structures-01.csv").second.find("Halte") == std::string::npos);
    CHECK(before.at("structures-2A.ndjson").second.find("Halte") != std::string::npos);
    for (const Json& data_set : home.platform.datasets())
        for (const Json& one : data_set["resources"])
            if (one["url"].get<std::string>().ends_with("structures-01.csv"))
                CHECK(one["title"] == "Structure, département 01 (CSV)");

    std::size_t sent = home.platform.writes().size();
    write("1,Foyer,01000,2026-01-02\n2,Abri,2A004,2026-01-02\n3,Halte,20090,2026-01-02\n4,Nulle "
          "part,,2026-01-02\n");
    CHECK(home.platform.writes().size() == sent); // nothing changed, nothing is sent
    write("1,Foyer neuf,01000,2026-01-03\n2,Abri,2A004,2026-01-02\n3,Halte,20090,2026-01-02\n4,Nulle "
          "part,,2026-01-02\n");
    CHECK(uploads_since(sent) == 4); // whole and département 01, in two formats
    CHECK(files().at("structures-01.csv").second.find("Foyer neuf") != std::string::npos);
    write("1,Foyer neuf,01000,2026-01-03\n");
    const auto after = files();
    REQUIRE(after.size() == before.size());
    for (const auto& [name, file] : after) CHECK(file.first == before.at(name).first);
    CHECK(after.at("structures-2A.csv").second.find("Abri") == std::string::npos);
    CHECK(after.at("structures-2A.ndjson").second == "");
}

TEST_CASE(
    "a platform is everybody: private feeds leave nothing there, and where their value won another's is") {
    PlatformHome home(1);
    std::ofstream(home.dir / "moisson.toml", std::ios::app) << "[public]\nprivate_feeds = [\"cache\"]\n";
    for (const char* feed : {"asso", "cache"})
        home.write_feed(feed, "[structure]\nid = \"Identifiant\"\nnom = \"Nom\"\nsiret = \"Siret\"\n"
                              "commune = \"Ville\"\ncode_postal = \"CP\"\ndate_maj = \"Maj\"\n");
    std::ofstream(home.dir / "asso.csv") << "Identifiant,Nom,Siret,Ville,CP,Maj\n"
                                            "1,Maison du Bugey,73282932000074,Belley,01300,2026-01-02\n";
    std::ofstream(home.dir / "cache.csv") << "Identifiant,Nom,Siret,Ville,CP,Maj\n"
                                             "1,MAISON DU BUGEY,73282932000074,Belley,01300,2026-01-09\n"
                                             "2,Refuge Mirabelle,21010283600017,Oyonnax,01100,2026-01-03\n";
    REQUIRE(home.run({"run", "--all", "-q"}) == 0);
    CHECK(home.run({"why", "asso/1"}) == 0);
    REQUIRE(read_all(home.dir / "log").find("MAISON DU BUGEY") !=
            std::string::npos); // they are one, and it won
    REQUIRE_MESSAGE(home.run({"publish"}) == 0, read_all(home.dir / "log"));
    std::string there;
    for (const Json& data_set : home.platform.datasets()) {
        there += data_set.dump();
        for (const Json& resource : data_set["resources"]) there += home.platform.file_of(resource);
    }
    CHECK(there.find("Maison du Bugey") != std::string::npos);
    for (const char* word : {"MAISON", "Mirabelle", "Oyonnax", "cache"}) {
        CAPTURE(word);
        CHECK(there.find(word) == std::string::npos);
    }
}

TEST_CASE("a target that asks for approval publishes what a person approved, and no more") {
    PlatformHome home(1, "approval = true\n");
    REQUIRE(home.run({"run", "--all", "-q"}) == 0);
    CHECK(home.run({"publish", "-q"}) == 0);
    CHECK(home.platform.datasets().empty());
    CHECK(home.run({"publish", "plateforme", "--dry-run"}) == 0);
    CHECK(read_all(home.dir / "log").find("data set: none → Jeu 0 v001") != std::string::npos);
    CHECK(home.platform.writes().empty());
    CHECK(home.run({"approve", "plateforme", "--reason", "relu"}) == 0);
    CHECK(home.run({"publish", "-q"}) == 0);
    CHECK(home.platform.datasets().size() == 2);
    home.write_version(3);
    CHECK(home.run({"run", "--all", "-q"}) == 0);
    const std::size_t sent = home.platform.writes().size();
    CHECK(home.run({"publish", "-q"}) == 0);
    CHECK(home.platform.writes().size() == sent);
}

TEST_CASE("a platform that harvests our catalogue is waited for; when it is late, status says so") {
    PlatformHome home(1);
    std::ofstream(home.dir / "moisson.toml", std::ios::app)
        << "[[target]]\nname = \"public\"\nkinds = [\"structure\"]\nbase_url = "
           "\"https://d.example.fr\"\n[[target]]\nname = "
           "\"moissonne\"\ntype = \"harvested\"\nurl = \""
        << home.platform.url() << "\"\norganization = \"" << home.platform.organization() << "\"\n";
    REQUIRE(home.run({"run", "--all", "-q"}) == 0);
    CHECK_MESSAGE(home.run({"publish"}) == 0, read_all(home.dir / "log")); // waiting is no failure
    CHECK(read_all(home.dir / "log").find("moissonne  catalogue  waiting") != std::string::npos);
    CHECK(home.run({"status"}) == 0);
    CHECK(read_all(home.dir / "log").find("target moissonne, catalogue: waiting: of 4 data sets") !=
          std::string::npos);

    std::string ids;
    const Json catalog = Json::parse(read_all(home.dir / "state/public/public/catalog.jsonld"));
    for (const Json& one : catalog.at("dcat:dataset")) {
        home.platform.add_harvested({{"uri", one.at("@id")}, {"last_update", "2099-03-05T00:00:00+00:00"}});
        ids += one.at("@id").get<std::string>() + " ";
    }
    CHECK(ids.find("https://d.example.fr/catalog.jsonld#structures ") == 0);
    CHECK(home.run({"publish"}) == 0);
    CHECK(read_all(home.dir / "log").find("1 are not on the platform (mo_") !=
          std::string::npos); // the portal's record
}

TEST_CASE("killed at any instant, while the platform fails in every way") {
    const unsigned count = from_environment("MOISSON_ACCEPT_PUBLICATIONS", 4),
                   kills = from_environment("MOISSON_ACCEPT_KILLS", 4);
    constexpr double share = 0.06;
    PlatformHome home(count);
    home.platform.set_faults({share, share, share, share, share, share, std::chrono::milliseconds(200), 11});
    const std::vector<std::string> points{"udata.write.before", "udata.write.sent", "udata.upload.sent",
                                          "udata.verified",     "udata.record",     "udata.data-set"};
    std::minstd_rand random(5);
    unsigned killed = 0;
    for (unsigned i = 0; i < kills; ++i) {
        home.write_version(i + 1);
        REQUIRE(home.run({"run", "--all", "-q"}) == 0);
        // The command, and the daemon, which finds at its start what is to be published.
        const std::string verb = i % 2 ? "serve" : "publish";
        const std::chrono::milliseconds a_while(20 + random() % (200 + 10 * count)),
            longest(1500 + 4 * count);
        const std::string point = points[random() % points.size()] + ":" + std::to_string(1 + random() % 6);
        const int code =
            i % 6 >= 4 ? home.run({verb, "-q"}, a_while) : home.run({verb, "-q"}, longest, point);
        killed += code > 128;
        home.platform.settle();
    }
    MESSAGE(kills << " publications by command and daemon, " << killed << " of them killed");
    CHECK(killed >= kills / 4);
    home.platform.settle();
    home.platform.set_faults({});
    REQUIRE_MESSAGE(home.drained(60), read_all(home.dir / "log"));

    std::map<std::string, Json> by_key;
    for (const Json& data_set : home.platform.datasets()) {
        CHECK(by_key.emplace(data_set["extras"].value("moisson:key", ""), data_set).second);
        const auto versions = home.platform.versions(data_set["id"]);
        CHECK(std::is_sorted(versions.begin(), versions.end()));
        std::map<std::string, unsigned> keys;
        for (const Json& resource : data_set["resources"]) {
            CHECK(++keys[resource["extras"].value("moisson:key", "")] == 1);
            const std::string name = std::filesystem::path(resource["url"].get<std::string>()).filename();
            CHECK(home.platform.file_of(resource) == read_all(home.dir / ("state/udata/plateforme/" + name)));
        }
    }
    CHECK(by_key.size() == count + 1);
    CHECK(by_key["plateforme/structures"]["resources"].size() == 3);
    const std::string last = numbered(kills), half = numbered((kills + 1) / 2);
    for (const auto& [key, data_set] : by_key) {
        const std::string title = data_set["title"];
        if (title.starts_with("Jeu ")) CHECK((title.ends_with(last) || title.ends_with(half)));
    }
    const std::size_t sent = home.platform.writes().size();
    CHECK(home.run({"publish", "-q"}) == 0);
    CHECK(home.platform.writes().size() == sent);
}
