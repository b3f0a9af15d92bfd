// The command line as a person or a script meets it: where options may stand, what is printed where, exit
// codes.
#include "daemon/commands/command_line.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace moisson;

namespace {

struct Result {
    int code = 0;
    std::string out, err;
};

Result moisson_(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "moisson");
    std::ostringstream out, err;
    const int code = run_command_line(std::move(arguments), out, err);
    return {code, out.str(), err.str()};
}

const char* const good_feed = R"(version = 1
id = "exemple"
title = "Exemple"
[producer]
name = "Association d'exemple"
[contact]
email = "donnees@exemple.fr"
[license]
id = "lov2"
[schedule]
every = "1d"
[source]
type = "csv"
url = "https://exemple.fr/structures.csv"
complete = true
[structure]
id = "Identifiant"
nom = "Nom"
)";

/// Directories of a user who has installed nothing.
struct Home {
    test::TempDir dir;
    Home() { std::filesystem::create_directories(dir / "feeds.d"); }
    void feed(const std::string& name, const std::string& text) const {
        std::ofstream(dir / "feeds.d" / (name + ".toml")) << text;
    }
    std::vector<std::string> options() const {
        return {"--feeds", (dir / "feeds.d").string(), "--state", (dir / "state").string()};
    }
    Result run(std::vector<std::string> command) const {
        for (const std::string& option : options()) command.push_back(option);
        return moisson_(std::move(command));
    }
};

} // namespace

TEST_CASE("help and version are data, and no error") {
    CHECK(moisson_({"--version"}).code == 0);
    CHECK(moisson_({"--version"}).out.starts_with("moisson "));
    const auto help = moisson_({"--help"});
    CHECK(help.code == 0);
    for (const char* command : {"serve", "check", "status", "backup", "doctor", "explain"})
        CHECK_MESSAGE(help.out.find(command) != std::string::npos, command);
    const auto check = moisson_({"check", "--help"});
    CHECK(check.code == 0);
    CHECK(check.out.find("Examples:") != std::string::npos);
}

TEST_CASE("wrong use is 2, on stderr, with where to look") {
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {}, {"frobnicate"}, {"check", "--no-such-option"}, {"status", "--json=x"}, {"pause"}}) {
        const auto result = moisson_(arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK(result.err.find("--help'") != std::string::npos);
    }
}

TEST_CASE("global options stand before or after the command") {
    Home home;
    home.feed("exemple", good_feed);
    const std::string feeds = (home.dir / "feeds.d").string();
    CHECK(moisson_({"--feeds", feeds, "check"}).code == 0);
    CHECK(moisson_({"check", "--feeds", feeds}).code == 0);
    CHECK(moisson_({"check", "-q", "--feeds", feeds}).err.empty());
}

TEST_CASE("a configuration that is named and absent is an error, the default one is not") {
    Home home;
    CHECK(home.run({"check"}).code == 0);
    CHECK(home.run({"check", "--config", (home.dir / "absent.toml").string()}).code == 78);
}

TEST_CASE("check accepts the example feeds as they are installed") {
    const auto examples = test::source_dir() / "config/examples";
    const auto result = moisson_({"check", "--feeds", examples.string()});
    CAPTURE(result.err);
    CHECK(result.code == 0);
}

TEST_CASE("check says every error with its place, and goes on to the other files") {
    Home home;
    home.feed("exemple", good_feed);
    home.feed("faux", std::string(good_feed) + "[nonsense]\nx = 1\n");
    const auto result = home.run({"check"});
    CHECK(result.code == 78);
    CHECK(result.out.empty());
    CHECK(result.err.find("faux.toml:") != std::string::npos);
    CHECK(result.err.find("2 feeds checked") != std::string::npos);

    const auto one = home.run({"check", (home.dir / "feeds.d/exemple.toml").string()});
    CHECK(one.code == 0);
}

TEST_CASE("check --json prints one diagnostic per line") {
    Home home;
    home.feed("faux", "version = 1\nid = \"faux\"\n[contakt]\n");
    const auto result = home.run({"check", "--json"});
    CHECK(result.code == 78);
    std::istringstream lines(result.out);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto diagnostic = nlohmann::json::parse(line);
        for (const char* key : {"file", "line", "column", "severity", "code", "message"})
            CHECK(diagnostic.contains(key));
    }
    CHECK(count > 0);
}

