// Many feeds, few hosts: nobody is asked more than agreed, and a host that is down costs the others nothing.
#include "connectors/http/network.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/run_fetch.hpp"

#include <atomic>
#include <doctest/doctest.h>

using namespace moisson;
using namespace std::chrono_literals;
using test::FetchCase;
using test::HttpServer;
using test::Peer;
using test::Request;

TEST_CASE("breaker: rests after five failures in a row, longer each time, until one success") {
    using Clock = CircuitBreaker::Clock;
    CircuitBreaker breaker;
    Clock::time_point now{};
    for (int i = 0; i < 4; ++i) breaker.failed(now);
    CHECK(breaker.rests_for(now) == 0s);
    breaker.failed(now);
    CHECK(breaker.rests_for(now) == 30s);
    breaker.failed(now); // was under way when the rest began
    CHECK(breaker.rests_for(now) == 30s);
    now += 30s;
    CHECK(breaker.rests_for(now) == 0s); // one may look
    breaker.failed(now);
    CHECK(breaker.rests_for(now) == 60s);
    for (int i = 0; i < 20; ++i) now += breaker.rests_for(now), breaker.failed(now);
    CHECK(breaker.rests_for(now) == 600s);
    now += 600s;
    breaker.succeeded();
    for (int i = 0; i < 4; ++i) breaker.failed(now);
    CHECK(breaker.rests_for(now) == 0s);
}

TEST_CASE("hosts: a host that refuses connections is left alone; its feeds are told to wait") {
    unsigned short closed = 0;
    {
        HttpServer gone;
        closed = gone.port();
    }
    std::vector<std::unique_ptr<FetchCase>> cases;
    for (int i = 0; i < 4; ++i)
        cases.push_back(std::make_unique<FetchCase>("http://127.0.0.1:" + std::to_string(closed) + "/" +
                                                    std::to_string(i)));
    for (auto& fetch : cases) fetch->request.app.http.connections_per_host = 1;
    const auto codes = test::run_together(cases);
    CHECK(std::count(codes.begin(), codes.end(), "network.host-down") >= 2);
    cases[0]->network = make_network(cases[0]->request.app);
    CHECK(cases[0]->code() == "network.refused"); // three attempts: not yet resting
    CHECK(cases[0]->code() == "network.host-down");
    const FetchOutcome outcome = cases[0]->run();
    CHECK(std::get<FetchFailure>(outcome).error.transient);
    CHECK(std::get<FetchFailure>(outcome).retry_after > 0s);
    CHECK(std::get<FetchFailure>(outcome).error.message.find("left alone") != std::string::npos);
}

TEST_CASE("hosts: answers that are errors are answers; the host does not rest") {
    HttpServer server;
    server.on("/x", test::answers("500 Internal Server Error", ""));
    FetchCase fetch(server.url("/x"));
    for (int i = 0; i < 4; ++i) CHECK(fetch.code() == "http.server-error");
}

namespace {

/// How many requests a host answers at the same time, at most.
struct Gauge {
    std::atomic<int> now{0}, most{0};
    test::Handler handler() {
        return [this](const Request&, Peer& peer) {
            const int active = ++now;
            for (int seen = most; active > seen && !most.compare_exchange_weak(seen, active);) {
            }
            peer.sleep(2ms);
            --now;
            peer.send(test::response("200 OK", "id;nom\r\n1;a\r\n"));
        };
    }
};

} // namespace

TEST_CASE("hosts: 400 feeds on three hosts, one of which hangs: limits hold, the others are done at once") {
    HttpServer servers[3];
    Gauge gauges[2];
    for (int i = 0; i < 2; ++i) servers[i].on("/x", gauges[i].handler());
    servers[2].on("/x", [](const Request&, Peer& peer) { peer.hang(); });
    const Lookup lookup = [](const std::string&) {
        return LookupResult{{boost::asio::ip::make_address("127.0.0.1")}, "", false};
    };
    std::vector<std::unique_ptr<FetchCase>> cases;
    for (std::size_t i = 0; i < 400; ++i) {
        const std::string host = "host-" + std::to_string(i % 3) + ".test:";
        cases.push_back(
            std::make_unique<FetchCase>("http://" + host + std::to_string(servers[i % 3].port()) + "/x"));
        cases.back()->feed.id = "feed-" + std::to_string(i);
        cases.back()->request.app.http.first_byte_timeout = 1s;
        cases.back()->request.retry.attempts = 2;
    }
    const auto network = std::make_shared<Network>(HostLimiter::Limits{2, 0}, lookup);
    std::map<std::string, int> requests;
    network->hosts.on_answer = [&](const std::string& host, const std::string& code) {
        ++requests[host];
        CHECK((code == "200" || (host == "host-2.test" && code == "timeout.first-byte")));
    };
    std::vector<std::chrono::milliseconds> took;
    const auto codes = test::run_together(cases, network, &took);
    auto longest = 0ms;
    for (std::size_t i = 0; i < 400; ++i) {
        CAPTURE(i);
        if (i % 3 < 2) CHECK(codes[i] == "");
        if (i % 3 < 2) longest = std::max(longest, took[i]);
        if (i % 3 == 2) CHECK((codes[i] == "timeout.first-byte" || codes[i] == "network.host-down"));
    }
    for (const Gauge& gauge : gauges) CHECK(gauge.most == 2);
    MESSAGE("266 feeds of two hosts were done after ", longest.count(), " ms, beside a host that hangs");
    CHECK(requests.at("host-0.test") == 134);
    CHECK(requests.at("host-2.test") <= 8); // 133 feeds did not each wait for the silence to end
}
