// fetch() over TLS: which certificates are refused, with which words; never "insecure".
#include "connectors/http/network.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/run_fetch.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::FetchCase;
using test::HttpServer;
using test::Peer;
using test::Request;

namespace {

const std::string csv_body = "id;nom\r\n1;a\r\n";

/// The feed's name is feed.test, which is this machine.
std::unique_ptr<FetchCase> tls_case(const HttpServer& server, const std::string& path,
                                    const std::string& ca) {
    const std::string url = server.url(path);
    auto fetch = std::make_unique<FetchCase>("https://feed.test" + url.substr(url.rfind(':')));
    fetch->feed.source.tls_ca = ca;
    fetch->request.retry.attempts = 1;
    fetch->network = std::make_shared<Network>(HostLimiter::Limits{8, 0}, [](const std::string&) {
        return LookupResult{{boost::asio::ip::make_address("127.0.0.1")}, "", false};
    });
    return fetch;
}

std::string code_with(const HttpServer& server, const std::string& path, const std::string& ca) {
    return tls_case(server, path, ca)->code();
}

std::optional<std::filesystem::path> certificates() {
    const auto shared = test::shared_dir();
    if (!shared) MESSAGE("skipped: ../shared is absent");
    return shared ? std::optional(*shared / "data/corpora/own-tls") : std::nullopt;
}

} // namespace

TEST_CASE("fetch tls: every certificate of the corpus ends as it should") {
    const auto directory = certificates();
    if (!directory) return;
    struct Row {
        const char* name;
        const char* code;
    };
    for (const Row& row : {
             Row{"good", ""},
             Row{"full-chain", ""},
             Row{"wildcard", "tls.hostname-mismatch"},
             Row{"expired", "tls.certificate-expired"},
             Row{"not-yet-valid", "tls.certificate-not-yet-valid"},
             Row{"wrong-host", "tls.hostname-mismatch"},
             Row{"untrusted-root", "tls.unknown-ca"},
             Row{"self-signed", "tls.self-signed"},
             Row{"incomplete-chain",
                 "tls.unknown-ca"}, // cannot be told from an unknown authority: the words name both
             Row{"no-san", "tls.hostname-mismatch"},
             Row{"wildcard-deep", "tls.hostname-mismatch"},
             Row{"client-only", "tls.bad-purpose"},
             Row{"rsa1024", "tls.weak-key"},
             Row{"sha1", "tls.weak-signature"},
             Row{"nul-cn", "tls.hostname-mismatch"},
         }) {
        CAPTURE(std::string(row.name));
        HttpServer server(
            {*directory / (std::string(row.name) + ".crt"), *directory / (std::string(row.name) + ".key")});
        server.on("/x", test::answers("200 OK", csv_body));
        CHECK(code_with(server, "/x", (*directory / "test-root.pem").string()) == row.code);
    }
}

TEST_CASE("fetch tls: an authority that only the feed names is trusted by that feed alone") {
    const auto directory = certificates();
    if (!directory) return;
    HttpServer server({*directory / "good.crt", *directory / "good.key"});
    server.on("/x", test::answers("200 OK", csv_body));
    CHECK(code_with(server, "/x", "") == "tls.unknown-ca");
    CHECK(code_with(server, "/x", (*directory / "absent.pem").string()) == "tls.bad-file");
    CHECK(code_with(server, "/x", (*directory / "other-root.pem").string()) == "tls.unknown-ca");
}

TEST_CASE("fetch tls: a client certificate is shown to the host of the feed, and to no other") {
    const auto directory = certificates();
    if (!directory) return;
    const std::string ca = (*directory / "test-root.pem").string();
    const test::ServerTls certificate{*directory / "good.crt", *directory / "good.key"};
    test::ServerTls strict = certificate;
    strict.client_ca = ca;
    HttpServer server(strict);
    server.on("/x", test::answers("200 OK", csv_body));
    server.on("/away", test::answers("302 Found", "",
                                     {{"Location", server.url("/x")}})); // by its address: another host
    const auto code = [&](const std::string& path, const std::string& ours) {
        auto fetch = tls_case(server, path, ca);
        if (!ours.empty()) {
            fetch->feed.source.tls_client_certificate = (*directory / (ours + ".crt")).string();
            fetch->feed.source.tls_client_key = (*directory / (ours + ".key")).string();
        }
        return fetch->code();
    };
    CHECK(code("/x", "client-only") == "");
    CHECK(code("/x", "") == "tls.client-certificate");
    CHECK(code("/x", "untrusted-root") == "tls.client-certificate");
    CHECK(code("/x", "absent") == "tls.bad-file");
    CHECK(code("/away", "client-only") == "tls.client-certificate");
}

TEST_CASE("fetch tls: an end without its mark may be a cut") {
    const auto directory = certificates();
    if (!directory) return;
    const std::string ca = (*directory / "test-root.pem").string();
    HttpServer server({*directory / "good.crt", *directory / "good.key"});
    const std::string head = "HTTP/1.1 200 OK\r\n\r\n";
    server.on("/torn", [&](const Request&, Peer& peer) { peer.send(head + csv_body), peer.tear(); });
    server.on("/marked", [&](const Request&, Peer& peer) { peer.send(head + csv_body), peer.close(); });
    server.on("/down", test::answers("302 Found", "", {{"Location", "http://example.com/x"}}));
    CHECK(code_with(server, "/torn", ca) == "http.truncated");
    CHECK(code_with(server, "/marked", ca) == "");
    CHECK(code_with(server, "/down", ca) == "blocked.downgrade");
}

TEST_CASE("fetch tls: plain HTTP on the TLS port, and the reverse") {
    HttpServer plain;
    plain.on("/x", test::answers("200 OK", csv_body));
    CHECK(code_with(plain, "/x", "") == "tls.handshake");
    const auto directory = certificates();
    if (!directory) return;
    HttpServer tls({*directory / "good.crt", *directory / "good.key"});
    FetchCase fetch("http://127.0.0.1:" + std::to_string(tls.port()) + "/x");
    fetch.request.retry.attempts = 1;
    const std::string code = fetch.code();
    CHECK((code == "network.closed" || code == "http.protocol" || code == "network.reset"));
}
