// fetch() page by page: each page is a part; what cannot be complete is said to be incomplete.
#include "connectors/fetch/incremental.hpp"
#include "connectors/fetch/pages.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/run_fetch.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::FetchCase;
using test::HttpServer;
using test::Peer;
using test::Request;

namespace {

unsigned number(const std::string& text, unsigned otherwise) {
    return text.empty() ? otherwise : static_cast<unsigned>(std::stoul(text));
}

/// {"data":[{"id":"s-FROM"}, …], "total":…, and `more`}
std::string page(unsigned from, unsigned to, int total = -1, const std::string& more = "") {
    std::string text = R"({"data":[)";
    for (unsigned i = from; i < to; ++i)
        text += (i > from ? "," : "") + (R"({"id":"s-)" + std::to_string(i)) + "\"}";
    text += "]";
    if (total >= 0) text += R"(,"meta":{"total":)" + std::to_string(total) + "}";
    return text + more + "}";
}

struct Pages : FetchCase {
    Pages(const HttpServer& server, const char* path, const char* type)
        : FetchCase(server.url(path), "json") {
        feed.source.records = "/data";
        feed.source.pagination.type = type;
        feed.source.pagination.path = "/next";
        feed.source.pagination.parameter = type;
        request.retry.attempts = 2;
    }
    Snapshot snapshot() {
        FetchOutcome outcome = run();
        REQUIRE(std::holds_alternative<Snapshot>(outcome));
        return std::get<Snapshot>(std::move(outcome));
    }
};

/// 5 pages of 10 with a next link; `fault` may answer instead.
test::Handler five_pages(const std::string& path, std::function<bool(unsigned, Peer&)> fault = nullptr,
                         int total = 50) {
    return [=](const Request& request, Peer& peer) {
        const unsigned p = number(request.query("p"), 1);
        if (fault && fault(p, peer)) return;
        const std::string next = p < 5 ? "\"" + path + "?p=" + std::to_string(p + 1) + "\"" : "null";
        peer.send(test::response("200 OK", page((p - 1) * 10, p * 10, total, ",\"next\":" + next)));
    };
}

bool incomplete(const Snapshot& snapshot, const std::string& code) {
    return snapshot.completeness == Completeness::incomplete &&
           snapshot.incomplete_reason.starts_with(code + ": ");
}

} // namespace

TEST_CASE("fetch pages: next-url, over one connection, digest over all parts") {
    HttpServer server;
    server.on("/a", five_pages("/a"));
    Pages fetch(server, "/a", "next-url");
    fetch.feed.source.pagination.total_path = "/meta/total";
    const Snapshot snapshot = fetch.snapshot();
    CHECK(snapshot.parts.size() == 5);
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(snapshot.incomplete_reason == "");
    std::string all;
    for (const auto& part : snapshot.parts) all += test::read_file(part);
    CHECK(snapshot.digest == digest128(all));
    CHECK(snapshot.bytes == all.size());
    CHECK(server.connections() == 1);
}

TEST_CASE("fetch pages: a page that fails once is read again; the digest does not notice") {
    HttpServer server;
    server.on("/a", five_pages("/a"));
    const Digest128 expected = Pages(server, "/a", "next-url").snapshot().digest;
    bool failed = false;
    server.on("/a", five_pages("/a", [&](unsigned p, Peer& peer) {
                  if (p != 3 || failed) return false;
                  failed = true;
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"data\":[{"), peer.close();
                  return true;
              }));
    Pages fetch(server, "/a", "next-url");
    const Snapshot snapshot = fetch.snapshot();
    CHECK(failed);
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(snapshot.digest == expected);
}

