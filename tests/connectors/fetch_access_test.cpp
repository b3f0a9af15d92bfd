// fetch() with tokens that have to be asked for first: OAuth2 client credentials and sessions.
#include "tests/support/http_server.hpp"
#include "tests/support/run_fetch.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::FetchCase;
using test::HttpServer;
using test::Peer;
using test::Request;

namespace {

const std::string one_row = "id;nom\r\n1;a\r\n";

/// Data at /data for the bearer of the newest token; tokens at /token.
struct TokenServer : HttpServer {
    TokenServer() {
        on("/token", [this](const Request& request, Peer& peer) {
            asked.push_back(request);
            const std::string token = "token-number-" + std::to_string(asked.size());
            peer.send(test::response("200 OK", R"({"access_token":")" + token +
                                                   R"(","token_type":"Bearer","expires_in":)" + expires_in +
                                                   R"(,"data":{"jwt":"inner-)" + token + "\"}}"));
        });
        on("/data", [this](const Request& request, Peer& peer) {
            seen.push_back(request.header("authorization"));
            const bool good =
                seen.back().ends_with("token-number-" + std::to_string(asked.size())) && !refuse;
            peer.send(good ? test::response("200 OK", one_row) : test::response("401 Unauthorized", ""));
        });
    }
    std::vector<Request> asked;    ///< requests for a token
    std::vector<std::string> seen; ///< authorizations that came with requests for data
    std::string expires_in = "3600";
    bool refuse = false;
};

struct WithToken : FetchCase {
    WithToken(const TokenServer& server, const std::string& type) : FetchCase(server.url("/data")) {
        AuthConfig& auth = feed.source.auth;
        auth.type = type;
        auth.token_url = server.url("/token");
        if (type == "session") return;
        auth.client_id = "moisson";
        auth.client_secret = "{secret:portal}";
        auth.scope = "api_offers o2dsoffre";
        auth.parameters = {{"realm", "/partenaire"}};
    }
};

} // namespace

TEST_CASE(
    "access: oauth2 asks for a token with what the server wants, and sends it with the data's request") {
    TokenServer server;
    WithToken fetch(server, "oauth2");
    CHECK(fetch.code() == "");
    REQUIRE(server.asked.size() == 1);
    CHECK(server.asked[0].method == "POST");
    CHECK(server.asked[0].header("content-type") == "application/x-www-form-urlencoded");
    CHECK(server.asked[0].body == "grant_type=client_credentials&client_id=moisson&client_secret="
                                  "value-of-portal&scope=api_offers%20o2dsoffre&realm=%2Fpartenaire");
    CHECK(server.seen == std::vector<std::string>{"Bearer token-number-1"});

    SUBCASE("the next run uses it again") {
        CHECK(fetch.code() == "");
        CHECK(server.asked.size() == 1);
    }
    SUBCASE("another feed with the same credentials gets its own") {
        WithToken other(server, "oauth2");
        other.feed.id = "other";
        other.network = fetch.network;
        CHECK(other.code() == "");
        CHECK(server.asked.size() == 2);
    }
    SUBCASE("a token that the data's server refuses is asked for anew, once") {
        server.asked.push_back({}); // the server has forgotten the first
        CHECK(fetch.code() == "");
        CHECK(server.asked.size() == 3);
        CHECK(server.seen.back() == "Bearer token-number-3");
        server.refuse = true;
        CHECK(fetch.code() == "http.auth");
        CHECK(server.asked.size() == 4);
    }
}

TEST_CASE("access: a token is kept for half a minute at least, whatever its server says") {
    TokenServer server;
    server.expires_in = "1";
    WithToken fetch(server, "oauth2");
    CHECK(fetch.code() == "");
    CHECK(fetch.code() == "");
    CHECK(server.asked.size() == 1);
}

TEST_CASE("access: client_auth = basic sends the credentials as user and password") {
    TokenServer server;
    WithToken fetch(server, "oauth2");
    fetch.feed.source.auth.client_auth = "basic";
    CHECK(fetch.code() == "");
    CHECK(server.asked.at(0).header("authorization") == "Basic bW9pc3Nvbjp2YWx1ZS1vZi1wb3J0YWw=");
    CHECK(server.asked.at(0).body.find("client_secret") == std::string::npos);
}

TEST_CASE("access: a session posts its parameters as JSON and finds the token where it was told") {
    TokenServer server;
    WithToken fetch(server, "session");
    AuthConfig& auth = fetch.feed.source.auth;
    auth.parameters = {{"client_secret", "{secret:milo}"}, {"lang", "fr \"é\""}};
    auth.token_path = "/data/jwt";
    auth.value = "JWT {token}";
    CHECK(fetch.code() == "");
    CHECK(server.asked.at(0).header("content-type") == "application/json");
    CHECK(server.asked.at(0).body == "{\"client_secret\":\"value-of-milo\",\"lang\":\"fr \\\"é\\\"\"}");
    CHECK(server.seen == std::vector<std::string>{"JWT inner-token-number-1"});
}

TEST_CASE("access: when no token comes, it says which key to look at, and shows no secret") {
    struct Row {
        const char* answer;
        const char* code;
        const char* says;
    };
    for (const Row& row : {
             Row{"200 OK|{\"error\":\"value-of-portal\"}", "http.auth",
                 "nothing stands at \"/access_token\""},
             Row{"200 OK|<html>value-of-portal</html>", "http.auth", "token_path"},
             Row{"401 Unauthorized|{}", "http.auth", "check client_id"},
             Row{"400 Bad Request|{\"error\":\"invalid_scope\"}", "http.auth", "scope"},
             Row{"503 Service Unavailable|", "http.server-error", "tried again later"},
         }) {
        CAPTURE(row.answer);
        TokenServer server;
        const std::string answer = row.answer;
        server.on("/token",
                  test::answers(answer.substr(0, answer.find('|')), answer.substr(answer.find('|') + 1)));
        WithToken fetch(server, "oauth2");
        const FetchOutcome outcome = fetch.run();
        CHECK(fetch.code_of(outcome) == row.code);
        const std::string message = std::get<FetchFailure>(outcome).error.message;
        CHECK(message.find(row.says) != std::string::npos);
        CHECK(message.find("value-of-portal") == std::string::npos);
    }
}

TEST_CASE("access: the token stays at home: a redirect to another host does not get it") {
    TokenServer server, other;
    other.on("/elsewhere", test::answers("200 OK", one_row));
    server.on("/data", test::answers("302 Found", "", {{"Location", other.url("/elsewhere")}}));
    WithToken fetch(server, "oauth2");
    fetch.feed.source.url = server.url("/data");
    // Two ports of one machine are two origins; the port of the other is not the feed's own.
    CHECK(fetch.code() == "blocked.port");
    CHECK(other.log().empty());
}

TEST_CASE("access: the server of tokens is behind the same wall as the data") {
    TokenServer server;
    WithToken fetch(server, "oauth2");
    fetch.feed.source.auth.token_url = "http://10.0.0.1/token";
    CHECK(fetch.code() == "blocked.address");
}
