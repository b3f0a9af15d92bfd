// One question to the address of a resource: polite, short, and by the client that judges every address.
#include "connectors/portals/health/check_resource.hpp"
#include "tests/support/http_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <doctest/doctest.h>

using namespace moisson;
using test::HttpServer;
using test::Peer;
using test::Request;

namespace {

ResourceAnswer ask(const std::string& url, bool may_dial = true, const std::string& etag = "") {
    boost::asio::io_context io;
    ResourceQuestion question;
    question.url = url;
    question.etag = etag;
    if (may_dial) question.app.http.allow_private = {"127.0.0.0/8"};
    question.app.http.requests_per_second_per_host = 0;
    question.app.http.first_byte_timeout = std::chrono::seconds(1);
    ResourceAnswer answer;
    auto finished = [&](std::exception_ptr error, ResourceAnswer got) {
        CHECK(!error);
        answer = std::move(got);
    };
    boost::asio::co_spawn(io, check_resource(question, make_network(question.app)), finished);
    io.run();
    return answer;
}

} // namespace

TEST_CASE("resource check: HEAD when it is answered, the head of a GET when it is not") {
    HttpServer server;
    server.on("/head", test::answers("200 OK", "", {{"ETag", "\"v1\""}}));
    CHECK(ask(server.url("/head")).status == 200);
    CHECK(ask(server.url("/head")).etag == "\"v1\"");
    CHECK(server.log().front().method == "HEAD");
    for (const char* refusal :
         {"405 Method Not Allowed", "501 Not Implemented", "403 Forbidden", "404 Not Found"}) {
        CAPTURE(refusal);
        HttpServer odd;
        odd.on("/x", [&](const Request& request, Peer& peer) {
            peer.send(request.method == "HEAD"
                          ? test::response(refusal, "")
                          : test::response("206 Partial Content", "x", {{"Content-Range", "bytes 0-0/9"}}));
        });
        CHECK(ask(odd.url("/x")).status == 206);
        CHECK(odd.log().back().method == "GET");
        CHECK(odd.log().back().header("range") == "bytes=0-0");
    }
}

TEST_CASE("resource check: an address that has not changed costs one small answer") {
    HttpServer server;
    server.on("/x", [](const Request& request, Peer& peer) {
        const bool same = request.header("if-none-match") == "\"v1\"";
        peer.send(test::response(same ? "304 Not Modified" : "200 OK", "", {{"ETag", "\"v1\""}}));
    });
    CHECK(ask(server.url("/x"), true, "\"v1\"").status == 304);
    CHECK(server.log().size() == 1);
}

TEST_CASE("resource check: hostile and sick servers, each with what it is") {
    HttpServer server;
    server.on("/loop", [&](const Request&, Peer& peer) {
        peer.send(test::response("302 Found", "", {{"Location", server.url("/loop")}}));
    });
    server.on("/gone", test::answers("410 Gone", ""));
    server.on("/busy", test::answers("429 Too Many Requests", "", {{"Retry-After", "120"}}));
    server.on("/slow", [](const Request&, Peer& peer) { peer.hang(); });
    std::atomic<std::size_t> sent = 0;
    server.on("/huge", [&](const Request& request, Peer& peer) { // answers HEAD with an error, GET with 10 GB
        if (request.method == "HEAD") return peer.send(test::response("501 Not Implemented", ""));
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
        const std::string block(65536, 'x');
        for (int i = 0; i < 2000 && peer.alive(); ++i) peer.send(block), sent += block.size();
    });
    struct Row {
        const char *path, *code;
    };
    for (const Row& row : {Row{"/loop", "http.too-many-redirects"}, Row{"/gone", "410"}, Row{"/busy", "429"},
                           Row{"/slow", "timeout.first-byte"}, Row{"/huge", "200"}}) {
        CAPTURE(row.path);
        const auto begin = std::chrono::steady_clock::now();
        CHECK(ask(server.url(row.path)).code == row.code);
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
    }
    CHECK(ask(server.url("/busy")).retry_after == std::chrono::seconds(120));
    CHECK(sent < 64'000'000); // what lay in buffers
}

TEST_CASE("resource check: no address on this machine or in private networks, and no answer is no crash") {
    HttpServer server;
    server.on("/x", test::answers("200 OK", ""));
    CHECK(ask(server.url("/x"), false).code.starts_with("blocked."));
    CHECK(server.log().empty());
    CHECK(ask("http://169.254.169.254/latest", false).code.starts_with("blocked."));
    CHECK(ask("http://nobody.invalid/x").code == "network.dns");
    CHECK(ask("https://[::bad/").code != "");
    CHECK(ask("http://127.0.0.1:1/x").status == 0);
}
