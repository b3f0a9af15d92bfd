// Catalogues of portals page by page: servers that clamp, repeat, refuse and never end.
#include "tests/connectors/portal_support.hpp"
#include "tests/support/http_server.hpp"

#include <set>

using namespace moisson;
using test::FetchCase;
using test::HttpServer;
using test::Peer;
using test::Request;

namespace {

constexpr const char* search = "/api/3/action/package_search";

std::size_t number_of(const std::string& text, std::size_t otherwise) {
    return text.empty() ? otherwise : std::stoul(text);
}

struct Ckan {
    std::size_t sets = 6, most_rows = 1000, announced = 6;
    bool turns = true;                                      ///< honours start
    std::string delta_status = "200 OK", delta_answer = ""; ///< to a question with a date; "" = the usual one
};

std::string ckan_set(std::size_t i) {
    return R"({"id":"set-)" + std::to_string(i) + R"(","title":"Jeu )" + std::to_string(i) +
           R"(","metadata_modified":"2024-01-01T00:00:00"})";
}

test::Handler ckan(const Ckan& portal) {
    return [portal](const Request& request, Peer& peer) {
        if (!portal.delta_answer.empty() && request.target.find("metadata_modified") != std::string::npos)
            return peer.send(test::response(portal.delta_status, portal.delta_answer));
        const std::size_t start = portal.turns ? number_of(request.query("start"), 0) : 0;
        const std::size_t rows = std::min(number_of(request.query("rows"), 10), portal.most_rows);
        std::string results;
        for (std::size_t i = start; i < std::min(start + rows, portal.sets); ++i)
            results += (results.empty() ? "" : ",") + ckan_set(i);
        peer.send(test::response("200 OK", R"({"success":true,"result":{"count":)" +
                                               std::to_string(portal.announced) + R"(,"results":[)" +
                                               results + "]}}"));
    };
}

struct Portal : FetchCase {
    Portal(const HttpServer& server, const std::string& type, const std::string& more = "")
        : FetchCase(server.url(""), "json") {
        shared = test::portal_feed(type, server.url(""), more);
        feed = *shared;
        request.retry.attempts = 2;
    }
    Snapshot snapshot() {
        FetchOutcome outcome = run();
        REQUIRE_MESSAGE(std::holds_alternative<Snapshot>(outcome), code_of(outcome));
        return std::get<Snapshot>(std::move(outcome));
    }
    std::size_t count(const Snapshot& snapshot) const {
        return test::portal_records(shared, snapshot.parts).size();
    }
    FeedPtr shared;
};

/// What stands in one parameter of the last request, decoded.
std::string asked(const HttpServer& server, const std::string& name) {
    const std::string raw = server.log().back().query(name);
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i)
        if (raw[i] == '%')
            out += static_cast<char>(std::stoi(raw.substr(i + 1, 2), nullptr, 16)), i += 2;
        else
            out += raw[i];
    return out;
}

} // namespace

TEST_CASE("portal fetch: a CKAN that gives fewer rows than asked is read to its end") {
    HttpServer server;
    server.on(search, ckan({.most_rows = 4}));
    Portal portal(server, "ckan");
    const Snapshot snapshot = portal.snapshot();
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(snapshot.total == 6);
    CHECK(portal.count(snapshot) == 6);
    CHECK(server.log().size() == 2);
    CHECK(asked(server, "start") == "4");
    CHECK(asked(server, "sort") == "id asc");
}

TEST_CASE(
    "portal fetch: pages that repeat and counts that lie withdraw nothing, a list beyond a limit is refused "
    "whole") {
    struct Case {
        Ckan portal;
        const char *more, *code;
    };
    for (const Case& one :
         {Case{{.most_rows = 3, .turns = false}, "", "incomplete:http.page-loop"},
          Case{{.announced = 9}, "", "incomplete:http.page-total"},
          Case{{.most_rows = 2}, "[source.limits]\nmax_items = 3\n", "http.too-many-items"},
          Case{{.most_rows = 2}, "[source.limits]\nmax_items = 6\n", ""},
          Case{{.most_rows = 2}, "[source.limits]\nmax_run_bytes = \"300 B\"\n", "http.run-too-large"},
          Case{{.most_rows = 2}, "[source.limits]\nmax_run_bytes = \"900 B\"\n", ""},
          Case{{.sets = 0, .announced = 0}, "", ""}}) {
        HttpServer server;
        server.on(search, ckan(one.portal));
        CHECK(Portal(server, "ckan", one.more).code() == one.code);
    }
}

TEST_CASE("portal fetch: a catalogue that never ends is left when it is longer than any") {
    HttpServer server;
    server.on(search, ckan({.sets = 1000000, .most_rows = 1, .announced = 1000000}));
    Portal portal(server, "ckan");
    portal.feed.source.pagination.max_pages = 20;
    CHECK(portal.code() == "http.too-many-pages");
    HttpServer circle;
    circle.on("/api/1/datasets/", [](const Request&, Peer& peer) {
        peer.send(test::response(
            "200 OK",
            R"({"data":[{"id":"a","title":"Aaa"}],"total":2,"next_page":"/api/1/datasets/?page=1"})"));
    });
    CHECK(Portal(circle, "udata").code() == "incomplete:http.page-loop");
}

