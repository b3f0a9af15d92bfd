#include "core/change/known_index.hpp"
#include "core/change/record_date.hpp"

#include <doctest/doctest.h>

using namespace moisson;

TEST_CASE("the index finds what was added, in order and out of order, and nothing else") {
    KnownIndex index;
    for (std::uint32_t i = 0; i < 10000; ++i) {
        KnownRecord record;
        record.key = record_key(1, std::to_string(i));
        record.local_id = i;
        record.active = i % 10 != 0;
        index.add(record);
    }
    CHECK(index.active() == 9000);
    for (std::uint32_t i = 0; i < 10000; ++i) REQUIRE(index.find(record_key(1, std::to_string(i))) == i);
    for (std::uint32_t i = 10000; i-- > 0;) REQUIRE(index.find(record_key(1, std::to_string(i))) == i);
    CHECK(index.find(record_key(1, "10000")) == KnownIndex::npos);
    CHECK(index.find(record_key(2, "1")) == KnownIndex::npos);
    CHECK(KnownIndex().find(1) == KnownIndex::npos);
}

TEST_CASE("dates are ordered with and without a time of day") {
    CHECK(date_rank("2024-01-01") < date_rank("2024-01-02"));
    CHECK(date_rank("2023-12-31") < date_rank("2024-01-01"));
    CHECK(date_rank("2024-01-31") < date_rank("2024-02-01"));
    CHECK(date_rank("2024-01-01T10:00:00Z") < date_rank("2024-01-01T10:01"));
    CHECK(date_rank("2024-01-01") < date_rank("2999-01-01"));
    CHECK(date_rank("") == 0);
    CHECK(date_rank("hier") == 0);
    CHECK(date_hash("") == 0);
    CHECK(date_hash("2024-01-01") != date_hash("2024-01-02"));
}
