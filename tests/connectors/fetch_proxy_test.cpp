// [http.client] proxy: https through a tunnel, http by the proxy's own request, and what stays forbidden.
#include "tests/support/http_server.hpp"
#include "tests/support/run_fetch.hpp"
#include "tests/support/tunnel_proxy.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::FetchCase;
using test::HttpServer;

namespace {

const std::string proxied_row = "id;nom\r\n1;a\r\n";

} // namespace

TEST_CASE("proxy: http sources are asked for by their whole address; the login is for the proxy") {
    HttpServer proxy; // answers as a proxy would that has fetched the source
    proxy.on("http://feed.test/x.csv", test::answers("200 OK", proxied_row));
    FetchCase fetch("http://feed.test/x.csv?page=1");
    fetch.request.app.http.proxy = proxy.url("");
    fetch.request.app.http.proxy_username = "moisson";
    fetch.request.app.http.proxy_password = "{secret:proxy}";
    CHECK(fetch.code() == "");
    REQUIRE(proxy.log().size() == 1);
    CHECK(proxy.log()[0].target == "http://feed.test/x.csv?page=1");
    CHECK(proxy.log()[0].header("host") == "feed.test");
    CHECK(proxy.log()[0].header("proxy-authorization") == "Basic bW9pc3Nvbjp2YWx1ZS1vZi1wcm94eQ==");
}

TEST_CASE("proxy: https goes through a tunnel, and the certificate is the source's") {
    const auto shared = test::shared_dir();
    if (!shared) MESSAGE("skipped: ../shared is absent");
    if (!shared) return;
    const auto tls = *shared / "data/corpora/own-tls";
    HttpServer server({tls / "good.crt", tls / "good.key"});
    server.on("/x.csv", test::answers("200 OK", proxied_row));
    test::TunnelProxy proxy(server.port());
    FetchCase fetch("https://feed.test/x.csv");
    fetch.feed.source.tls_ca = (tls / "test-root.pem").string();
    fetch.request.app.http.proxy = proxy.url();
    CHECK(fetch.code() == "");
    REQUIRE(proxy.heads().size() == 1);
    CHECK(proxy.heads()[0] == "CONNECT feed.test:443 HTTP/1.1\r\nHost: feed.test:443\r\n\r\n");
    REQUIRE(server.log().size() == 1);
    CHECK(server.log()[0].target == "/x.csv");

    fetch.feed.source.url = "https://other.test/x.csv"; // led to the same server
    CHECK(fetch.code() == "tls.hostname-mismatch");
}

TEST_CASE("proxy: a proxy that refuses says which settings to look at; addresses are still judged") {
    HttpServer proxy;
    proxy.on("feed.test:443", test::answers("407 Proxy Authentication Required", ""));
    FetchCase fetch("https://feed.test/x.csv");
    fetch.request.app.http.proxy = proxy.url("");
    const FetchOutcome outcome = fetch.run();
    CHECK(fetch.code_of(outcome) == "network.proxy");
    CHECK(std::get<FetchFailure>(outcome).error.message.find("(it answered 407)") != std::string::npos);
    for (const char* url :
         {"https://10.0.0.1/x", "http://169.254.169.254/x", "https://[::1]/x", "http://localhost/x"}) {
        CAPTURE(url);
        FetchCase inside(url);
        inside.request.app.http.allow_private = {};
        inside.request.app.http.proxy = proxy.url("");
        CHECK(inside.code() == "blocked.address");
    }
}

TEST_CASE("proxy: hosts of no_proxy are reached directly") {
    HttpServer server, proxy;
    server.on("/x.csv", test::answers("200 OK", proxied_row));
    FetchCase fetch(server.url("/x.csv"));
    fetch.request.app.http.proxy = proxy.url("");
    fetch.request.app.http.no_proxy = {"127.0.0.1"};
    CHECK(fetch.code() == "");
    CHECK(proxy.log().empty());
}
