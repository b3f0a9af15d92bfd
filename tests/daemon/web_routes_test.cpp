#include "daemon/web/routes.hpp"
#include "tests/daemon/web_fake_backend.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace moisson;
using nlohmann::json;

namespace {

web::Response ask(const web::Handler& site, web::Request request) {
    boost::asio::io_context io;
    web::Response response;
    auto done = [&](std::exception_ptr error, web::Response answer) {
        if (error) std::rethrow_exception(error);
        response = std::move(answer);
    };
    boost::asio::co_spawn(io, site(std::move(request)), done);
    io.run();
    return response;
}

web::Response get(const web::Handler& site, const std::string& path,
                  const std::string& host = "localhost:8642") {
    web::Request request;
    request.method = "GET";
    const std::size_t query = path.find('?');
    request.path = path.substr(0, query);
    if (query != std::string::npos) request.query = path.substr(query + 1);
    request.host = host;
    return ask(site, request);
}

web::Response post(const web::Handler& site, const std::string& path, const std::string& body = "",
                   const std::string& peer = "marie (uid 1000, pid 42)") {
    web::Request request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    request.peer = peer;
    request.local = true;
    return ask(site, request);
}

std::string header(const web::Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return "";
}

} // namespace

TEST_CASE("each status path answers with its type") {
    test::FakeBackend backend;
    const auto site = web::status_site(backend);
    struct Case {
        const char *path, *type;
        int status;
    };
    for (const Case& c : {
             Case{"/livez", "text/plain; charset=utf-8", 200},
             Case{"/readyz", "text/plain; charset=utf-8", 200},
             Case{"/readyz?verbose", "application/json", 200},
             Case{"/healthz", "application/health+json", 200},
             Case{"/status", "application/json", 200},
             Case{"/status/feeds", "application/json", 200},
             Case{"/status/feeds/asso-ain", "application/json", 200},
             Case{"/status/feeds/asso-ain/runs", "application/json", 200},
             Case{"/status/feeds/asso-ain/runs/7", "application/json", 200},
             Case{"/status/feeds/asso-ain/rejects", "application/json", 200},
             Case{"/metrics", "text/plain; version=0.0.4; charset=utf-8", 200},
             Case{"/", "text/html; charset=utf-8", 200},
             Case{"/status/feeds/unknown", "application/problem+json", 404},
             Case{"/status/feeds/asso-ain/runs/8", "application/problem+json", 404},
             Case{"/status/feeds/asso-ain/runs/x", "application/problem+json", 404},
             Case{"/status/", "application/problem+json", 404},
             Case{"//status", "application/problem+json", 404},
             Case{"/status/feeds/../../etc/passwd", "application/problem+json", 404},
             Case{"/status/feeds/%2e%2e", "application/problem+json", 404},
             Case{"/status/feeds/a%2fb", "application/problem+json", 404},
             Case{"/status/feeds/a%00b", "application/problem+json", 404},
             Case{"/status/feeds/%zz", "application/problem+json", 404},
         }) {
        CAPTURE(c.path);
        const auto response = get(site, c.path);
        CHECK(response.status == c.status);
        CHECK(response.content_type == c.type);
    }
}

TEST_CASE("a feed has the shape of the command line") {
    test::FakeBackend backend;
    const json feed = json::parse(get(web::status_site(backend), "/status/feeds/asso-ain").body);
    for (const char* key : {"feed", "state", "records", "last_success_at", "last_change_at", "next_run_at",
                            "consecutive_failures", "rejects"})
        CHECK_MESSAGE(feed.contains(key), key);
    CHECK(feed["records"] == 12);
    CHECK(feed["last_success_at"] == "2026-11-21T20:46:40Z");
    CHECK(feed["last_change_at"].is_null());
}

TEST_CASE("the status of this machine shows no secret and no personal value") {
    test::FakeBackend backend;
    const auto site = web::status_site(backend);
    CHECK(get(site, "/status/feeds/asso-ain/runs").body.find("hunter2") == std::string::npos);
    CHECK(get(site, "/status/feeds/asso-ain/runs/7").body.find("abc") == std::string::npos);
    CHECK(get(site, "/status/feeds/asso-ain/rejects").body.find("jean.dupont") == std::string::npos);
    CHECK(get(web::control_site(backend), "/status/feeds/asso-ain/rejects").body.find("jean.dupont") !=
          std::string::npos);
}

