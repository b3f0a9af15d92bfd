// Which shared values are a reason to compare two records, and which only together with another.
#include "core/linkage/meetings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace moisson;

namespace {

KeyCrowding eight_are_few() {
    std::vector<KeyCrowding::KeyCount> keys;
    for (std::uint64_t i = 1; i <= 60; ++i)
        keys.push_back({i * 0x9E3779B97F4A7C15ULL, static_cast<std::uint32_t>(i)});
    return {8, keys};
}

/// Records of one village, two of each name; all begin with the same word.
LinkTable village(std::uint32_t records) {
    LinkProfile profile;
    profile.organisation_name = 0;
    LinkTable table(profile);
    for (std::uint32_t i = 0; i < records; ++i) {
        LinkRecord record;
        record.key = (i + 1) * 0x9E3779B97F4A7C15ULL;
        record.name = "amicale " + std::string(1, static_cast<char>('a' + i / 2 % 26)) + "u" +
                      std::to_string(i / 2) + "x";
        record.municipality = "aix";
        record.postcode = "73100";
        table.add(record);
    }
    return table;
}

std::size_t pairs(const LinkTable& table, const Meetings& meetings) {
    std::size_t pairs = 0;
    Meetings::Reasons reasons;
    std::vector<std::uint32_t> others;
    for (std::uint32_t row = 0; row < table.size(); ++row) {
        meetings.after(row, reasons, others);
        pairs += others.size();
    }
    return pairs;
}

/// Places without anything in common but their streets: several keys each, made fast.
LinkTable streets(std::uint32_t records) {
    LinkTable table(LinkProfile{});
    for (std::uint32_t i = 0; i < records; ++i) {
        LinkRecord record;
        record.key = (i + 1) * 0x9E3779B97F4A7C15ULL;
        record.number = std::to_string(i % 700);
        record.street = "rue " + std::to_string(i % 90'000 / 2);
        record.municipality = "aix";
        record.postcode = "73100";
        record.phone = "+33" + std::to_string(400'000'000 + i % 60'000);
        table.add(record);
    }
    return table;
}

} // namespace

TEST_CASE("the keys of a large table come in the order of the map, each once, whatever the workers") {
    const LinkTable table = streets(160'000);
    const std::uint64_t mask = 0x5A5A'0000'1234'5678ULL;
    const TableKeys one(table, mask, 1), two(table, mask, 2);
    const auto before = [&](const KeyOfRow& a, const KeyOfRow& b) {
        return a.key != b.key
                   ? static_cast<std::int64_t>(a.key ^ mask) < static_cast<std::int64_t>(b.key ^ mask)
                   : a.row < b.row;
    };
    const auto equal = [](const KeyOfRow& a, const KeyOfRow& b) {
        return a.key == b.key && a.row == b.row && a.limit == b.limit && a.counts == b.counts;
    };
    std::vector<KeyOfRow> all;
    for (std::size_t at = 0; at < TableKeys::part_count; ++at) {
        const auto part = one.part(at), again = two.part(at);
        CHECK(std::equal(part.begin(), part.end(), again.begin(), again.end(), equal));
        all.insert(all.end(), part.begin(), part.end());
    }
    CHECK(all.size() > TableKeys::part_count * 4096); // enough to be shared out before it is sorted
    CHECK(std::is_sorted(all.begin(), all.end(), before));
    CHECK(std::adjacent_find(all.begin(), all.end(), equal) == all.end());
}

TEST_CASE("a key of few is a reason alone, one of some with any other, three of many together") {
    const KeyCrowding crowding = eight_are_few();
    CHECK(KeyCrowding::of_few >= KeyCrowding::enough);
    CHECK(KeyCrowding::of_some < KeyCrowding::enough);
    CHECK(KeyCrowding::of_some + KeyCrowding::of_many >= KeyCrowding::enough);
    CHECK(2 * KeyCrowding::of_many < KeyCrowding::enough);
    CHECK(3 * KeyCrowding::of_many >= KeyCrowding::enough);
    std::size_t wrongly_crowded = 0;
    for (std::uint64_t i = 1; i <= 60; ++i) {
        const unsigned counted = KeyCrowding::reason(8, i),
                       stored = crowding.reason(i * 0x9E3779B97F4A7C15ULL);
        CHECK(stored <= counted); // a filter may take a key for a more crowded one, never for a rarer one
        wrongly_crowded += stored != counted ? 1 : 0;
    }
    CHECK(wrongly_crowded <= 3);
    CHECK(KeyCrowding().reason(1) == KeyCrowding::of_few);
}

TEST_CASE("crowding is stored with the model, and damage is told") {
    const KeyCrowding crowding = eight_are_few();
    CHECK(KeyCrowding::unpack(crowding.pack()) == crowding);
    CHECK(KeyCrowding::unpack(KeyCrowding().pack()) == KeyCrowding());
    for (const char* damaged : {"?", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
        CAPTURE(damaged);
        CHECK_THROWS_AS(KeyCrowding::unpack({damaged, ""}), std::runtime_error);
    }
}

TEST_CASE("as little crowding as keeps to the number of pairs: none where there are few") {
    const LinkTable few = village(8), many = village(150);
    Meetings small(few, TableKeys(few, 0, 1), 1);
    const std::size_t before = pairs(few, small);
    CHECK(small.crowd_to(8) == KeyCrowding());
    CHECK(pairs(few, small) == before);

    Meetings large(many, TableKeys(many, 0, 2), 2);
    const std::size_t all = pairs(many, large);
    CHECK(all == 150 * 149 / 2); // all share "amicale" in Aix
    const KeyCrowding crowding = large.crowd_to(8);
    CHECK_FALSE(crowding == KeyCrowding());
    CHECK(pairs(many, large) < all / 10);
    CHECK(pairs(many, large) >= 75); // those of one name meet by it

    Meetings again(many, TableKeys(many, 0x8000000000000000ULL, 1), 1); // another order of keys, one thread
    again.crowd(crowding);
    CHECK(pairs(many, again) == pairs(many, large));
}
