// The public listener of the real program, over real sockets.
#include "tests/daemon/public_daemon.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <thread>

using namespace moisson;
using namespace moisson::test;
using nlohmann::json;

TEST_CASE("a consumer walks the list, reads one record and why, follows the changes") {
    PublicDaemon daemon;
    std::set<std::string> ids;
    std::string path = "/api/v1/structures?limit=7&sources=exemple";
    json page;
    while (!path.empty()) {
        const PublicDaemon::Answer answer = daemon.get(path);
        REQUIRE(answer.status == 200);
        page = answer.parsed();
        for (const json& record : page.at("data")) {
            CHECK(ids.insert(record.at("id")).second);
            CHECK(record.at("telephone").is_null()); // withheld, as in every file
            CHECK(record.at("provenance").at("nom").at("feed") == "exemple");
        }
        path = page.at("next").is_null() ? "" : PublicDaemon::path_of(page.at("next"));
    }
    CHECK(ids.size() == 25);
    const std::string revision = std::to_string(page.at("revision").get<std::int64_t>());
    CHECK(daemon.get("/api/v1/changes?since=" + revision).parsed().at("changes").empty());
    const json changes = daemon.get("/api/v1/changes?since=0").parsed();
    CHECK(changes.at("changes").size() >= 20);
    CHECK(changes.at("more") == false);
    for (const json& change : changes.at("changes"))
        if (change.at("change") == "upsert") {
            CHECK(change.at("record").at("telephone").is_null());
            CHECK(change.at("record").at("nom").get<std::string>().starts_with("Foyer"));
        }
    const std::string id = changes.at("changes")[0].at("id");
    const PublicDaemon::Answer one = daemon.get("/api/v1/structures/" + id);
    CHECK(one.status == 200);
    CHECK(one.parsed() == changes.at("changes")[0].at("record"));
    CHECK(one.body.find("0612345678") == std::string::npos);
    const PublicDaemon::Answer why = daemon.get("/api/v1/structures/" + id + "/why");
    CHECK(why.status == 200);
    CHECK(why.parsed().at("fields").at("nom").at("feed") == "exemple");
    CHECK_FALSE(why.parsed().at("fields").contains("telephone"));
    CHECK(why.body.find("0612345678") == std::string::npos);
    CHECK(why.body.find("telephone") == std::string::npos); // not even that it changed
    CHECK(daemon.get("/api/v1/structures?modified_since=2099-01-01").parsed().at("count") == 0);
}

TEST_CASE("what is not there, wrong or too much is said as a problem") {
    PublicDaemon daemon("requests_per_second = 1\nburst = 40\n", 3);
    const std::string id = daemon.get("/api/v1/structures").parsed().at("data")[0].at("id");
    struct Case {
        const char* sentence;
        std::string path;
        int status;
    };
    for (const Case& c : {
             Case{"an unknown filter", "/api/v1/structures?color=red", 400},
             Case{"a page of nothing", "/api/v1/structures?limit=0", 400},
             Case{"a cursor that we did not write", "/api/v1/structures?cursor=AAAA", 400},
             Case{"a bad escape", "/api/v1/structures?commune=%G1", 400},
             Case{"changes since when", "/api/v1/changes", 400},
             Case{"changes of the future", "/api/v1/changes?since=99999999", 410},
             Case{"changes of another epoch", "/api/v1/changes?since=0&epoch=99", 410},
             Case{"a kind that is not", "/api/v1/dragons", 404},
             Case{"an id that is not", "/api/v1/structures/mo_x", 404},
             Case{"an id of another kind", "/api/v1/services/" + id, 404},
             Case{"a field that is not", "/api/v1/structures/" + id + "/why?field=x", 400},
             Case{"the status is not for consumers", "/status", 404},
             Case{"nor are orders", "/feeds/exemple/run", 404},
             Case{"no way up", "/../moisson.toml", 404},
             Case{"nor an escaped one", "/%2e%2e/moisson.db", 404},
         }) {
        CAPTURE(c.sentence);
        const PublicDaemon::Answer answer = daemon.get(c.path);
        CHECK(answer.status == c.status);
        CHECK(answer.header("Content-Type") == "application/problem+json");
        CHECK(answer.header("Access-Control-Allow-Origin") == "*");
    }
    const PublicDaemon::Answer post = daemon.get("/api/v1/structures", "", "POST");
    CHECK(post.status == 405);
    CHECK(post.header("Allow") == "GET, HEAD");
    const PublicDaemon::Answer head = daemon.get("/api/v1/structures", "", "HEAD");
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(std::stoi(head.header("Content-Length")) > 100);
    CHECK(daemon.get("/", "", "OPTIONS").status == 204);
    PublicDaemon::Answer last;
    for (int i = 0; i < 50 && last.status != 429; ++i) last = daemon.get("/api/v1/structures/" + id);
    CHECK(last.status == 429);
    CHECK(std::stoi(last.header("Retry-After")) >= 1);
}

