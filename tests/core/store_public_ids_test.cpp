#include "core/store/public_ids.hpp"

#include <doctest/doctest.h>

using namespace moisson;

TEST_CASE("a public id is written in one way") {
    const std::string id = "mo_018f2e3a-7b1c-7def-8123-456789abcdef";
    REQUIRE(parse_public_id(id));
    CHECK(to_text(*parse_public_id(id)) == id);
    struct Row {
        const char *why, *text;
    };
    for (const Row& row : {
             Row{"capitals", "mo_018F2E3A-7B1C-7DEF-8123-456789ABCDEF"},
             Row{"dashes elsewhere", "mo_018f-2e3a7b1c-7def-8123-456789abcdef"},
             Row{"dashes in front", "mo_----018f2e3a7b1c7def8123456789abcdef"},
             Row{"no dashes", "mo_018f2e3a7b1c7def8123456789abcdef"},
             Row{"another prefix", "ma_018f2e3a-7b1c-7def-8123-456789abcdef"},
             Row{"a letter that is no digit", "mo_018f2e3a-7b1c-7def-8123-456789abcdeg"},
             Row{"cut", "mo_018f2e3a-7b1c-7def-8123-456789abcde"},
             Row{"nothing", ""},
         }) {
        CAPTURE(row.why);
        CHECK_FALSE(parse_public_id(row.text));
    }
}
