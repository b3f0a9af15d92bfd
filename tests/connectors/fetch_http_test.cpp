// fetch() over HTTP: one document, with everything a server can do to it.
#include "tests/support/http_server.hpp"
#include "tests/support/run_fetch.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using std::chrono::milliseconds;
using test::answers;
using test::FetchCase;
using test::HttpServer;
using test::Peer;
using test::Request;

namespace {

const std::string csv = "id;nom\r\n1;a\r\n2;b\r\n";

std::string only_part(const FetchOutcome& outcome) {
    const auto& snapshot = std::get<Snapshot>(outcome);
    REQUIRE(snapshot.parts.size() == 1);
    return test::read_file(snapshot.parts[0]);
}

} // namespace

TEST_CASE("fetch http: the document, its digest, its validators and its charset") {
    HttpServer server;
    server.on("/x.csv", answers("200 OK", csv,
                                {{"ETag", "\"v1\""},
                                 {"Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                 {"Content-Type", "text/csv; charset=ISO-8859-1"}}));
    FetchCase fetch(server.url("/x.csv?format=csv"));
    fetch.feed.source.query = {{"région", "Île"}};
    std::uint64_t progress = 0;
    fetch.request.progress = [&](std::uint64_t bytes) { progress = bytes; };
    const FetchOutcome outcome = fetch.run();
    CHECK(only_part(outcome) == csv);
    const auto& snapshot = std::get<Snapshot>(outcome);
    CHECK(snapshot.digest == digest128(csv));
    CHECK(snapshot.etag == "\"v1\"");
    CHECK(snapshot.last_modified == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(snapshot.charset == "iso-8859-1");
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(progress == csv.size());
    const Request request = server.log().at(0);
    CHECK(request.target == "/x.csv?format=csv&r%C3%A9gion=%C3%8Ele");
    CHECK(request.header("user-agent").starts_with("moisson/"));
    CHECK(request.header("host") == "127.0.0.1:" + std::to_string(server.port()));
    CHECK(request.header("if-none-match") == "");
}

TEST_CASE("fetch http: conditional with the validators of the last applied snapshot") {
    HttpServer server;
    server.on("/x", [](const Request& request, Peer& peer) {
        peer.send(request.header("if-none-match") == "\"v1\""
                      ? "HTTP/1.1 304 Not Modified\r\nContent-Length: 300\r\n\r\n"
                      : test::response("200 OK", csv));
    });
    FetchCase fetch(server.url("/x"));
    fetch.request.validators.etag = "\"v1\"";
    fetch.request.validators.last_modified = "Sun, 06 Nov 1994 08:49:37 GMT";
    CHECK(fetch.code() == "not-modified");
    CHECK(server.log().at(0).header("if-modified-since") == "Sun, 06 Nov 1994 08:49:37 GMT");
    server.on("/y", answers("304 Not Modified", ""));
    FetchCase unasked(server.url("/y"));
    CHECK(unasked.code() == "http.status");
}

TEST_CASE("fetch http: refused before anything is applied") {
    HttpServer server;
    struct Row {
        const char* path;
        test::Handler handler;
        const char* code;
    };
    const std::vector<Row> rows = {
        {"/empty", answers("200 OK", ""), "http.empty-document"},
        {"/204", answers("204 No Content", ""), "http.empty-document"},
        {"/html", answers("200 OK", "<!DOCTYPE html><html>Maintenance", {{"Content-Type", "text/csv"}}),
         "format.html-instead-of-data"},
        {"/401", answers("401 Unauthorized", "<html>"), "http.auth"},
        {"/404", answers("404 Not Found", "<html>"), "http.gone"},
        {"/206", answers("206 Partial Content", csv), "http.partial"},
        {"/short",
         [](const Request&, Peer& peer) {
             peer.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + csv), peer.close();
         },
         "http.truncated"},
        {"/closed", [](const Request&, Peer& peer) { peer.close(); }, "network.closed"},
        {"/reset",
         [](const Request&, Peer& peer) {
             peer.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + csv), peer.sleep(milliseconds(50)),
                 peer.reset();
         },
         "network.reset"},
        {"/large", answers("200 OK", std::string(2000, 'x')), "http.too-large"},
        {"/no-location", answers("302 Found", ""), "http.bad-redirect"},
        {"/loop", answers("302 Found", "", {{"Location", "/loop"}}), "http.too-many-redirects"},
        {"/metadata", answers("302 Found", "", {{"Location", "http://169.254.169.254/latest"}}),
         "blocked.address"},
        {"/port", answers("302 Found", "", {{"Location", "http://127.0.0.1:22/"}}), "blocked.port"},
        {"/file", answers("302 Found", "", {{"Location", "file:///etc/passwd"}}), "blocked.scheme"},
        {"/userinfo", answers("302 Found", "", {{"Location", "http://u:p@127.0.0.1/"}}), "http.bad-url"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.path);
        server.on(row.path, row.handler);
        FetchCase fetch(server.url(row.path));
        fetch.feed.source.limits.max_bytes = 1000;
        const FetchOutcome outcome = fetch.run();
        REQUIRE(std::holds_alternative<FetchFailure>(outcome));
        const FetchFailure& failure = std::get<FetchFailure>(outcome);
        CHECK(failure.error.code == row.code);
        CHECK(failure.error.message.size() > 30);
        CHECK(failure.gone == (std::string(row.path) == "/404"));
        CHECK_FALSE(std::filesystem::exists(fetch.request.spool_dir / "part-0000"));
    }
}

TEST_CASE("fetch http: time limits") {
    HttpServer server;
    server.on("/hang", [](const Request&, Peer& peer) { peer.hang(); });
    server.on("/body", [](const Request&, Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nid"), peer.hang();
    });
    const auto drip = [](std::string head, std::string drop) {
        return [head, drop](const Request&, Peer& peer) {
            for (peer.send(head); peer.alive(); peer.sleep(milliseconds(50))) peer.send(drop);
        };
    };
    server.on("/drip", drip("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "x"));
    server.on("/drip-headers", drip("HTTP/1.1 200 OK\r\n", "X: y\r\n"));
    struct Row {
        const char* path;
        const char* code;
    };
    for (const Row& row : {Row{"/hang", "timeout.first-byte"}, Row{"/body", "timeout.idle"},
                           Row{"/drip", "timeout.total"}, Row{"/drip-headers", "timeout.headers"}}) {
        CAPTURE(row.path);
        FetchCase fetch(server.url(row.path));
        fetch.request.app.http.first_byte_timeout = fetch.request.app.http.idle_timeout =
            std::chrono::seconds(1);
        fetch.feed.source.limits.timeout = std::chrono::seconds(std::string(row.path) == "/drip" ? 1 : 60);
        fetch.request.retry.attempts = 1;
        CHECK(fetch.code() == row.code);
    }
}

TEST_CASE("fetch http: a fault that may pass is tried again within the run") {
    HttpServer server;
    unsigned asked = 0;
    server.on("/flaky", [&](const Request&, Peer& peer) {
        ++asked;
        if (asked == 1) peer.send(test::response("500 Internal Server Error", ""));
        if (asked == 2) peer.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nid;n"), peer.close();
        if (asked == 3) peer.send(test::response("200 OK", csv));
    });
    FetchCase fetch(server.url("/flaky"));
    const FetchOutcome outcome = fetch.run();
    CHECK(only_part(outcome) == csv);
    CHECK(std::get<Snapshot>(outcome).digest == digest128(csv)); // nothing of the cut answer is in it
    CHECK(asked == 3);

    SUBCASE("but not for ever") {
        server.on("/500", answers("500 Internal Server Error", ""));
        FetchCase failing(server.url("/500"));
        CHECK(failing.code() == "http.server-error");
        CHECK(server.log().size() == 6);
    }
    SUBCASE("and not when it makes no sense") {
        server.on("/401", answers("401 Unauthorized", ""));
        FetchCase failing(server.url("/401"));
        CHECK(failing.code() == "http.auth");
        CHECK(server.log().size() == 4);
    }
    SUBCASE("a server that asks for a long pause gets it from the scheduler") {
        server.on("/429", answers("429 Too Many Requests", "", {{"Retry-After", "3600"}}));
        FetchCase failing(server.url("/429"));
        const FetchOutcome refused = failing.run();
        CHECK(std::get<FetchFailure>(refused).error.code == "http.rate-limited");
        CHECK(std::get<FetchFailure>(refused).retry_after == std::chrono::seconds(3600));
        CHECK(server.log().size() == 4);
    }
}

TEST_CASE("fetch http: nobody listens, nobody has that name") {
    unsigned short port = 0;
    { port = HttpServer().port(); }
    CHECK(FetchCase("http://127.0.0.1:" + std::to_string(port) + "/").code() == "network.refused");
    CHECK(FetchCase("http://nobody.invalid/").code() == "network.dns");
}

TEST_CASE("fetch http: credentials go to the feed's own host, and nowhere else") {
    HttpServer server;
    const std::string elsewhere = "http://localhost:" + std::to_string(server.port());
    server.on("/x", answers("302 Found", "", {{"Location", elsewhere + "/y"}}));
    server.on("/y", answers("301 Moved Permanently", "", {{"Location", server.url("/z")}}));
    server.on("/z", answers("200 OK", csv));
    FetchCase fetch(server.url("/x"));
    AuthConfig& auth = fetch.feed.source.auth;
    fetch.feed.source.headers = {{"X-API-KEY", "{secret:key}"}, {"Cookie", "a=b"}};
    SUBCASE("header") {
        auth.type = "header", auth.name = "Authorization", auth.value = "Token {secret:token}";
        CHECK(fetch.code() == "");
        CHECK(server.log()[0].header("authorization") == "Token value-of-token");
        CHECK(server.log()[0].header("x-api-key") == "value-of-key");
        for (std::size_t away : {1u, 2u})
            for (const char* name : {"authorization", "x-api-key", "cookie"})
                CHECK(server.log()[away].header(name) == "");
    }
    SUBCASE("query") {
        auth.type = "query", auth.name = "apikey", auth.value = "{secret:key}";
        const FetchOutcome outcome = fetch.run();
        CHECK(server.log()[0].query("apikey") == "value-of-key");
        CHECK(server.log()[1].target == "/y");
        CHECK(std::get<Snapshot>(outcome).warnings.at(0).starts_with("http.moved-permanently: "));
    }
    SUBCASE("basic") {
        auth.type = "basic", auth.username = "Aladdin", auth.password = "{secret:sesame}";
        CHECK(fetch.code() == "");
        CHECK(server.log()[0].header("authorization") == "Basic QWxhZGRpbjp2YWx1ZS1vZi1zZXNhbWU=");
        CHECK(server.log()[1].header("authorization") == "");
    }
}

TEST_CASE("fetch http: secrets stay out of messages; one that is absent is named") {
    HttpServer server;
    server.on("/value-of-key", answers("500 Internal Server Error", ""));
    FetchCase fetch(server.url("/{secret:key}?token=abc"));
    fetch.request.retry.attempts = 1;
    const FetchOutcome outcome = fetch.run();
    const std::string message = std::get<FetchFailure>(outcome).error.message;
    CHECK(message.find("/***?token=*** answered 500") != std::string::npos);
    fetch.request.secrets = default_secret_reader(fetch.directory.path());
    const FetchOutcome absent = fetch.run();
    CHECK(std::get<FetchFailure>(absent).error.code == "secret.unavailable");
    CHECK(std::get<FetchFailure>(absent).error.message.find("secrets.d/key") != std::string::npos);
    test::write_file(fetch.directory / "secrets.d/key", "value-of-key\n");
    std::filesystem::permissions(fetch.directory / "secrets.d/key", std::filesystem::perms(0644));
    CHECK(fetch.code() == "secret.unavailable"); // others could read it
    std::filesystem::permissions(fetch.directory / "secrets.d/key", std::filesystem::perms(0600));
    CHECK(fetch.code() == "http.server-error");
}

TEST_CASE("fetch http: POST with a body") {
    HttpServer server;
    server.on("/search",
              [](const Request& request, Peer& peer) { peer.send(test::response("200 OK", request.body)); });
    FetchCase fetch(server.url("/search"), "json");
    fetch.feed.source.method = "POST";
    fetch.feed.source.body = R"({"région": "Île-de-France"})";
    CHECK(only_part(fetch.run()) == fetch.feed.source.body);
    CHECK(server.log()[0].header("content-type") == "application/json");
}

TEST_CASE("fetch http: stopped by its owner, it leaves nothing behind") {
    HttpServer server;
    server.on("/x", [](const Request&, Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nid"), peer.hang();
    });
    FetchCase fetch(server.url("/x"));
    CHECK(fetch.cancelled_after(milliseconds(200)));
    CHECK_FALSE(std::filesystem::exists(fetch.request.spool_dir / "part-0000"));
}

TEST_CASE("fetch http: at most so many connections to one host, and at most so many requests a second") {
    HttpServer server;
    std::atomic<int> now{0}, most{0};
    server.on("/x", [&](const Request&, Peer& peer) {
        most = std::max(most.load(), ++now);
        peer.sleep(milliseconds(30));
        --now;
        peer.send(test::response("200 OK", csv));
    });
    std::vector<std::unique_ptr<FetchCase>> cases;
    for (int i = 0; i < 6; ++i) cases.push_back(std::make_unique<FetchCase>(server.url("/x")));
    cases[0]->request.app.http.connections_per_host = 2;
    cases[0]->request.app.http.requests_per_second_per_host = 50;
    const auto begin = std::chrono::steady_clock::now();
    CHECK(test::run_together(cases) == std::vector<std::string>(6, ""));
    CHECK(most == 2);
    CHECK(std::chrono::steady_clock::now() - begin >= milliseconds(90)); // 6 requests, 3 turns of 30 ms
}
