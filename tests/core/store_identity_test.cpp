// Identities in blocks, with what changed since beside them: whatever the order of runs, the last word
// counts.
#include "core/store/identity.hpp"
#include "core/store/migrate.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace moisson;

namespace {

constexpr std::int64_t our_feed = 3, neighbour = 4;

struct Identities {
    test::TempDir directory;
    Database database{directory / "moisson.db", Database::Mode::create};
    Identities() { migrate(database); }

    std::map<std::uint32_t, std::uint64_t> raw_of(std::int64_t which = our_feed) {
        std::map<std::uint32_t, std::uint64_t> found;
        scan_identities(database, which, [&](const Identity& identity) {
            found[identity.known.local_id] = identity.known.raw.low;
            return true;
        });
        return found;
    }
    std::int64_t beside() { return database.number("SELECT count(*) FROM identity_change"); }
};

void append(IdentityWriter& writer, std::uint32_t local, std::uint64_t raw) {
    Identity& identity = writer.append(local);
    identity = {};
    identity.known.local_id = local;
    identity.known.raw.low = raw;
    identity.seq = local + 1;
}

} // namespace

TEST_CASE("identity: a few changes lie beside their blocks, many are written into them") {
    Identities store;
    IdentityWriter writer(store.database, our_feed);
    for (std::uint32_t local = 0; local < 1000; ++local) append(writer, local, local);
    writer.flush();
    CHECK(store.beside() == 0);
    for (std::uint32_t local = 0; local < 1000; local += 100) writer.edit(local).known.raw.low = 7;
    writer.flush();
    CHECK(store.beside() == 10);
    IdentityReader reader(store.database);
    CHECK(reader.find(record_rid(our_feed, 500))->known.raw.low == 7);
    CHECK(reader.find(record_rid(our_feed, 501))->known.raw.low == 501);
    CHECK(reader.find(record_rid(our_feed, 1000)) == nullptr);
    for (std::uint32_t local = 1; local < 1000; local += 2) writer.edit(local).known.raw.low = 8;
    writer.flush();
    CHECK(store.beside() == 0);
    CHECK(store.raw_of().at(500) == 7);
    CHECK(store.raw_of().at(501) == 8);
}

TEST_CASE("identity: there is no record that was never written") {
    Identities store;
    IdentityWriter writer(store.database, our_feed);
    append(writer, 0, 1);
    writer.flush();
    CHECK_THROWS_WITH(writer.edit(1), doctest::Contains("moisson verify"));
}

TEST_CASE("identity: random runs of new and changed records leave what was said last, in their feed only") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        std::mt19937 chance(seed);
        Identities store;
        IdentityWriter other(store.database, neighbour);
        for (std::uint32_t local = 0; local < 70; ++local) append(other, local, 1);
        other.flush();
        std::map<std::uint32_t, std::uint64_t> truth;
        std::uint64_t value = 100;
        for (int run = 0; run < 8; ++run) {
            IdentityWriter writer(store.database, our_feed);
            const std::size_t created = chance() % 200, changed = chance() % (run % 2 ? 300 : 10);
            for (std::size_t i = 0; i < created; ++i) {
                const auto local = static_cast<std::uint32_t>(truth.size());
                append(writer, local, ++value);
                truth[local] = value;
            }
            for (std::size_t i = 0; i < changed && !truth.empty(); ++i) {
                const auto local = static_cast<std::uint32_t>(chance() % truth.size());
                writer.edit(local).known.raw.low = ++value;
                truth[local] = value;
            }
            writer.flush();
            REQUIRE(store.raw_of() == truth);
            IdentityReader reader(store.database);
            for (const auto& [local, raw] : truth)
                REQUIRE(reader.find(record_rid(our_feed, local))->known.raw.low == raw);
        }
        CHECK(store.raw_of(neighbour).size() == 70);
        CHECK(store.raw_of(neighbour).at(69) == 1);
    }
}
