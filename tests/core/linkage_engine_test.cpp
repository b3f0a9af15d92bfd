#include "core/linkage/cluster.hpp"
#include "core/linkage/fit.hpp"
#include "core/linkage/identities.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

using namespace moisson;

namespace {

std::vector<LinkRecord> town(std::size_t count) {
    const char* words[] = {"atelier", "jardin", "maison", "relais", "foyer",
                           "pont",    "phare",  "emploi", "bois",   "lecture"};
    std::mt19937 random(7);
    std::vector<LinkRecord> records(count);
    for (std::size_t i = 0; i < count; ++i) {
        LinkRecord& record = records[i];
        if (i % 4 == 3) record = records[i - 1 - random() % 3];
        record.key = 1 + i * 0x9E3779B97F4A7C15ULL;
        if (i % 4 == 3) continue;
        record.name =
            std::string(words[random() % 10]) + ' ' + words[random() % 10] + ' ' + words[random() % 10];
        record.number = std::to_string(random() % 20);
        record.street = std::string("rue ") + words[random() % 10];
        record.municipality = random() % 2 ? "lyon" : "bron";
        record.postcode = "69001";
        if (random() % 2) record.phone = "+3347200" + std::to_string(1000 + random() % 300);
    }
    return records;
}

using KeyedEdge = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, float>;

std::set<KeyedEdge> keyed(const std::vector<LinkEdge>& edges, const std::vector<LinkRecord>& records) {
    std::set<KeyedEdge> out;
    for (const LinkEdge& edge : edges) {
        const auto [low, high] = std::minmax(records[edge.a].key, records[edge.b].key);
        out.emplace(low, high, edge.levels.bits, edge.weight);
    }
    return out;
}

LinkProfile town_profile() {
    LinkProfile profile;
    profile.organisation_name = 0;
    profile.phone = 1;
    return profile;
}

} // namespace

TEST_CASE("a link record survives packing, and packing is exact") {
    LinkRecord record;
    record.key = 0xFEDCBA9876543210ULL;
    record.feed = 7;
    record.name = std::string(300, 'x');
    record.email = "a@b.fr";
    record.parent = "f/1";
    record.latitude = 45.5F, record.longitude = -4.25F;
    const LinkRecord back = unpack_link_record(pack(record));
    CHECK(pack(back) == pack(record));
    CHECK(back.name == record.name);
    CHECK(back.latitude == record.latitude);
    CHECK(pack(unpack_link_record(pack(LinkRecord()))) == pack(LinkRecord()));
    for (std::size_t cut = 0; cut < pack(record).size(); ++cut)
        CHECK_THROWS_AS(unpack_link_record(pack(record).substr(0, cut)), std::exception);
    CHECK_THROWS_AS(unpack_link_record(pack(record) + "x"), std::runtime_error);
}

TEST_CASE("edges depend neither on workers nor on the order of records") {
    auto records = town(400);
    const LinkModel model = fit_link_model(town_profile(), records, 1, 0, 1);
    const auto edges = keyed(all_edges(model, {}, records, 1), records);
    CHECK(edges.size() > 50);
    CHECK(keyed(all_edges(model, {}, records, 3), records) == edges);
    std::shuffle(records.begin(), records.end(), std::mt19937(3));
    CHECK(keyed(all_edges(model, {}, records, 2), records) == edges);
    const LinkModel again = fit_link_model(town_profile(), records, 1, 0, 2);
    CHECK(again.word_weight == model.word_weight);
    for (std::size_t c = 0; c < class_count; ++c)
        CHECK(again.prior[c] == doctest::Approx(model.prior[c]).epsilon(1e-9));
    CHECK(to_json(link_model_from_json(town_profile(), to_json(model))) == to_json(model));
    CHECK_THROWS_AS(link_model_from_json(town_profile(), "{}"), std::runtime_error);
}

TEST_CASE("two records at one point meet, however their municipality is called") {
    LinkRecord before, after;
    before.name = "france services brive tujac";
    before.municipality = "brive";
    before.latitude = 45.156715F;
    before.longitude = 1.499026F;
    after = before;
    after.name = "tujac";
    after.municipality = "brive la gaillarde";
    const LinkModel model = prior_model(town_profile());
    const auto meet = [&] {
        std::vector<LinkKey> keys, others;
        link_keys(model, before, keys);
        link_keys(model, after, others);
        return std::any_of(keys.begin(), keys.end(), [&](const LinkKey& key) {
            return std::any_of(others.begin(), others.end(),
                               [&](const LinkKey& other) { return other.key == key.key; });
        });
    };
    CHECK(meet());
    after.latitude = 45.156915F; // 22 m
    CHECK_FALSE(meet());
}

