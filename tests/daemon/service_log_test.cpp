#include "daemon/service/log_format.hpp"
#include "daemon/service/log_limit.hpp"
#include "daemon/service/redact.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace moisson;
using log::Level;

TEST_CASE("an event is its name, then key=value, quoted only when it must be") {
    CHECK(log::render(Level::warn, "fetch.failed",
                      {{"feed", "odspep"}, {"status", 503}, {"retry_after", 300}}) ==
          "warn fetch.failed feed=odspep status=503 retry_after=300");
    CHECK(log::render(Level::info, "run.finished",
                      {{"message", "two words"}, {"empty", ""}, {"say", "a=\"b\""}}) ==
          R"(info run.finished message="two words" empty="" say="a=\"b\"")");
}

TEST_CASE("a value cannot break the line, move the cursor or turn the text around") {
    struct Case {
        const char* sentence;
        std::string value, shown;
    };
    for (const Case& c : {
             Case{"line feed and carriage return", "a\r\nINFO fake", R"(a\r\nINFO fake)"},
             Case{"NUL", std::string("a\0.csv", 6), R"(a\u{0}.csv)"},
             Case{"terminal title", "\x1b]0;t\x07", R"(\u{1b}]0;t\u{7})"},
             Case{"next line (C1)",
                  "a\xc2\x85"
                  "b",
                  R"(a\u{85}b)"},
             Case{"line separator",
                  "a\xe2\x80\xa8"
                  "b",
                  R"(a\u{2028}b)"},
             Case{"right-to-left override", "\xe2\x80\xaegnp.exe", R"(\u{202e}gnp.exe)"},
             Case{"a byte that is not UTF-8", "caf\xe9", R"(caf\xe9)"},
             Case{"accents stay", "Présentation", "Présentation"},
             Case{"a format string is text", "{}{0}%n", "{}{0}%n"},
         }) {
        CAPTURE(c.sentence);
        CHECK(log::safe_value(c.value) == c.shown);
    }
    CHECK(log::safe_value(std::string(5000, 'x')).size() < 1100);
}

TEST_CASE("secrets are hidden wherever they stand") {
    CHECK(redact("GET http://user:secret@host/path?token=abcd&apikey=efgh: 403") ==
          "GET http://***@host/path?*** 403");
    CHECK(redact("https://host/a@b/c") == "https://host/a@b/c");
    CHECK(redact("Authorization: Bearer abcdef") == "Authorization: ***");
    CHECK(redact("x-api-key: 0123456789\nnext") == "x-api-key: ***\nnext");
    CHECK(redact("sent access_token=abc, then") == "sent access_token=***, then");
    CHECK(redact("nothing to hide = here") == "nothing to hide = here");
    CHECK(redact("://") == "://");
    CHECK(redact("token=") == "token=");
}

TEST_CASE("every value of the log-injection corpus gives one harmless line") {
    auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    std::ifstream file(*shared / "data/corpora/own-log-injection/values.json");
    for (const auto& entry : nlohmann::json::parse(file)) {
        const std::string value = entry.at("value");
        const std::string line = log::render(Level::warn, "test.case", {{"feed", "f"}, {"value", value}});
        CAPTURE(line);
        for (unsigned char c : line) CHECK((c >= 0x20 && c != 0x7f));
        for (const char* secret : {"secret", "abcd", "efgh", "abcdef", "0123456789"})
            CHECK(line.find(secret) == std::string::npos);
    }
}

TEST_CASE("repeated lines of one event and feed are counted instead of written") {
    using namespace std::chrono_literals;
    log::RateLimit limit;
    const auto start = log::RateLimit::Clock::time_point{} + 1h;
    unsigned passed = 0;
    for (int i = 0; i < 100; ++i) passed += limit.ask("fetch.failed", "a", start).pass;
    CHECK(passed == log::RateLimit::burst);
    CHECK(limit.ask("fetch.failed", "b", start).pass); // another feed is not concerned
    const auto later = limit.ask("fetch.failed", "a", start + 61s);
    CHECK(later.pass);
    CHECK(later.suppressed == 95);

    for (int i = 0; i < 10; ++i) limit.ask("fetch.failed", "a", start + 62s);
    std::uint64_t said = 0;
    limit.flush(start + 200s,
                [&](const std::string&, const std::string&, std::uint64_t count) { said += count; });
    CHECK(said == 6);
}
