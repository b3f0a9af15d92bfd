// A packed map says what std::map says, whatever is put, erased, folded and read again.
#include "core/store/migrate.hpp"
#include "core/store/packed/packed_map.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <limits>
#include <map>
#include <random>

using namespace moisson;
using namespace moisson::test;

namespace {

using PlainMap = std::map<std::int64_t, std::string>;

PlainMap content(PackedMap& map, std::int64_t from = std::numeric_limits<std::int64_t>::min()) {
    PlainMap found;
    std::int64_t last = from;
    map.walk(from, [&](std::int64_t key, std::string_view value) {
        CHECK((found.empty() || key > last)); // in order
        last = key;
        found[key] = value;
        return true;
    });
    return found;
}

std::int64_t random_key(std::mt19937_64& random) {
    switch (random() % 4) {
    case 0:
        return static_cast<std::int64_t>(random()); // anywhere, also negative
    case 1:
        return static_cast<std::int64_t>(random() % 500); // often the same
    case 2:
        return std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(random() % 3);
    default:
        return std::numeric_limits<std::int64_t>::min() + static_cast<std::int64_t>(random() % 3);
    }
}

std::string random_value(std::mt19937_64& random) {
    const std::size_t size = random() % 40 == 0 ? random() % 9000 : random() % 60; // some fill pages alone
    return std::string(size, static_cast<char>('a' + random() % 26));
}

} // namespace

TEST_CASE("random changes: the map and std::map agree, also after it is opened again") {
    for (unsigned seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random(seed);
        TempDir dir;
        Database database(dir / "map.db", Database::Mode::create);
        migrate(database);
        const Transaction transaction(
            database); // as the linker does: rows alone would each wait for the disk
        PlainMap model;
        auto map = std::make_unique<PackedMap>(database, "link_key");
        for (int step = 0; step < 40; ++step) {
            for (std::uint64_t i = random() % 120; i > 0; --i) {
                const std::int64_t key = random_key(random);
                if (random() % 4 == 0) {
                    map->erase(key);
                    model.erase(key);
                } else {
                    const std::string value = random_value(random);
                    map->put(key, value);
                    model[key] = value;
                }
            }
            if (random() % 3 == 0) map->flush();
            if (random() % 5 == 0) {
                map->flush();
                map = std::make_unique<PackedMap>(database, "link_key");
            }
            std::vector<std::int64_t> keys;
            for (int i = 0; i < 50; ++i) keys.push_back(random_key(random));
            for (const auto& [key, value] : model)
                if (random() % 3 == 0) keys.push_back(key);
            std::sort(keys.begin(), keys.end());
            map->find(keys, [&](std::size_t i, const std::string_view* value) {
                const auto expected = model.find(keys[i]);
                CHECK((value != nullptr) == (expected != model.end()));
                if (value && expected != model.end()) CHECK(*value == expected->second);
            });
        }
        CHECK(content(*map) == model);
        const std::int64_t from = 200;
        CHECK(content(*map, from) == PlainMap(model.lower_bound(from), model.end()));
    }
}

TEST_CASE("changes lie beside the base until they are an eighth of it") {
    TempDir dir;
    Database database(dir / "map.db", Database::Mode::create);
    migrate(database);
    const Transaction transaction(database);
    PackedMap map(database, "link_key");
    for (std::int64_t key = 0; key < 8000; ++key) map.put(key * 3, "value of the key");
    map.flush();
    CHECK(map.base_entries() == 8000);
    const auto rows = [&](const std::string& table) {
        return database.number("SELECT count(*) FROM " + table);
    };
    CHECK(rows("link_key_base") < 60); // packed: about a page each
    const std::string before = database.text("SELECT hex(data) FROM link_key_base LIMIT 1");
    for (std::int64_t key = 0; key < 900; ++key) map.put(key * 3 + 1, "new");
    map.flush();
    CHECK(map.base_entries() == 8000);
    CHECK(rows("link_key_change") > 0);
    CHECK(database.text("SELECT hex(data) FROM link_key_base LIMIT 1") == before);
    for (std::int64_t key = 0; key < 200; ++key) map.erase(key * 3);
    map.flush();
    CHECK(rows("link_key_change") == 0); // folded
    CHECK(map.base_entries() == 8700);
}

TEST_CASE("rebuilt from a sorted stream, keeping what is wanted of the old") {
    TempDir dir;
    Database database(dir / "map.db", Database::Mode::create);
    migrate(database);
    const Transaction transaction(database);
    PackedMap map(database, "link_key");
    for (std::int64_t key = 0; key < 100; ++key) map.put(key, key % 2 ? "odd" : "even");
    std::int64_t next = 0;
    map.rebuild([](std::int64_t, std::string_view value) { return value == "odd"; },
                [&](PackedMap::Entry& entry) {
                    entry = {next, "new"};
                    next += 10;
                    return entry.key < 200;
                });
    PlainMap expected;
    for (std::int64_t key = 1; key < 100; key += 2) expected[key] = "odd";
    for (std::int64_t key = 0; key < 200; key += 10) expected[key] = "new";
    CHECK(content(map) == expected);
    CHECK(map.base_entries() == expected.size());
}
