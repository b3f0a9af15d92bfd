// URLs: whatever two programs could read in two ways is refused.
#include "connectors/http/fault.hpp"
#include "connectors/http/url.hpp"
#include "tests/support/paths.hpp"

#include <boost/asio/ip/address_v6.hpp>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace moisson;

namespace {

std::string parsed(const std::string& text) {
    try {
        return parse_url(text).text();
    } catch (const HttpFault& fault) {
        return fault.error().code;
    }
}

std::string resolved(const char* base, const char* reference) {
    try {
        return resolve_url(parse_url(base), reference).text();
    } catch (const HttpFault& fault) {
        return fault.error().code;
    }
}

} // namespace

TEST_CASE("url: one spelling") {
    CHECK(parsed("HTTP://EXAMPLE.COM") == "http://example.com/");
    CHECK(parsed("https://example.com:443/a?b=c#d") == "https://example.com/a?b=c");
    CHECK(parsed("https://example.com:8443?x") == "https://example.com:8443/?x");
    CHECK(parsed("https://example.com/fichier été.csv") == "https://example.com/fichier%20%C3%A9t%C3%A9.csv");
    CHECK(parsed("https://example.com/100%") == "https://example.com/100%25");
    CHECK(parsed("https://bücher.example/") == "https://xn--bcher-kva.example/");
    CHECK(parsed("https://Île-de-France.example/") == "https://xn--le-de-france-4fb.example/");
    CHECK(parsed("http://[2A00:1450::1]:8080/") == "http://[2a00:1450::1]:8080/");
    CHECK(parsed("http://8.8.8.8#@127.0.0.1/") == "http://8.8.8.8/");
}

TEST_CASE("url: refused") {
    for (const char* text : {"",
                             "example.com",
                             "//8.8.8.8/x",
                             "http:///etc/passwd",
                             "http://",
                             "https:example.com",
                             "http://a..b/",
                             "http://-a.example/",
                             "http://a b/",
                             "http://ex\tample.com/",
                             "http://example.com/\r\nHost: x",
                             "http://127.0.0.1\\@8.8.8.8/",
                             "http://user:pw@8.8.8.8/",
                             "http://8.8.8.8%2f@127.0.0.1/",
                             "http://127.0.0.1%00.example.com/",
                             "http://8.8.8.8:99999/",
                             "http://8.8.8.8:80:80/",
                             "http://8.8.8.8:0/",
                             "http://8.8.8.8:x/",
                             "http://127.1/",
                             "http://2130706433/",
                             "http://0x7f000001/",
                             "http://0177.0.0.1/",
                             "http://127.0.0.1./",
                             "http://1.2.3.256/",
                             "http://xn--a/",
                             "http://[::1/",
                             "http://[::1]x/",
                             "http://a.example/%0d%0aX: 1",
                             "http://\xd7\x90.example/",
                             "http://\xff.example/"}) {
        CAPTURE(text);
        CHECK(parsed(text) == "http.bad-url");
    }
    for (const char* text :
         {"file:///etc/passwd", "gopher://8.8.8.8/", "ftp://8.8.8.8/", "jar:http://8.8.8.8!/", "data:,x"})
        CHECK(parsed(text) == "blocked.scheme");
}

TEST_CASE("url: messages show neither passwords nor keys") {
    CHECK(parse_url("https://a.example/x?page=2&api_key=abc&Token=def").shown() ==
          "https://a.example/x?page=2&api_key=***&Token=***");
    try {
        parse_url("https://user:hunter2@a.example/");
        FAIL("accepted");
    } catch (const HttpFault& fault) {
        CHECK(std::string(fault.what()).find("hunter2") == std::string::npos);
    }
}