TEST_CASE("every edge of the batch is found by the keys of its two records, with the same frequency") {
    const auto records = town(200);
    const LinkModel model = fit_link_model(town_profile(), records, 1, 0, 1);
    CHECK_FALSE(model.crowding == KeyCrowding()); // so many share a word that one of these is no reason alone
    std::vector<std::vector<LinkKey>> keys(records.size());
    std::unordered_map<std::uint64_t, std::uint64_t> counts;
    for (std::size_t i = 0; i < records.size(); ++i) {
        link_keys(model, records[i], keys[i]);
        CHECK(std::is_sorted(keys[i].begin(), keys[i].end(), [](auto& a, auto& b) { return a.key < b.key; }));
        for (const LinkKey& key : keys[i]) ++counts[key.key];
    }
    std::set<KeyedEdge> found;
    for (std::size_t i = 0; i < records.size(); ++i)
        for (std::size_t j = i + 1; j < records.size(); ++j) {
            unsigned reasons = 0;
            std::vector<std::uint64_t> records_of_key;
            for (const LinkKey& key : keys[i]) {
                records_of_key.push_back(counts[key.key]);
                for (const LinkKey& other : keys[j])
                    if (key.key == other.key && key.limit && counts[key.key] <= key.limit)
                        reasons += model.crowding.reason(key.key);
            }
            if (reasons < KeyCrowding::enough) continue;
            const Levels levels = compare(model, records[i], records[j]);
            const double weight =
                guarded_weight(link_weight(model, levels, shared_frequency(keys[i], records_of_key, keys[j])),
                               pair_guard(records[i], records[j]), {});
            if (weight < -3) continue;
            const auto [low, high] = std::minmax(records[i].key, records[j].key);
            found.emplace(low, high, levels.bits, static_cast<float>(weight));
        }
    CHECK(found == keyed(all_edges(model, {}, records, 2), records));
}

TEST_CASE("clusters depend on the set of edges, not on their order") {
    const std::vector<std::uint64_t> keys{50, 10, 40, 20, 30, 60};
    std::vector<ClusterEdge> edges{{0, 1, 9}, {1, 2, 5}, {0, 2, 4}, {2, 3, 3}, {3, 4, 9}, {4, 5, 1}};
    const auto clusters = cluster(keys, edges, {}, {});
    CHECK(clusters == std::vector<std::uint32_t>{0, 0, 0, 3, 3, 5});
    std::mt19937 random(1);
    for (int round = 0; round < 20; ++round) {
        std::shuffle(edges.begin(), edges.end(), random);
        for (ClusterEdge& edge : edges)
            if (random() % 2) std::swap(edge.a, edge.b);
        CHECK(cluster(keys, edges, {}, {}) == clusters);
    }
}

TEST_CASE("a thing that many describe badly stays whole, and a stranger does not join by one pair") {
    // Four records of one thing, described in turn by what the next ones say: two of six pairs are missing.
    const std::vector<std::uint64_t> keys{1, 2, 3, 4};
    const std::vector<ClusterEdge> thing{{0, 1, 9}, {1, 2, 9}, {2, 3, 9}, {0, 2, 3}};
    CHECK(cluster(keys, thing, {}, {}) == std::vector<std::uint32_t>{0, 0, 0, 0});
    SUBCASE("a pair without evidence is lighter than a review, for whatever review is set to") {
        const LinkThresholds careful{2, -6};
        CHECK(cluster(keys, thing, {}, careful) == std::vector<std::uint32_t>{0, 0, 0, 3});
    }
    SUBCASE("one light pair does not bring a stranger in") {
        auto stranger = thing;
        stranger.back() = {0, 2, 9};
        stranger[2] = {2, 3, 2};
        CHECK(cluster(keys, stranger, {}, {}) == std::vector<std::uint32_t>{0, 0, 0, 3});
    }
}

TEST_CASE("a person's verdict wins over every weight") {
    const std::vector<std::uint64_t> keys{1, 2, 3};
    const std::vector<ClusterEdge> edges{{0, 1, 20}, {1, 2, 20}, {0, 2, 20}};
    CHECK(cluster(keys, edges, {}, {}) == std::vector<std::uint32_t>{0, 0, 0});
    const std::vector<ClusterVerdict> different{{0, 1, false}};
    const auto apart = cluster(keys, edges, different, {});
    CHECK(apart[0] != apart[1]);
    const std::vector<ClusterVerdict> same{{0, 2, true}};
    CHECK(cluster(keys, {}, same, {}) == std::vector<std::uint32_t>{0, 1, 0});
}

TEST_CASE("public ids: which new cluster continues which old one") {
    using Members = std::vector<std::vector<std::int64_t>>;
    const std::vector<OldCluster> two{{1, 10, {10, 11}}, {2, 20, {20, 21, 22}}};
    struct Row {
        Members after;
        std::vector<int> kept, split_from, merged_into;
        const char* why;
    };
    const Row rows[] = {
        {{{10, 11, 12}, {20, 21, 22}}, {0, 1}, {-1, -1}, {-1, -1}, "a record joins"},
        {{{10}, {20, 21, 22}}, {0, 1}, {-1, -1}, {-1, -1}, "a record leaves"},
        {{{10, 11, 20, 21, 22}}, {1}, {-1}, {0, -1}, "a merge: the heavier goes on, the other redirects"},
        {{{10, 11}, {20}, {21, 22}},
         {0, 1, -1},
         {-1, -1, 1},
         {-1, -1},
         "a split: the anchor's part keeps the id"},
        {{{20, 21, 22}}, {1}, {-1}, {-1, -1}, "all members have gone: dissolved"},
    };
    for (const Row& row : rows) {
        const ClusterFate fate = decide_identities(two, row.after);
        CHECK_MESSAGE(fate.kept == row.kept, row.why);
        CHECK_MESSAGE(fate.split_from == row.split_from, row.why);
        CHECK_MESSAGE(fate.merged_into == row.merged_into, row.why);
    }
    const std::vector<OldCluster> equal{{5, 1, {1, 2}}, {4, 3, {3, 4}}};
    const ClusterFate merged = decide_identities(equal, Members{{1, 2, 3, 4}});
    CHECK_MESSAGE(merged.kept == std::vector<int>{1}, "of two equals the older id goes on");
}
