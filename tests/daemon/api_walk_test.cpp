// A consumer of the real program while the referential changes under it: pages of one revision, records that
// are gone, ids that lead elsewhere.
#include "tests/daemon/command_said.hpp"
#include "tests/daemon/public_daemon.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace moisson;
using namespace moisson::test;
using nlohmann::json;

namespace {

/// One of ten is gone, one has another name, one is new in its place.
std::string rows_of(int round, int rows) {
    std::string text;
    for (int i = 0; i < rows; ++i) {
        const bool turn = round > 0 && i % 10 == round % 10;
        const std::string id =
            turn && i % 3 == 0 ? "n" + std::to_string(round) + "-" + std::to_string(i) : std::to_string(i);
        text += id + ",Foyer " + id + (turn ? " bis" : "") + ",,Belley,01300,2026-01-02\n";
    }
    return text;
}

std::string id_of(const PublicDaemon& daemon, const std::string& source_id) {
    for (const json& record : daemon.walk("/api/v1/structures?sources=ouvert"))
        if (record.at("sources")[0].at("id") == source_id) return record.at("id");
    return "";
}

} // namespace

TEST_CASE("a walk by pages loses no record and shows none twice while a tenth changes under it") {
    PublicDaemon daemon("requests_per_second = 0\n", 1);
    constexpr int rows = 120;
    daemon.add_feed("ouvert", rows_of(0, rows));
    std::set<std::string> before;
    for (const json& record : daemon.walk("/api/v1/structures?sources=ouvert&limit=1000"))
        before.insert(record.at("sources")[0].at("id"));
    REQUIRE(before.size() == rows);

    int round = 0;
    const auto change = [&] {
        daemon.rewrite("ouvert", rows_of(++round, rows));
        daemon.run("ouvert");
    };
    std::set<std::string> seen, ids;
    for (const json& record : daemon.walk("/api/v1/structures?sources=ouvert&limit=25", "", change)) {
        CHECK(ids.insert(record.at("id")).second);
        CHECK(record.at("nom").get<std::string>().find("bis") ==
              std::string::npos); // as it was at the first page
        seen.insert(record.at("sources")[0].at("id"));
    }
    CHECK(round == 4);
    CHECK(seen == before);
}

TEST_CASE("what was withdrawn is 410, what was merged leads to the record that stands for it now") {
    PublicDaemon daemon("requests_per_second = 0\n", 1);
    daemon.add_feed("ouvert", "A,Phare du Bugey,73282932000074,Belley,01300,2026-01-02\n"
                              "B,Cantine de Nantua,21010283600017,Nantua,01130,2026-01-02\n"
                              "C,Halte,,Oyonnax,01100,2026-01-02\n");
    daemon.add_feed("autre", "Z,Autre maison,,Bourg-en-Bresse,01000,2026-01-02\n");
    const std::string gone = id_of(daemon, "C"), kept = id_of(daemon, "A");
    std::string merged;
    for (const json& record : daemon.walk("/api/v1/structures?sources=autre")) merged = record.at("id");

    daemon.rewrite("ouvert", "A,Phare du Bugey,73282932000074,Belley,01300,2026-01-02\n"
                             "B,Cantine de Nantua,21010283600017,Nantua,01130,2026-01-02\n");
    daemon.run("ouvert");
    daemon.rewrite("autre", "Z,Phare du Bugey,73282932000074,Belley,01300,2026-01-02\n");
    daemon.run("autre");
    daemon.wait_until([&] { return daemon.get("/api/v1/structures/" + merged).status == 308; });
    for (const std::string& below : {std::string(), std::string("/why")}) {
        const PublicDaemon::Answer moved = daemon.get("/api/v1/structures/" + merged + below);
        CHECK(moved.status == 308);
        CHECK(PublicDaemon::path_of(moved.header("Location")) == "/api/v1/structures/" + kept + below);
        const PublicDaemon::Answer tomb = daemon.get("/api/v1/structures/" + gone + below);
        CHECK(tomb.status == 410);
        CHECK(tomb.header("Content-Type") == "application/problem+json");
        CHECK(tomb.body.find("Halte") == std::string::npos);
    }
    CHECK(daemon.get("/api/v1/structures/" + kept).parsed().at("sources").size() == 2);
}

TEST_CASE("what was forgotten is 410 and said nowhere") {
    std::string forgotten;
    PublicDaemon daemon("requests_per_second = 0\n", 1);
    daemon.add_feed("ouvert",
                    "A,Phare du Bugey,,Belley,01300,2026-01-02\nB,Halte,,Oyonnax,01100,2026-01-02\n");
    forgotten = id_of(daemon, "A");
    daemon.process().signal(15);
    REQUIRE(daemon.process().wait_exit() == 0);
    REQUIRE(say(daemon.home().path(), {"forget", forgotten, "--whole", "--reason", "a letter"}).code == 0);
    daemon.start();
    const PublicDaemon::Answer answer = daemon.get("/api/v1/structures/" + forgotten);
    CHECK(answer.status == 410);
    CHECK(daemon.get("/api/v1/changes?since=0").body.find("Phare") == std::string::npos);
    CHECK(daemon.walk("/api/v1/structures?sources=ouvert").size() == 1);
}