TEST_CASE("url: references are read as RFC 3986 says") {
    const char* base = "https://a.example/b/c/d?q";
    CHECK(resolved(base, "x") == "https://a.example/b/c/x");
    CHECK(resolved(base, "../x?y=1") == "https://a.example/b/x?y=1");
    CHECK(resolved(base, "/x") == "https://a.example/x");
    CHECK(resolved(base, "?page=2") == "https://a.example/b/c/d?page=2");
    CHECK(resolved(base, "//b.example/x") == "https://b.example/x");
    CHECK(resolved(base, "http://b.example/x") == "http://b.example/x");
    CHECK(resolved(base, "../../../../x") == "https://a.example/x");
    CHECK(resolved(base, "/été") == "https://a.example/%C3%A9t%C3%A9");
    CHECK(resolved(base, "") == "http.bad-url");
    CHECK(resolved(base, "javascript:alert(1)") == "blocked.scheme");
    CHECK(resolved(base, "/x%0d%0aX-Injected:%201") == "http.bad-url");
}

TEST_CASE("url: a reference leads to no other host, whatever the name looks like") {
    CHECK(resolved("https://1.2.3.4.example/x", "../q") == "https://1.2.3.4.example/q");
    CHECK(resolved("https://8.8.8.8tt", "/q") == "https://8.8.8.8tt/q");
    CHECK(resolved("https://8.8.8.8tt:8443/a/", "?q") == "https://8.8.8.8tt:8443/a/?q");
    CHECK(resolved("https://[2a00:1450::1]/a/b", "c") == "https://[2a00:1450::1]/a/c");
}

TEST_CASE("url: parameters replace, or fill in") {
    const Url url = parse_url("https://a.example/x?a=1&b=2");
    CHECK(with_query(url, {{"b", "é &"}}).text() == "https://a.example/x?a=1&b=%C3%A9%20%26");
    CHECK(with_missing_query(url, {{"b", "9"}, {"c", "3"}}).text() == "https://a.example/x?a=1&b=2&c=3");
    CHECK(with_query(parse_url("https://a.example"), {{"a", "1"}}).text() == "https://a.example/?a=1");
}

TEST_CASE("url: the host we check is the host browsers read (web-platform-tests)") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto cases = nlohmann::json::parse(std::ifstream(*shared / "data/corpora/url-wpt/urltestdata.json"),
                                             nullptr, true, true);
    unsigned accepted = 0, refused_valid = 0, failures = 0;
    for (const auto& row : cases) {
        if (!row.is_object() || !row.contains("input")) continue;
        const std::string input = row["input"];
        const bool absolute = !row.contains("base") || row["base"].is_null();
        if (!absolute && input.find("://") == std::string::npos) continue;
        const std::string scheme = row.value("protocol", "");
        const bool failure = row.value("failure", false);
        CAPTURE(input);
        try {
            const Url url = parse_url(input);
            ++accepted;
            CHECK_FALSE(failure);
            if (failure) continue;
            const std::string expected = row["hostname"];
            if (url.is_ipv6) // one address has several canonical spellings: "::7f00:1", "::127.0.0.1"
                CHECK(boost::asio::ip::make_address_v6(url.host) ==
                      boost::asio::ip::make_address_v6(expected.substr(1, expected.size() - 2)));
            else
                CHECK(url.host == expected);
            CHECK((url.default_port() ? "" : std::to_string(url.port)) == row["port"].get<std::string>());
        } catch (const HttpFault&) {
            failure ? ++failures : (scheme == "http:" || scheme == "https:") ? ++refused_valid : 0u;
        }
    }
    MESSAGE("accepted ", accepted, ", refused as the standard does ", failures,
            ", stricter than the standard ", refused_valid);
    CHECK(accepted > 50);
}

TEST_CASE("url: international names map as web-platform-tests say") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto cases = nlohmann::json::parse(std::ifstream(*shared / "data/corpora/url-wpt/toascii.json"));
    unsigned accepted = 0;
    for (const auto& row : cases) {
        if (!row.is_object() || !row.contains("input")) continue;
        const std::string input = row["input"];
        CAPTURE(input);
        try {
            const Url url = parse_url("https://" + input + "/x");
            ++accepted;
            REQUIRE_FALSE(row["output"].is_null());
            CHECK(url.host == row["output"].get<std::string>());
        } catch (const HttpFault&) {
        }
    }
    MESSAGE("accepted ", accepted);
    CHECK(accepted > 5);
}