TEST_CASE("status of feeds that have not run is new, one JSON object per line") {
    Home home;
    home.feed("exemple", good_feed);
    const auto result = home.run({"status", "--json"});
    CHECK(result.code == 0);
    const auto feed = nlohmann::json::parse(result.out);
    CHECK(feed["feed"] == "exemple");
    CHECK(feed["state"] == "new");
    CHECK(feed["records"] == 0);
    CHECK(home.run({"status", "absent"}).code == 66);
}

TEST_CASE("status names a wrong feed file and asks for attention") {
    Home home;
    home.feed("faux", "nonsense");
    const auto result = home.run({"status"});
    CHECK(result.code == 1);
    CHECK(result.out.find("config-invalid") != std::string::npos);
}

TEST_CASE("explain knows codes and exit codes, and proposes the nearest") {
    CHECK(moisson_({"explain", "exit-codes"}).out.find("78  wrong configuration") != std::string::npos);
    CHECK(moisson_({"explain", "store.newer-schema"}).code == 0);
    const auto unknown = moisson_({"explain", "store.newer-shcema"});
    CHECK(unknown.code == 66);
    CHECK(unknown.err.find("store.newer-schema") != std::string::npos);
}

TEST_CASE("completion and manual name every command") {
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const auto script = moisson_({"completion", shell});
        CHECK(script.code == 0);
        CHECK(script.out.find("status") != std::string::npos);
    }
    CHECK(moisson_({"completion", "csh"}).code == 2);
    const auto page = moisson_({"man"});
    CHECK(page.out.starts_with(".TH MOISSON 8"));
    CHECK(page.out.find(".SS moisson serve") != std::string::npos);
}

TEST_CASE("a store that is not there is said, not made") {
    Home home;
    for (const char* command : {"verify", "backup"}) {
        std::vector<std::string> arguments{command};
        if (std::string(command) == "backup") arguments.push_back((home.dir / "x.db").string());
        const auto result = home.run(arguments);
        CHECK(result.code == 74);
        CHECK(result.err.find("there is no store") != std::string::npos);
    }
    CHECK(!std::filesystem::exists(home.dir / "state/moisson.db"));
}

TEST_CASE("decisions and replays that name nothing are refused before anything is written") {
    Home home;
    std::ofstream(home.dir / "data.csv") << "Identifiant,Nom\nS-1,Maison des solidarités\n";
    std::string text = good_feed;
    const std::string network = "https://exemple.fr/structures.csv";
    text.replace(text.find(network), network.size(), "file://" + (home.dir / "data.csv").string());
    home.feed("exemple", text);
    CHECK(home.run({"export", "structure"}).code == 66); // nothing was harvested yet
    CHECK(home.run({"run", "exemple", "exemple"}).code == 0);
    CHECK(home.run({"approve", "exemple", "--reason", " "}).code == 2);
    CHECK(home.run({"replay", "exemple", "--run", "99"}).code == 66);
    const auto runs = home.run({"history", "exemple", "--json"});
    CHECK(std::count(runs.out.begin(), runs.out.end(), '\n') == 1);
}

TEST_CASE("a copy of a feed file does not stop the feed; a directory of wrong files is said") {
    Home home;
    home.feed("exemple", good_feed);
    home.feed("Exemple 2", good_feed);
    CHECK(home.run({"status", "exemple"}).code == 0);
    CHECK(home.run({"check"}).err.find("Exemple 2.toml") != std::string::npos);
    std::filesystem::remove(home.dir / "feeds.d/exemple.toml");
    home.feed("Exemple 2", "version = 1\n");
    CHECK(home.run({"run", "--all"}).code == 78);
}

TEST_CASE("one run takes every file that waits in an inbox, the oldest first") {
    Home home;
    const auto inbox = home.dir / "inbox";
    std::filesystem::create_directories(inbox);
    for (const char* name : {"1.csv", "2.csv", "3.csv"})
        std::ofstream(inbox / name) << "Identifiant,Nom\nS-" << name[0] << ",Maison des solidarités\n";
    std::string text = good_feed;
    const std::string network = "https://exemple.fr/structures.csv\"\ncomplete = true";
    text.replace(text.find(network), network.size(), "inbox://" + inbox.string() + "\"\ncomplete = false");
    home.feed("exemple", text);
    const auto result = home.run({"run", "exemple"});
    CAPTURE(result.err);
    CHECK(result.code == 0);
    CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 3);
    for (const char* name : {"1.csv", "2.csv", "3.csv"}) {
        CAPTURE(name);
        CHECK_FALSE(std::filesystem::exists(inbox / name));
    }
    const auto records = home.run({"export", "structure", "--format", "ndjson"});
    CHECK(std::count(records.out.begin(), records.out.end(), '\n') == 3);
}