TEST_CASE("fetch pages: what came before a fault is kept, and withdraws nothing") {
    HttpServer server;
    const auto broken = [](unsigned p, Peer& peer) {
        if (p == 3) peer.send(test::response("500 Internal Server Error", ""));
        return p == 3;
    };
    server.on("/a", five_pages("/a", broken));
    Pages fetch(server, "/a", "next-url");
    SUBCASE("page 3 fails") {
        const Snapshot snapshot = fetch.snapshot();
        CHECK(snapshot.parts.size() == 2);
        CHECK(incomplete(snapshot, "http.server-error"));
    }
    SUBCASE("page 3 is no JSON") {
        server.on("/a", five_pages("/a", [](unsigned p, Peer& peer) {
                      if (p == 3) peer.send(test::response("200 OK", "oops"));
                      return p == 3;
                  }));
        const Snapshot snapshot = fetch.snapshot();
        CHECK(snapshot.parts.size() == 2);
        CHECK(snapshot.incomplete_reason.starts_with("format."));
    }
    SUBCASE("the first page fails: a failure, not an empty snapshot") {
        fetch.feed.source.query = {{"p", "3"}};
        CHECK(fetch.code() == "http.server-error");
    }
    SUBCASE("fewer records than announced") {
        server.on("/a", five_pages("/a", nullptr, 60));
        fetch.feed.source.pagination.total_path = "/meta/total";
        CHECK(incomplete(fetch.snapshot(), "http.page-total"));
    }
    SUBCASE("more pages than allowed") {
        server.on("/a", five_pages("/a"));
        fetch.feed.source.pagination.max_pages = 3;
        CHECK(fetch.code() == "http.too-many-pages"); // cut there, it would be taken for what it is not
    }
    SUBCASE("next leads back") {
        server.on("/a", [](const Request& request, Peer& peer) {
            const unsigned p = number(request.query("p"), 1);
            const std::string next =
                p < 3 ? R"(,"next":"/a?p=)" + std::to_string(p + 1) + "\"" : R"(,"next":"/a?p=2")";
            peer.send(test::response("200 OK", page(p * 10, p * 10 + 10, -1, next)));
        });
        const Snapshot snapshot = fetch.snapshot();
        CHECK(snapshot.parts.size() == 3);
        CHECK(incomplete(snapshot, "http.page-loop"));
    }
    SUBCASE("new addresses, same content: the repeated page is left out") {
        server.on("/a", [](const Request& request, Peer& peer) {
            const bool first = request.query("p").empty();
            peer.send(test::response("200 OK",
                                     page(1, 2, -1, first ? R"(,"next":"/a?p=2")" : R"(,"next":"/a?p=3")")));
        });
        const Snapshot snapshot = fetch.snapshot();
        CHECK(snapshot.parts.size() == 1);
        CHECK(incomplete(snapshot, "http.page-loop"));
    }
    SUBCASE("next on another host") {
        server.on("/a", test::answers("200 OK", page(0, 1, -1, R"(,"next":"http://169.254.169.254/")")));
        CHECK(incomplete(fetch.snapshot(), "blocked.next"));
    }
    SUBCASE("next is no address") {
        server.on("/a", test::answers("200 OK", page(0, 1, -1, R"(,"next":"http://a b/")")));
        CHECK(incomplete(fetch.snapshot(), "http.bad-url"));
    }
}

TEST_CASE("fetch pages: page numbers, offsets, cursors and Link headers") {
    HttpServer server;
    // 25 records; `page` counts from 1, `offset` from 0; the server gives at most 10 whatever is asked.
    server.on("/list", [](const Request& request, Peer& peer) {
        const unsigned from = request.query("offset").empty() ? (number(request.query("page"), 1) - 1) * 10
                                                              : number(request.query("offset"), 0);
        peer.send(test::response("200 OK", page(std::min(from, 25u), std::min(from + 10, 25u), 25)));
    });
    server.on("/cursor", [](const Request& request, Peer& peer) {
        const std::string at = request.query("cursor");
        if (at.empty()) peer.send(test::response("200 OK", page(0, 10, -1, R"(,"next":"a b")")));
        if (at == "a%20b") peer.send(test::response("200 OK", page(10, 20, -1, R"(,"next":null)")));
    });
    server.on("/link", [](const Request& request, Peer& peer) {
        const bool first = request.query("p").empty();
        peer.send(
            test::response("200 OK", page(first ? 0 : 10, first ? 10 : 20),
                           {{"Link", first ? R"(<https://x.example/>; rel="help", </link?p=2>; rel="next")"
                                           : "</link>; rel=prev"}}));
    });
    struct Row {
        const char* path;
        const char* type;
        const char* stop;
        std::size_t parts;
        std::size_t requests;
    };
    for (const Row& row : {
             Row{"/list", "page", "empty", 3, 4}, // the empty page is asked for, and left out
             Row{"/list", "page", "short", 3, 3},
             Row{"/list", "page", "total", 3, 3},
             Row{"/list", "offset", "empty", 3, 4},
             Row{"/list", "offset", "total", 3, 3},
             Row{"/cursor", "cursor", "", 2, 2},
             Row{"/link", "link-header", "", 2, 2},
         }) {
        CAPTURE(std::string(row.path) + " " + row.type + " " + row.stop);
        const std::size_t before = server.log().size();
        Pages fetch(server, row.path, row.type);
        fetch.feed.source.pagination.stop = row.stop;
        fetch.feed.source.pagination.size = 10;
        fetch.feed.source.pagination.size_parameter = "per_page";
        if (std::string(row.stop) == "total") fetch.feed.source.pagination.total_path = "/meta/total";
        const Snapshot snapshot = fetch.snapshot();
        CHECK(snapshot.incomplete_reason == "");
        CHECK(snapshot.completeness == Completeness::full);
        CHECK(snapshot.parts.size() == row.parts);
        CHECK(server.log().size() - before == row.requests);
        if (std::string(row.path) == "/list") CHECK(server.log().back().query("per_page") == "10");
    }
}

TEST_CASE("fetch pages: a server that gives fewer than asked loses no record by offset") {
    HttpServer server;
    server.on("/list", [](const Request& request, Peer& peer) {
        const unsigned from = number(request.query("offset"), 0);
        peer.send(test::response("200 OK", page(std::min(from, 25u), std::min(from + 7, 25u), 25)));
    });
    Pages fetch(server, "/list", "offset");
    fetch.feed.source.pagination.size = 100;
    fetch.feed.source.pagination.total_path = "/meta/total";
    CHECK(fetch.snapshot().completeness == Completeness::full);
}

TEST_CASE("fetch pages: a first page shorter than asked is not taken for the last") {
    HttpServer server;
    server.on("/list", [](const Request& request, Peer& peer) { // gives 7 at most; 404 behind the last page
        const unsigned from = (number(request.query("page"), 1) - 1) * 7;
        peer.send(from < 20 ? test::response("200 OK", page(from, std::min(from + 7, 20u)))
                            : test::response("404 Not Found", ""));
    });
    for (const char* stop : {"short", "empty"}) {
        Pages fetch(server, "/list", "page");
        fetch.feed.source.pagination.size = 100;
        fetch.feed.source.pagination.stop = stop;
        const Snapshot snapshot = fetch.snapshot();
        CHECK(snapshot.parts.size() == 3);
        CHECK(snapshot.completeness == Completeness::full);
    }
}

TEST_CASE("fetch pages: CSV pages are counted by the decoder") {
    HttpServer server;
    server.on("/csv", [](const Request& request, Peer& peer) {
        const unsigned p = number(request.query("page"), 1);
        std::string text = "id;nom\n";
        for (unsigned i = 0; i < (p < 3 ? 10u : 0u); ++i) text += std::to_string(p * 10 + i) + ";\"a\nb\"\n";
        peer.send(test::response("200 OK", text));
    });
    Pages fetch(server, "/csv", "page");
    fetch.feed.source.type = "csv";
    fetch.feed.source.records = "";
    CHECK(fetch.snapshot().parts.size() == 2);
}

TEST_CASE("fetch pages: the target of rel=next") {
    CHECK(next_of_link_header(
              R"(<https://a.example/x?page=2>; rel="next", <https://a.example/x?page=9>; rel="last")") ==
          "https://a.example/x?page=2");
    CHECK(next_of_link_header(R"(</x>; title="a, b"; rel=next)") == "/x");
    CHECK(next_of_link_header(R"(</a>; rel="prev", </b>; REL="Next")") == "/b");
    CHECK(next_of_link_header(R"(</a>; rel="nextpage")") == "");
    CHECK(next_of_link_header("</a") == "");
    CHECK(next_of_link_header("") == "");
}

TEST_CASE(
    "fetch incremental: asks for what changed since the cursor, minus the overlap, and is then a delta") {
    HttpServer server;
    server.on("/x", test::answers("200 OK", page(0, 3)));
    FetchCase fetch(server.url("/x?a=b"), "json");
    fetch.feed.source.incremental = IncrementalConfig{
        .field = "modified_at", .parameter = "modified_since", .overlap = std::chrono::hours(48)};
    fetch.request.incremental = true;
    fetch.request.validators = {"\"v1\"", "", {}, "2026-03-01T10:20:30Z"};
    const FetchOutcome delta = fetch.run();
    CHECK(std::get<Snapshot>(delta).completeness == Completeness::delta);
    CHECK(server.log()[0].target == "/x?a=b&modified_since=2026-02-27T10%3A20%3A30Z");
    CHECK(server.log()[0].header("if-none-match") == ""); // the validator is that of another question
    fetch.request.validators.cursor = "";
    const FetchOutcome first = fetch.run();
    CHECK(std::get<Snapshot>(first).completeness == Completeness::full);
}

TEST_CASE("fetch incremental: forms of dates") {
    using std::chrono::seconds;
    CHECK(since_text("2026-03-01", seconds(0), "YYYY-MM-DD") == "2026-03-01");
    CHECK(since_text("2026-03-01", seconds(1), "DD/MM/YYYY HH:MM") == "28/02/2026 23:59");
    CHECK(since_text("2026-03-01T10:00:00+01:00", seconds(0), "YYYYMMDDHHMMSS") == "20260301090000");
    CHECK(since_text("2026-03-01T10:00:00.123456Z", seconds(0), "HH:MM:SS") == "10:00:00");
    CHECK(since_text("2026-03-01T10:00:00", seconds(0), "epoch") == "1772359200");
    CHECK_FALSE(since_text("hier", seconds(0), "YYYY"));
    CHECK_FALSE(since_text("", seconds(0), "YYYY"));
}

TEST_CASE("fetch pages: a POST counts its pages in the body, and each body is another page") {
    HttpServer server;
    server.on("/search", [](const Request& request, Peer& peer) {
        const std::size_t at = request.body.find("\"page\":");
        const unsigned p = at == std::string::npos ? 0 : number(request.body.substr(at + 7, 1), 0);
        peer.send(test::response("200 OK", page(p * 10, p < 4 ? p * 10 + 10 : p * 10)));
    });
    Pages fetch(server, "/search", "page");
    fetch.feed.source.method = "POST";
    fetch.feed.source.body = R"({"options":{"limit":{size},"page":{page}}})";
    fetch.feed.source.pagination.parameter = "";
    fetch.feed.source.pagination.size = 10;
    const Snapshot snapshot = fetch.snapshot();
    CHECK(snapshot.parts.size() == 3);
    CHECK(server.log()[0].body == R"({"options":{"limit":10,"page":1}})");
    CHECK(server.log()[0].target == "/search");
}

TEST_CASE("fetch pages: stop = more reads while the page says so (ArcGIS)") {
    HttpServer server;
    server.on("/query", [](const Request& request, Peer& peer) {
        const unsigned from = number(request.query("resultOffset"), 0);
        const std::string more = from < 20 ? R"(,"exceededTransferLimit":true)" : "";
        peer.send(test::response("200 OK", page(from, from + 10, -1, more)));
    });
    Pages fetch(server, "/query", "offset");
    fetch.feed.source.pagination.parameter = "resultOffset";
    fetch.feed.source.pagination.stop = "more";
    fetch.feed.source.pagination.more_path = "/exceededTransferLimit";
    CHECK(fetch.snapshot().parts.size() == 3);
    CHECK(server.log().size() == 3); // not one request too many
}

TEST_CASE("fetch pages: a next link may be a text or an object with href (HAL, JSON:API)") {
    for (const char* form : {"\"/list?p=2\"", R"({"href":"/list?p=2","meta":{}})"}) {
        CAPTURE(form);
        HttpServer server;
        server.on("/list", [&](const Request& request, Peer& peer) {
            const bool last = request.query("p") == "2";
            const std::string links =
                last ? ",\"links\":{}" : ",\"links\":{\"next\":" + std::string(form) + "}";
            peer.send(test::response("200 OK", last ? page(10, 20, -1, links) : page(0, 10, -1, links)));
        });
        Pages fetch(server, "/list", "next-url");
        fetch.feed.source.pagination.path = "links/next";
        CHECK(fetch.snapshot().parts.size() == 2);
    }
}

namespace {

/// A list of 5 pages by a cursor that is good for one walk: "w1-3" is page 3 of the first.
struct CursorServer : HttpServer {
    CursorServer() {
        on("/list", [this](const Request& request, Peer& peer) {
            const std::string cursor = request.query("cursor");
            if (cursor.empty()) ++walks;
            const std::string walk = "w" + std::to_string(walks) + "-";
            if (!cursor.empty() && (!cursor.starts_with(walk) || cursor == broken))
                return peer.send(test::response(status, "{\"error\":\"expired\"}"));
            const unsigned p = cursor.empty() ? 1 : number(cursor.substr(3), 1);
            const std::string next = p < 5 ? "\"" + walk + std::to_string(p + 1) + "\"" : "null";
            peer.send(test::response("200 OK", page(p * 10, p * 10 + 10, 50, ",\"next\":" + next)));
        });
    }
    int walks = 0;
    std::string broken = "w1-4", status = "410 Gone";
};

struct CursorPages : Pages {
    explicit CursorPages(const HttpServer& server) : Pages(server, "/list", "cursor") {
        feed.source.pagination.total_path = "/meta/total";
        request.checkpoint_dir = directory / "checkpoint";
        request.resume = true;
    }
};

} // namespace

TEST_CASE("fetch pages: a cursor that expires on the way starts the list again, once") {
    CursorServer server;
    CursorPages fetch(server);
    const Snapshot snapshot = fetch.snapshot();
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(snapshot.parts.size() == 5);
    CHECK(server.walks == 2);
    REQUIRE(snapshot.warnings.size() == 1);
    CHECK(snapshot.warnings[0].starts_with("http.started-again: "));
    CHECK_FALSE(std::filesystem::exists(fetch.request.checkpoint_dir));

    CursorServer stubborn;
    stubborn.broken = "w2-2";
    stubborn.walks = 1; // the first walk of this server is its second
    CursorPages again(stubborn);
    stubborn.on("/list", [&](const Request& request, Peer& peer) {
        const bool first = request.query("cursor").empty();
        peer.send(first ? test::response("200 OK", page(0, 10, 50, ",\"next\":\"x\""))
                        : test::response("400 Bad", ""));
    });
    CHECK(incomplete(again.snapshot(), "http.status"));
}

TEST_CASE("fetch pages: a run goes on behind the pages that an interrupted one has read") {
    CursorServer server;
    server.status = "503 Service Unavailable";
    CursorPages fetch(server);
    const Snapshot partial = fetch.snapshot();
    CHECK(incomplete(partial, "http.server-error"));
    CHECK(partial.parts.size() == 3);
    CHECK(std::filesystem::exists(fetch.request.checkpoint_dir));
    const auto requests = server.log().size();

    SUBCASE("it asks for the fourth page first, and the whole is what one walk brings") {
        server.broken = "";
        const Snapshot whole = fetch.snapshot();
        CHECK(whole.completeness == Completeness::full);
        CHECK(whole.parts.size() == 5);
        CHECK(server.walks == 1);
        CHECK(server.log().size() == requests + 2);
        std::string all;
        for (const auto& part : whole.parts) all += test::read_file(part);
        CHECK(whole.digest == digest128(all));
        CHECK(whole.bytes == all.size());
        CHECK(whole.warnings.at(0).starts_with("http.resumed: went on after 3 pages"));
        CHECK_FALSE(std::filesystem::exists(fetch.request.checkpoint_dir));
    }
    SUBCASE("a cursor that has expired meanwhile starts the list again") {
        server.broken = "w1-4", server.status = "410 Gone";
        const Snapshot whole = fetch.snapshot();
        CHECK(whole.completeness == Completeness::full);
        CHECK(server.walks == 2);
    }
    SUBCASE("a page that was damaged on disk, and those behind it, are read again") {
        std::filesystem::remove(fetch.request.checkpoint_dir / "part-0001"); // a link: the spool has it too
        test::write_file(fetch.request.checkpoint_dir / "part-0001", "{}");
        server.broken = "";
        CHECK(fetch.snapshot().parts.size() == 5);
        CHECK(server.log()[requests].query("cursor") == "w1-2");
    }
    SUBCASE("another question, or a full read, starts from the first page") {
        fetch.feed.source.query = {{"q", "other"}};
        CHECK(server.log().size() == requests);
        fetch.run();
        CHECK(server.log()[requests].query("cursor") == "");
        fetch.feed.source.query = {};
        fetch.request.resume = false;
        const auto before = server.log().size();
        fetch.run();
        CHECK(server.log()[before].query("cursor") == "");
    }
}

TEST_CASE("fetch pages: links that hold a secret are not written down") {
    HttpServer server;
    const auto broken = [](unsigned p, Peer& peer) {
        if (p == 3) peer.send(test::response("500 Internal Server Error", ""));
        return p == 3;
    };
    server.on("/a", five_pages("/a?key=value-of-portal&x=1", broken));
    Pages fetch(server, "/a", "next-url");
    fetch.feed.source.auth.type = "query";
    fetch.feed.source.auth.name = "key";
    fetch.feed.source.auth.value = "{secret:portal}";
    fetch.request.checkpoint_dir = fetch.directory / "checkpoint";
    fetch.request.resume = true;
    fetch.run();
    CHECK_FALSE(std::filesystem::exists(fetch.request.checkpoint_dir));
}

TEST_CASE("fetch incremental: a body names the instant; a full read asks for all") {
    HttpServer server;
    server.on("/x", test::answers("200 OK", page(0, 3)));
    FetchCase fetch(server.url("/x"), "json");
    fetch.feed.source.method = "POST";
    fetch.feed.source.body = R"({"since":"{since}"})";
    fetch.feed.source.incremental = IncrementalConfig{"modified_at", "", "epoch-ms"};
    fetch.request.validators.cursor = "2026-03-01T10:00:00Z";
    fetch.request.incremental = true;
    CHECK(std::get<Snapshot>(fetch.run()).completeness == Completeness::delta);
    CHECK(server.log()[0].body == R"({"since":"1772359200000"})");
    fetch.request.incremental = false;
    CHECK(std::get<Snapshot>(fetch.run()).completeness == Completeness::full);
    CHECK(server.log()[1].body == R"({"since":"0"})");
}
