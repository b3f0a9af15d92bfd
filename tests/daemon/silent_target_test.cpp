// A target that published nothing new for longer than agreed is an alarm, even if every request was green.
#include "daemon/service/metrics.hpp"
#include "daemon/service/status_json.hpp"
#include "daemon/web/page.hpp"
#include "tests/daemon/command_said.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <thread>

using namespace moisson;

namespace {

constexpr UnixTime looked_at = 1'790'000'000, a_day = 86'400;

OutboxRow outbox_row(const std::string& target, UnixTime since, UnixTime changed_at,
                     UnixTime verified_at = looked_at) {
    OutboxRow made;
    made.target = target;
    made.resource = "structures.csv";
    made.state = "done";
    made.since = since;
    made.changed_at = changed_at;
    made.verified_at = verified_at; // green a moment ago
    return made;
}

} // namespace

TEST_CASE("silent is who changed nothing for longer than alarm_after, however green its requests are") {
    struct Row {
        const char* sentence;
        std::vector<OutboxRow> outbox;
        std::map<std::string, UnixTime> alarm_after;
        const char* silent;
    };
    for (const Row& one : {
             Row{"a change yesterday", {outbox_row("a", 0, looked_at - a_day)}, {{"a", 2 * a_day}}, ""},
             Row{"the last change is too old",
                 {outbox_row("a", 0, looked_at - 3 * a_day)},
                 {{"a", 2 * a_day}},
                 "a"},
             Row{"to the second", {outbox_row("a", 0, looked_at - 2 * a_day)}, {{"a", 2 * a_day}}, ""},
             Row{"one of its files changed",
                 {outbox_row("a", 0, looked_at - 9 * a_day), outbox_row("a", 0, looked_at - 60)},
                 {{"a", a_day}},
                 ""},
             Row{"it never published, and has time",
                 {outbox_row("a", looked_at - 60, 0, 0)},
                 {{"a", a_day}},
                 ""},
             Row{"it never published", {outbox_row("a", looked_at - 3 * a_day, 0, 0)}, {{"a", a_day}}, "a"},
             Row{"nothing was agreed", {outbox_row("a", 0, looked_at - 99 * a_day)}, {}, ""},
             Row{"each for itself",
                 {outbox_row("a", 0, looked_at - 60), outbox_row("b", 0, looked_at - 3 * a_day)},
                 {{"a", a_day}, {"b", a_day}},
                 "b"},
         }) {
        CAPTURE(one.sentence);
        StatusSnapshot status;
        status.at = looked_at;
        status.phase = Phase::ready;
        status.outbox = one.outbox;
        status.alarm_after = one.alarm_after;
        std::string silent;
        for (const std::string& target : status.silent_targets()) silent += target;
        CHECK(silent == one.silent);

        bool failing = false;
        const auto check = health_json(status, failing).at("checks").at("targets:silent").at(0);
        CHECK(check.at("status") == (silent.empty() ? "pass" : "warn"));
        CHECK_FALSE(failing); // the daemon itself is well
        CHECK((web::render_page(status).find("<td class=\"state\">silent</td>") != std::string::npos) ==
              !silent.empty());
    }
}

TEST_CASE("moisson status names a silent target and asks for attention") {
    test::TempDir dir;
    std::filesystem::create_directories(dir / "feeds.d");
    std::ofstream(dir / "data.csv") << "Identifiant,Nom,Maj\n1,Foyer,2026-01-02\n";
    std::ofstream(dir / "feeds.d/exemple.toml")
        << "version = 1\nid = \"exemple\"\ntitle = \"Exemple\"\n[producer]\nname = \"Association "
           "d'exemple\"\n"
           "[contact]\nemail = \"donnees@exemple.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n"
           "[source]\ntype = \"csv\"\nurl = \"file:../data.csv\"\ncomplete = true\n"
           "[structure]\nid = \"Identifiant\"\nnom = \"Nom\"\ndate_maj = \"Maj\"\n";
    std::ofstream(dir / "moisson.toml") << "[[target]]\nname = \"public\"\nalarm_after = \"1s\"\n";
    REQUIRE(test::say(dir.path(), {"run", "exemple"}).code == 0);
    REQUIRE(test::say(dir.path(), {"publish"}).code == 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(2100));
    REQUIRE(test::say(dir.path(), {"publish"}).code == 0); // green, and nothing new
    const test::Said said = test::say(dir.path(), {"status"});
    CHECK(said.code == 1);
    CHECK(said.says("target public: silent: nothing new was published for longer than alarm_after"));
}
