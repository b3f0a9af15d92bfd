#include "core/text/pattern.hpp"
#include "core/text/utf8.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <re2/re2.h>
#include <string>

using namespace moisson;

TEST_CASE("a simple pattern and RE2 agree") {
    const char* patterns[] = {"^\\d{14}$",  "\\d{5}",   "[A-Z]{2}-\\d+", "^W\\d{9}$", "\\w{2,3}",
                              "[a-z0-9_]*", "a?b",      "\\d{2,}",       "(a|b)c",    "[^x]+",
                              "\\d*\\d",    "a\\.b",    "99[0-5]\\d{2}", "",          "é+",
                              "a+?b",       "[\\d-]{3}"};
    const char* texts[] = {"",
                           "12345678901234",
                           "1234567890123",
                           "12345",
                           "AB-12",
                           "AB-",
                           "W123456789",
                           "abc",
                           "ab_9",
                           "b",
                           "ab",
                           "aab",
                           "a.b",
                           "axb",
                           "99512",
                           "99612",
                           "é",
                           "x",
                           "ac",
                           "bc",
                           "1",
                           "12",
                           "1-2"};
    for (const char* pattern : patterns) {
        auto compiled = std::make_shared<const re2::RE2>(pattern, re2::RE2::Quiet);
        REQUIRE(compiled->ok());
        const TextPattern ours(pattern, compiled);
        for (const char* text : texts)
            CHECK_MESSAGE(ours.matches(text) == re2::RE2::FullMatch(text, *compiled),
                          pattern << " on " << text);
    }
    CHECK(TextPattern("^\\d{14}$", nullptr).is_simple());
    CHECK_FALSE(TextPattern("(a|b)", nullptr).is_simple());
    CHECK_FALSE(TextPattern("\\d*\\d", nullptr).is_simple());
}

TEST_CASE("one pass tells ASCII from the rest and finds controls") {
    CHECK_FALSE(byte_kinds("plain text, longer than eight bytes").control);
    CHECK_FALSE(byte_kinds("plain text, longer than eight bytes").non_ascii);
    CHECK(byte_kinds("123456\t8").control);
    CHECK(byte_kinds("1234567\x7F").control);
    CHECK(byte_kinds("123456789\n").control);
    CHECK(byte_kinds("été, longer than eight bytes").non_ascii);
    CHECK_FALSE(byte_kinds("été, longer than eight bytes").control);
}
