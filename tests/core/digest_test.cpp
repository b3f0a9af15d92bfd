#include "core/model/digest.hpp"

#include <doctest/doctest.h>

using namespace moisson;

TEST_CASE("digests are those of XXH3, on every machine") {
    CHECK(to_hex(digest128("")) == "99aa06d3014798d86001c324468d497f");
    CHECK(digest64("") == 0x2d06800538d394c2ull);
    CHECK(digest128("a") != digest128("b"));
}
