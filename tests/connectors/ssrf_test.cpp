// The wall against forged requests: which addresses may be dialled.
#include "connectors/http/address_policy.hpp"
#include "connectors/http/fault.hpp"
#include "connectors/http/url.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run_fetch.hpp"

#include "connectors/http/network.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace moisson;
namespace ip = boost::asio::ip;

namespace {

std::string verdict(const char* address, const AddressPolicy& policy = AddressPolicy()) {
    return std::string(policy.verdict(ip::make_address(address)));
}

} // namespace

TEST_CASE("ssrf: public addresses pass, every other has a class") {
    struct Row {
        const char* address;
        const char* verdict;
    };
    for (const Row& row : {
             Row{"8.8.8.8", ""},
             Row{"172.32.0.1", ""},
             Row{"100.63.255.254", ""},
             Row{"100.128.0.1", ""},
             Row{"2a00:1450:4007:80e::2004", ""},
             Row{"127.0.0.1", "loopback"},
             Row{"127.255.255.255", "loopback"},
             Row{"::1", "loopback"},
             Row{"::ffff:127.0.0.1", "loopback"},
             Row{"2002:7f00:1::", "loopback"},
             Row{"64:ff9b::7f00:1", "loopback"},
             Row{"64:ff9b::808:808", "nat64"},
             Row{"64:ff9b:1::808:808", "nat64"},
             Row{"2001:0:4136:e378:8000:63bf:3fff:fdd2", "teredo"},
             Row{"0.0.0.0", "unspecified"},
             Row{"0.1.2.3", "reserved"},
             Row{"::", "unspecified"},
             Row{"::7f00:1", "reserved"},
             Row{"10.0.0.1", "private"},
             Row{"172.16.0.1", "private"},
             Row{"192.168.255.255", "private"},
             Row{"fd00:ec2::254", "private"},
             Row{"fec0::1", "private"},
             Row{"169.254.169.254", "link-local"},
             Row{"fe80::1", "link-local"},
             Row{"100.64.0.1", "cgnat"},
             Row{"192.0.2.1", "reserved"},
             Row{"198.19.255.255", "reserved"},
             Row{"203.0.113.9", "reserved"},
             Row{"2001:db8::1", "reserved"},
             Row{"3fff::1", "reserved"},
             Row{"5f00::1", "reserved"},
             Row{"100::1", "reserved"},
             Row{"224.0.0.1", "multicast"},
             Row{"ff02::1", "multicast"},
             Row{"255.255.255.255", "reserved"},
         }) {
        CAPTURE(row.address);
        CHECK(verdict(row.address) == row.verdict);
    }
}

TEST_CASE("ssrf: the operator opens networks, and only those") {
    const AddressPolicy policy({"10.1.0.0/16", "127.0.0.1", "fd00::/8"});
    CHECK(verdict("10.1.2.3", policy) == "");
    CHECK(verdict("10.2.0.1", policy) == "private");
    CHECK(verdict("127.0.0.1", policy) == "");
    CHECK(verdict("127.0.0.2", policy) == "loopback");
    CHECK(verdict("::ffff:127.0.0.1", policy) == "");
    CHECK(verdict("fd12::1", policy) == "");
    CHECK_THROWS_AS(AddressPolicy({"10.1"}), std::invalid_argument);
    CHECK_THROWS_AS(AddressPolicy({"10.0.0.0/33"}), std::invalid_argument);
}

TEST_CASE("ssrf: the corpus of forged targets") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto rows = nlohmann::json::parse(std::ifstream(*shared / "data/corpora/ssrf/addresses.json"));
    for (const auto& row : rows) {
        std::string expect = row["expect"];
        const std::string text = row.contains("url") ? row["url"].get<std::string>()
                                                     : "http://" + row["host"].get<std::string>() + "/";
        CAPTURE(text);
        CAPTURE(expect);
        std::string got;
        try {
            const Url url = parse_url(text);
            got = "name";
            if (url.is_ipv4 || url.is_ipv6) {
                const std::string_view blocked = AddressPolicy().verdict(ip::make_address(url.host));
                got = blocked.empty() ? "allowed" : "blocked:" + std::string(blocked);
            }
        } catch (const HttpFault& fault) {
            got = fault.error().code == "blocked.scheme" ? "blocked:scheme" : "bad_url";
        }
        for (char& c : expect)
            if (c == '_' && expect.starts_with("blocked")) c = '-';
        if (got == "name" || expect.find(":port") != std::string::npos)
            continue; // decided by the client, below
        const bool listed =
            expect.find(got) != std::string::npos || (expect.starts_with("bad_url") && got == "bad_url");
        const bool refused_as_nat64 = got == "blocked:nat64" && expect.starts_with("blocked by default");
        CHECK((listed || refused_as_nat64));
    }
}

TEST_CASE("ssrf: every block that IANA lists as not globally reachable is refused at both ends") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    std::ifstream file(*shared / "data/corpora/ssrf/iana-ipv4-special-registry-1.csv");
    unsigned blocks = 0;
    for (std::string line; std::getline(file, line);) {
        const std::string text = line.substr(0, line.find_first_of(", ["));
        boost::system::error_code error;
        const auto network = ip::make_network_v4(text, error);
        const std::size_t last = line.rfind(',');
        const bool reachable = line.substr(0, last).ends_with("True");
        if (error || reachable) continue;
        CAPTURE(text);
        ++blocks;
        CHECK(blocked_class(network.network()) != "");
        CHECK(blocked_class(network.broadcast()) != "");
    }
    CHECK(blocks >= 15);
}

TEST_CASE("ssrf: names are judged by the addresses they have at the moment of the connection") {
    test::FetchCase fetch("http://feed.test/x.csv");
    fetch.request.retry.attempts = 1;
    unsigned lookups = 0;
    const auto answering = [&](Addresses addresses) {
        fetch.network =
            std::make_shared<Network>(HostLimiter::Limits{}, [&lookups, addresses](const std::string&) {
                ++lookups;
                return LookupResult{addresses, "", false};
            });
    };
    fetch.request.app.http.allow_private = {};
    answering({ip::make_address("127.0.0.1"), ip::make_address("fd00::1")});
    const FetchOutcome outcome = fetch.run();
    CHECK(fetch.code_of(outcome) == "blocked.address");
    CHECK(std::get<FetchFailure>(outcome).error.message.find("allow_private") != std::string::npos);
    CHECK(lookups == 1);
}

TEST_CASE("ssrf: our own status page is never a source") {
    test::FetchCase fetch("http://127.0.0.1:8642/metrics");
    CHECK(fetch.code() == "blocked.address");
}