TEST_CASE("the description and the page know every route") {
    const PublicDaemon daemon("", 3);
    const json document = daemon.get("/openapi.json").parsed();
    for (const char* path : {"/", "/openapi.json", "/api/v1/changes", "/api/v1/structures", "/structures.csv",
                             "/api/v1/services/{id}", "/api/v1/datasets/{id}/why"})
        CHECK_MESSAGE(document.at("paths").contains(path), path);
    const PublicDaemon::Answer page = daemon.get("/");
    CHECK(page.body.find("href=\"/structures.csv\"") != std::string::npos);
    CHECK(page.header("Content-Security-Policy").find("default-src 'none'") != std::string::npos);
}

TEST_CASE("files are served whole, in part, and not again to who has them") {
    PublicDaemon daemon("", 50);
    PublicDaemon::Answer whole = daemon.get("/structures.csv");
    for (int i = 0; i < 300 && whole.body.find("Foyer") == std::string::npos; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100)); // the daemon publishes after a run
        whole = daemon.get("/structures.csv");
    }
    REQUIRE(whole.status == 200);
    CHECK(whole.header("Content-Type").starts_with("text/csv"));
    std::ifstream in(daemon.home() / "state/public/structures.csv", std::ios::binary);
    CHECK(whole.body == std::string{std::istreambuf_iterator<char>(in), {}});
    const std::string tag = whole.header("ETag");
    CHECK(daemon.get("/structures.csv", "If-None-Match: " + tag + "\r\n").status == 304);
    const PublicDaemon::Answer part = daemon.get("/structures.csv", "Range: bytes=10-19\r\n");
    CHECK(part.status == 206);
    CHECK(part.body == whole.body.substr(10, 10));
    CHECK(part.header("Content-Range") == "bytes 10-19/" + std::to_string(whole.body.size()));
    CHECK(daemon.get("/structures.csv", "Range: bytes=10-19\r\nIf-Range: \"old\"\r\n").status == 200);
    CHECK(daemon.get("/structures.csv", "Range: bytes=10-19\r\nIf-Range: " + tag + "\r\n").status == 206);
    const PublicDaemon::Answer beyond = daemon.get("/structures.csv", "Range: bytes=999999-\r\n");
    CHECK(beyond.status == 416);
    CHECK(beyond.header("Content-Range") == "bytes */" + std::to_string(whole.body.size()));
    const PublicDaemon::Answer head = daemon.get("/structures.csv", "", "HEAD");
    CHECK(head.header("Content-Length") == std::to_string(whole.body.size()));
    CHECK(head.body.empty());
    CHECK(daemon.get("/structures.xyz").status == 404);
    daemon.process().signal(15);
    CHECK(daemon.process().wait_exit() == 0);
}

TEST_CASE("with tokens, only consumers that have one are answered") {
    const PublicDaemon daemon("tokens = [\"{secret:consumer}\"]\n", 2);
    const PublicDaemon::Answer refused = daemon.get("/api/v1/structures");
    CHECK(refused.status == 401);
    CHECK(refused.header("WWW-Authenticate") == "Bearer");
    CHECK(daemon.get("/api/v1/structures", "Authorization: Bearer wrong\r\n").status == 401);
    CHECK(daemon.get("/api/v1/structures", "Authorization: Bearer s3cret\r\n").status == 200);
}
