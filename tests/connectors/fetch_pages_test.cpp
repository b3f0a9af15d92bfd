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
        const Snapshot snapshot = fetch.snapshot();
        CHECK(snapshot.parts.size() == 3);
        CHECK(incomplete(snapshot, "http.too-many-pages"));
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
    fetch.feed.source.incremental =
        IncrementalConfig{"modified_at", "modified_since", "YYYY-MM-DDTHH:MM:SSZ", std::chrono::hours(48)};
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
