#include "core/model/codes/codes.hpp"

#include <doctest/doctest.h>

#include <regex>

using namespace moisson;

TEST_CASE("every code has a name, a text and a remedy, and stands once") {
    const std::regex shape("[a-z0-9]+\\.[a-z0-9]+(-[a-z0-9]+)*");
    std::string_view previous;
    for (const CodeText& row : all_codes()) {
        CAPTURE(row.code);
        CHECK(std::regex_match(std::string(row.code), shape));
        CHECK(row.code != previous);
        CHECK(row.what.size() > 15);
        CHECK(row.what.ends_with('.'));
        CHECK(row.remedy.size() > 10);
        previous = row.code;
    }
}

TEST_CASE("a code is explained in one paragraph and its remedy") {
    CHECK(explain_code("toml.leading-zero") ==
          "toml.leading-zero\n\nA code that starts with 0 is text, not a number.\n\n"
          "What to do: Write it in quotes: \"01000\".\n");
    CHECK_FALSE(explain_code("toml.no-such-code"));
    CHECK(codes_reference_markdown().find("## feed\n") != std::string::npos);
}