TEST_CASE("health warns about a held feed and fails without a store") {
    test::FakeBackend backend;
    const auto site = web::status_site(backend);
    CHECK(json::parse(get(site, "/healthz").body)["status"] == "warn");
    auto broken = std::make_shared<StatusSnapshot>(*backend.snapshot);
    broken->store_ok = false;
    backend.snapshot = broken;
    CHECK(get(site, "/healthz").status == 503);
    CHECK(get(site, "/readyz").status == 503);
    CHECK(get(site, "/livez").status == 200);
    backend.is_alive = false;
    CHECK(get(site, "/livez").status == 503);
}

TEST_CASE("starting and stopping are not ready") {
    test::FakeBackend backend;
    for (Phase phase : {Phase::starting, Phase::stopping}) {
        auto status = std::make_shared<StatusSnapshot>(*backend.snapshot);
        status->phase = phase;
        backend.snapshot = status;
        CHECK(get(web::status_site(backend), "/readyz").status == 503);
        CHECK(get(web::status_site(backend), "/readyz").body == std::string(to_string(phase)) + "\n");
    }
}

TEST_CASE("the status answers to its own names only") {
    test::FakeBackend backend;
    const auto site = web::status_site(backend);
    for (const char* host : {"localhost", "LOCALHOST:8642", "127.0.0.1:8642", "[::1]:8642", "[::1]"})
        CHECK_MESSAGE(get(site, "/status", host).status == 200, host);
    for (const char* host :
         {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8642", "[::2]"})
        CHECK_MESSAGE(get(site, "/status", host).status == 421, host);
    web::Request request;
    request.method = "GET";
    request.path = "/status";
    request.host = "localhost";
    request.origin = "https://evil.example";
    CHECK(ask(site, request).status == 403);
}

TEST_CASE("another method is refused with what is allowed; orders exist on the socket only") {
    test::FakeBackend backend;
    const auto site = web::status_site(backend);
    web::Request request;
    request.path = "/status";
    request.host = "localhost";
    for (const char* method : {"POST", "PUT", "DELETE", "TRACE", "OPTIONS"}) {
        request.method = method;
        const auto response = ask(site, request);
        CHECK(response.status == 405);
        CHECK(header(response, "Allow") == "GET, HEAD");
    }
    request.method = "POST";
    request.path = "/feeds/asso-ain/run";
    CHECK(ask(site, request).status == 404);
}

TEST_CASE("orders by the socket reach the service with the peer's account") {
    test::FakeBackend backend;
    const auto site = web::control_site(backend);
    const auto started = post(site, "/feeds/asso-ain/run", R"({"full":true})");
    CHECK(started.status == 202);
    CHECK(header(started, "Location") == "/status/feeds/asso-ain/runs/8");
    CHECK(backend.last_run.full);
    CHECK(backend.last_run.actor == "operator marie");

    post(site, "/feeds/asso-ain/run", R"({"actor":"paul"})");
    CHECK(backend.last_run.actor == "operator marie"); // an account speaks for itself
    post(site, "/feeds/asso-ain/run", R"({"actor":"paul"})", "root (uid 0, pid 1)");
    CHECK(backend.last_run.actor == "operator paul"); // root for the person behind sudo

    CHECK(post(site, "/feeds/busy/run").status == 409);
    CHECK(post(site, "/feeds/asso-ain/pause", R"({"reason":"migration"})").status == 202);
    CHECK(backend.said == "asso-ain paused marie: migration");
    CHECK(post(site, "/feeds/asso-ain/runs/7/approve", R"({"reason":"ok","rekey":true})").status == 202);
    CHECK(backend.last_decision.run == 7);
    CHECK(backend.last_decision.rekey);
    CHECK(post(site, "/feeds/asso-ain/runs/7/deny").status == 422); // a decision needs a reason
    CHECK(post(site, "/-/reload").status == 422);
    CHECK(post(site, "/-/reload").body.find("diagnostics") != std::string::npos);
}

TEST_CASE("a body that is not the JSON object of an order is refused") {
    test::FakeBackend backend;
    const auto site = web::control_site(backend);
    for (const char* body : {"[]", "{", "\"x\"", R"({"full":"yes"})", R"({"replay":"last"})"})
        CHECK_MESSAGE(post(site, "/feeds/asso-ain/run", body).status == 400, body);
}
