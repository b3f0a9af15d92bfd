// The addresses of a portal's data sets, checked as an operator does: what is dead is reported, nothing is
// withdrawn.
#include "core/portals/resource_health.hpp"
#include "tests/daemon/scripted_portal.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <sqlite3.h>
#include <sstream>

using namespace moisson;
using test::ScriptedPortal;
using Json = nlohmann::json;

namespace {

void sql(const std::filesystem::path& file, const std::string& statement) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, statement.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

std::string states(const ScriptedPortal& portal) {
    std::string out;
    std::istringstream lines(portal.say({"resources", "portail", "--all", "--json"}));
    for (std::string line; std::getline(lines, line);) {
        const Json one = Json::parse(line);
        const std::string url = one["url"];
        out += url.substr(url.rfind('/') + 1) + "=" + one["state"].get<std::string>() + " ";
    }
    return out;
}

} // namespace

TEST_CASE("resources: what does not answer is reported after a day, and nothing is withdrawn") {
    ScriptedPortal portal("[resources]\ncheck = true\n");
    portal.server().on("/files/a.csv", test::answers("200 OK", ""));
    const std::string files = portal.url("/files/");
    portal.put("set-1", R"({"notes":"Une description","resources":[{"id":"a","url":")" + files +
                            R"(a.csv"},{"id":"b","url":")" + files +
                            R"(b.csv"},{"id":"c","url":"ftp://x.example/c"}]})");
    portal.run();
    CHECK(states(portal) == "");
    CHECK(portal.said({"resources", "portail", "--check", "--all"})
              .err.find("2 addresses, 2 asked, 0 due later") != std::string::npos);
    CHECK(states(portal) == "a.csv=ok b.csv=gone ");
    CHECK(portal.say({"report", "portail"}).find("Ressources qui ne répondent plus : 0") !=
          std::string::npos);
    // Two days later.
    sql(portal.home() / "state/moisson.db",
        "UPDATE resource_check SET since = since - 200000, checked_at = checked_at "
        "- 200000, next_at = next_at - 200000");
    portal.say({"resources", "portail", "--check"}); // only what is due: a.csv answered
    CHECK(states(portal) == "a.csv=ok b.csv=dead ");
    const std::string report = portal.say({"report", "portail"});
    CHECK(report.find("Ressources qui ne répondent plus : 1 (dans 1") != std::string::npos);
    CHECK(report.find("b.csv (404, depuis le") != std::string::npos);
    CHECK(report.find("dataset : note moyenne") != std::string::npos);
    CHECK(report.find("Ressources qui répondent : 0,97") !=
          std::string::npos); // one of three, in one of twelve
    CHECK(portal.say({"report", "portail", "--html", "-"}).find("Ressources qui ne répondent plus") !=
          std::string::npos);
    CHECK(Json::parse(portal.say({"report", "portail", "--json"}))["resources"]["dead"] == 1);
    CHECK(portal.run()["result"] == "unchanged");
    CHECK(portal.record("set-1")["ressources"].size() == 3);

    portal.put("set-1",
               R"({"notes":"Une description","resources":[{"id":"a","url":")" + files + R"(a.csv"}]})");
    portal.run();
    portal.say({"resources", "portail", "--check"});
    CHECK(states(portal) == "a.csv=ok "); // nobody gives the other one any more
}

TEST_CASE("resources: some thousand addresses are noted and forgotten page by page, and not asked at once") {
    ScriptedPortal portal("[resources]\ncheck = true\n");
    const auto give = [&](int count) {
        std::string resources;
        for (int i = 0; i < count; ++i)
            resources += (i ? "," : "") + (R"({"id":")" + std::to_string(i)) + R"(","url":")" +
                         portal.url("/files/" + std::to_string(i)) + "\"}";
        portal.put("set-1", R"({"notes":"Une description","resources":[)" + resources + "]}");
        portal.run();
        return portal.said({"resources", "portail", "--check"}).err;
    };
    CHECK(give(2100).find("2100 addresses, 0 asked, 0 due later") != std::string::npos);
    CHECK(give(1500).find("1500 addresses, 0 asked") != std::string::npos);
    CHECK(give(2200).find("2200 addresses, 0 asked") != std::string::npos);
}

TEST_CASE("resources: with quality_min, a data set is published no more once its addresses are dead") {
    ScriptedPortal portal("[resources]\ncheck = true\n");
    std::ofstream(portal.home() / "moisson.toml", std::ios::app)
        << "[[target]]\nname = \"site\"\ntype = \"directory\"\npath = \"" << (portal.home() / "site").string()
        << "\"\nquality_min = 0.1\n";
    const std::string file = portal.url("/files/b.csv");
    portal.put("set-1", R"({"notes":"Une description","resources":[{"id":"b","url":")" + file + R"("}]})");
    portal.run();
    CHECK(portal.said({"publish"}).code == 0);
    const auto published = [&] {
        std::ifstream in(portal.home() / "site/datasets.csv");
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        return text.find(file) != std::string::npos;
    };
    CHECK(published());
    portal.say({"resources", "portail", "--check", "--all"});
    sql(portal.home() / "state/moisson.db",
        "UPDATE resource_check SET since = since - 200000, checked_at = checked_at - 200000, next_at = 0");
    portal.say({"publish"});
    CHECK(published()); // asked once: it may be an outage
    portal.say({"resources", "portail", "--check"});
    portal.say({"publish"});
    CHECK_FALSE(published());
    CHECK(portal.record("set-1") != nullptr); // it is still there for who asks
}

TEST_CASE(
    "resources: without [resources] check nothing is asked by itself, and the report says nothing of it") {
    ScriptedPortal portal;
    portal.put("set-1", R"({"resources":[{"id":"a","url":")" + portal.url("/files/a.csv") + R"("}]})");
    portal.run();
    for (const test::Request& request : portal.server().log()) CHECK(request.path != "/files/a.csv");
    CHECK(portal.say({"report", "portail"}).find("Ressources qui ne répondent plus") == std::string::npos);
    CHECK(portal.said({"resources", "absent"}).code == 66);
}