TEST_CASE("portal fetch: between full reads only what changed is asked for, less the overlap, encoded once") {
    HttpServer server;
    server.on(search, ckan({}));
    Portal portal(server, "ckan", "[source.portal]\ntags = [\"eau\"]\n");
    portal.request.incremental = true;
    portal.request.validators.cursor = "2024-03-02";
    CHECK(portal.snapshot().completeness == Completeness::delta);
    CHECK(asked(server, "fq") ==
          "-type:harvest +tags:(\"eau\") +metadata_modified:[2024-03-01T00:00:00Z TO *]");
    CHECK(server.log().back().target.find("%25") == std::string::npos);
}

TEST_CASE("portal fetch: a portal that does not know the question for changes is read whole") {
    for (const auto& [status, answer] :
         {std::pair<const char*, const char*>{"400 Bad Request", "\"Bad request - Bad request data\""},
          {"409 Conflict",
           R"({"success":false,"error":{"__type":"Search Error","message":"no such field"}})"},
          {"200 OK", R"({"success":false,"error":{"__type":"Search Query Error"}})"}}) {
        HttpServer server;
        server.on(search, ckan({.delta_status = status, .delta_answer = answer}));
        Portal portal(server, "ckan");
        portal.request.incremental = true;
        portal.request.validators.cursor = "2024-03-02";
        const Snapshot snapshot = portal.snapshot();
        CHECK(snapshot.completeness == Completeness::full);
        CHECK(portal.count(snapshot) == 6);
        REQUIRE(!snapshot.warnings.empty());
        CHECK(snapshot.warnings.back().starts_with("portal.delta-refused: "));
    }
    // A portal that is closed to us is not asked for more instead.
    HttpServer server;
    server.on(search, ckan({.delta_status = "403 Forbidden", .delta_answer = R"({"success":false})"}));
    Portal portal(server, "ckan");
    portal.request.incremental = true;
    portal.request.validators.cursor = "2024-03-02";
    CHECK(!std::holds_alternative<Snapshot>(portal.run()));
}

TEST_CASE("portal fetch: a busy portal is asked again, and one that moved is followed") {
    HttpServer server;
    unsigned asked_before = 0;
    server.on(search, [&](const Request& request, Peer& peer) {
        if (asked_before++ == 0)
            return peer.send(test::response("503 Service Unavailable", "", {{"Retry-After", "0"}}));
        ckan({})(request, peer);
    });
    CHECK(Portal(server, "ckan").code() == "");
    server.on("/ancien/api/3/action/package_search",
              test::answers("301 Moved Permanently", "", {{"Location", server.url(search)}}));
    FetchCase old(server.url(""), "json");
    old.feed = *test::portal_feed("ckan", server.url("/ancien"));
    CHECK(old.code() == "");
}

TEST_CASE("portal fetch: Opendatasoft gives its first ten thousand only, and that is said") {
    HttpServer server;
    server.on("/api/explore/v2.1/catalog/datasets",
              test::answers("200 OK", R"({"total_count":12000,"results":[{"dataset_id":"a"}]})"));
    CHECK(Portal(server, "opendatasoft").code() == "incomplete:http.offset-limit");
    server.on(
        "/api/explore/v2.1/catalog/exports/json",
        test::answers(
            "200 OK",
            R"([{"dataset_id":"a","metas":{"default":{"title":"Aaa"}}},{"dataset_id":"b","metas":{"default":{"title":"Bbb"}}}])"));
    Portal whole(server, "opendatasoft", "[source.portal]\nwhole = true\n");
    const Snapshot snapshot = whole.snapshot();
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(whole.count(snapshot) == 2);
}

TEST_CASE("portal fetch: Socrata is read by the identifier of the last record") {
    HttpServer server;
    server.on("/api/catalog/v1", [](const Request& request, Peer& peer) {
        const std::string after = request.query("scroll_id");
        const std::size_t from = after.empty() ? 0 : std::stoul(after.substr(2)) + 1;
        std::string results;
        for (std::size_t i = from; i < std::min<std::size_t>(from + 3, 7); ++i)
            results += (results.empty() ? "" : ",") +
                       (R"({"resource":{"id":"s-)" + std::to_string(i) + R"(","name":"Jeu"}})");
        peer.send(test::response("200 OK", R"({"resultSetSize":7,"results":[)" + results + "]}"));
    });
    Portal portal(server, "socrata");
    const Snapshot snapshot = portal.snapshot();
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(portal.count(snapshot) == 7);
    CHECK(server.log().size() == 4);
}

TEST_CASE("portal fetch: data.json is not sent again while it is the same") {
    HttpServer server;
    server.on("/data.json", [](const Request& request, Peer& peer) {
        if (request.header("if-none-match") == "\"1\"") return peer.send("HTTP/1.1 304 Not Modified\r\n\r\n");
        peer.send(test::response("200 OK", R"({"dataset":[{"identifier":"1","title":"Un"}]})",
                                 {{"ETag", "\"1\""}}));
    });
    Portal portal(server, "data-json");
    CHECK(portal.snapshot().completeness == Completeness::full);
    portal.request.validators.etag = "\"1\"";
    CHECK(portal.code() == "not-modified");
}
