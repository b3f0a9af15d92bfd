// What is counted of consultations, and that a stop loses none.
#include "core/model/schema.hpp"
#include "core/store/store.hpp"
#include "tests/daemon/command_said.hpp"
#include "tests/daemon/public_daemon.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace moisson;
using namespace moisson::test;
using nlohmann::json;

TEST_CASE(
    "lists, records and files are counted by day; heads, repeats and parts are not; a stop keeps them") {
    PublicDaemon daemon("requests_per_second = 0\n[[target]]\nname = \"public\"\nconsultations = true\n", 3);
    daemon.wait_until([&] { return daemon.get("/structures.csv", "", "HEAD").status == 200; });
    const PublicDaemon::Answer file = daemon.get("/structures.csv");
    daemon.get("/structures.csv", "If-None-Match: " + file.header("ETag") + "\r\n");
    daemon.get("/structures.csv", "Range: bytes=5-9\r\n"); // the rest of a download
    daemon.get("/structures.csv", "Range: bytes=0-4\r\n"); // the start of another
    const std::string id = daemon.walk("/api/v1/structures").at(0).at("id");
    daemon.get("/api/v1/structures?limit=0");
    daemon.get("/api/v1/structures/" + id);
    daemon.get("/api/v1/structures/" + id + "/why");
    daemon.get("/api/v1/structures/mo_x");
    daemon.get("/catalog.ttl");
    daemon.process().signal(15);
    REQUIRE(daemon.process().wait_exit() == 0);

    daemon.start();
    std::map<std::string, int> counts;
    std::string day;
    const json answer = daemon.get("/api/v1/consultations").parsed();
    for (const json& one : answer.at("data")) {
        day = one.at("day");
        counts[one.at("subject").get<std::string>() + " " + one.at("way").get<std::string>()] =
            one.at("count");
    }
    CHECK(counts == std::map<std::string, int>{{"structures list", 1},
                                               {"structures record", 1},
                                               {"structures why", 1},
                                               {"structures.csv file", 2},
                                               {"catalog.ttl catalogue", 1}});
    CHECK(daemon.get("/api/v1/consultations?from=" + day + "&to=" + day).parsed() == answer);
    CHECK(daemon.get("/api/v1/consultations?to=2020-01-01").parsed().at("data").empty());
    CHECK(daemon.get("/api/v1/consultations?from=yesterday").status == 400);
    daemon.wait_until([&] { return daemon.get("/consultations.csv", "", "HEAD").status == 200; });
    CHECK(daemon.get("/consultations.csv").body == "jour,objet,acces,nombre\r\n"); // this day is not over
}
