// Records are read by one thread and written by another.
#include "core/export/record_belt.hpp"
#include "tests/core/export_support.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

using namespace moisson;
using namespace moisson::test;

namespace {

GoldenRecord numbered(int number) {
    return structure("asso", std::to_string(number), {{"nom", "Structure " + std::to_string(number)}});
}

/// How many of `count` records could be added.
int add(RecordBelt& belt, int count) {
    for (int i = 0; i < count; ++i)
        if (!belt.add(numbered(i))) return i;
    return count;
}

} // namespace

TEST_CASE("every record arrives whole and in its place, however many there are") {
    for (const int count : {0, 1, 31, 32, 33, 96, 97, 1000}) {
        CAPTURE(count);
        int next = 0, wrong = 0;
        RecordBelt belt([&](const GoldenRecord& record) {
            const GoldenRecord expected = numbered(next++);
            wrong += record.public_id != expected.public_id || record.record.values != expected.record.values;
            return true;
        });
        CHECK(add(belt, count) == count);
        belt.finish();
        CHECK(next == count);
        CHECK(wrong == 0);
    }
}

TEST_CASE("what the writer throws ends the reading and is thrown where it began") {
    RecordBelt belt([](const GoldenRecord& record) -> bool {
        if (record.public_id == "mo_40") throw std::runtime_error("no space left");
        return true;
    });
    CHECK(add(belt, 100'000) < 100'000);
    CHECK_THROWS_WITH(belt.finish(), "no space left");
}

TEST_CASE("a writer that has enough is asked no more") {
    int written = 0;
    RecordBelt belt([&](const GoldenRecord&) { return ++written < 50; });
    CHECK(add(belt, 100'000) < 100'000);
    belt.finish();
    CHECK(written == 50);
}

TEST_CASE("a reading that fails leaves no thread behind") {
    CHECK_THROWS_WITH(
        [] {
            RecordBelt belt([](const GoldenRecord&) { return true; });
            add(belt, 70);
            throw std::runtime_error("the store is damaged");
        }(),
        "the store is damaged");
}
