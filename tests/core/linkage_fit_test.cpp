// What a fit may learn, and what it must not.
#include "core/linkage/compare.hpp"
#include "core/linkage/fit.hpp"
#include "core/linkage/weigh.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace moisson;

namespace {

LinkProfile structures() {
    LinkProfile profile;
    profile.organisation_name = 0;
    profile.street_address = 1;
    profile.phone = 2;
    return profile;
}

/// A structure of its own: `number` makes its words, its street and its municipality.
LinkRecord structure(std::uint64_t feed, std::uint64_t number, const std::string& name = {}) {
    const auto word = [&](std::uint64_t salt) {
        std::uint64_t bits = (number + 1) * 0x9E3779B97F4A7C15ULL ^ salt * 0xD6E8FEB86659FD93ULL;
        std::string text;
        for (int i = 0; i < 4; ++i, bits >>= 16)
            (text += "bcdfglmnprst"[bits % 12]) += "aeiou"[(bits >> 8) % 5];
        return text;
    };
    LinkRecord record;
    record.feed = feed;
    record.key = (feed * 1'000'003 + number) * 0x9E3779B97F4A7C15ULL;
    record.name = name.empty() ? word(1) + " " + word(2) : name;
    record.number = std::to_string(number % 90 + 1);
    record.street = "rue " + word(3);
    record.municipality = word(4);
    record.postcode = std::to_string(10000 + number % 80000);
    return record;
}

/// Two producers that have 300 structures in common, of 700 each.
std::vector<LinkRecord> two_clean_producers() {
    std::vector<LinkRecord> records;
    for (std::uint64_t i = 0; i < 700; ++i) records.push_back(structure(1, i));
    for (std::uint64_t i = 400; i < 1100; ++i) records.push_back(structure(2, i));
    return records;
}

double weight(const LinkModel& model, const LinkRecord& a, const LinkRecord& b) {
    return link_weight(model, compare(model, a, b), {});
}

} // namespace

TEST_CASE("who lists nothing twice is not taken to list something twice") {
    const auto records = two_clean_producers();
    const LinkModel model = fit_link_model(structures(), records, 1, 0, 2);
    LinkRecord one = structure(1, 5000), other = one;
    other.name += " annexe";
    const double of_one = weight(model, one, other);
    other.feed = 2;
    CHECK_MESSAGE(weight(model, one, other) > of_one + 3, "two producers may well know the same structure");
    const auto parts = weight_parts(model, compare(model, one, other), {});
    CHECK(parts.back().comparison == Comparison::feed);
}

TEST_CASE("who lists things twice is taken to do so, however clean the others are thought to be") {
    auto records = two_clean_producers();
    for (std::uint64_t i = 0; i < 400; ++i) {
        LinkRecord again = structure(1, i);
        again.key += 1;
        records.push_back(again);
    }
    const LinkModel model = fit_link_model(structures(), records, 1, 0, 2);
    LinkRecord one = structure(1, 5000), other = one;
    const double of_one = weight(model, one, other);
    other.feed = 2;
    CHECK(std::abs(weight(model, one, other) - of_one) < 1);
}

TEST_CASE("a single producer is not told apart from itself") {
    std::vector<LinkRecord> records;
    for (std::uint64_t i = 0; i < 900; ++i) records.push_back(structure(1, i % 800));
    const LinkModel model = fit_link_model(structures(), records, 1, 0, 1);
    const LinkRecord one = structure(1, 5000);
    for (const WeightPart& part : weight_parts(model, compare(model, one, one), {}))
        if (part.comparison == Comparison::feed) CHECK(part.weight == doctest::Approx(0).epsilon(0.01));
    CHECK(weight(model, one, one) > LinkThresholds{}.same);
}

TEST_CASE("namesakes elsewhere, however many, do not change what the same looks like") {
    auto records = two_clean_producers();
    for (std::uint64_t i = 0; i < 3000; ++i)
        records.push_back(structure(3 + i % 5, 2000 + i, structure(1, i / 6).name));
    const LinkModel model = fit_link_model(structures(), records, 1, 0, 2);
    const LinkRecord one = structure(1, 10);
    LinkRecord namesake = structure(4, 6000, one.name);
    CHECK_MESSAGE(weight(model, one, namesake) < LinkThresholds{}.same, "one name, another town");
    LinkRecord again = one;
    again.feed = 2;
    CHECK_MESSAGE(weight(model, one, again) > LinkThresholds{}.same, "one name, one house");
}

TEST_CASE("tenants, however many, do not get the name of their neighbours") {
    auto records = two_clean_producers();
    for (std::uint64_t i = 0; i < 600; ++i) {
        LinkRecord tenant = structure(1, 3000 + i);
        const LinkRecord house = structure(1, i / 6);
        tenant.number = house.number, tenant.street = house.street;
        tenant.municipality = house.municipality, tenant.postcode = house.postcode;
        records.push_back(tenant);
    }
    const LinkModel model = fit_link_model(structures(), records, 1, 0, 2);
    const LinkRecord one = structure(1, 500);
    LinkRecord tenant = one, again = one;
    tenant.name = structure(2, 7000).name;
    tenant.feed = again.feed = 2;
    again.name.insert(3, "x"); // a slip
    CHECK(weight(model, one, tenant) < LinkThresholds{}.same);
    CHECK(weight(model, one, again) > LinkThresholds{}.same);
}

TEST_CASE("pairs weighed many at a time weigh what each weighs alone") {
    auto records = two_clean_producers();
    std::mt19937 random(11);
    for (std::size_t i = 0; i < 300; ++i) { // half alike: everything that is compared differs somewhere
        LinkRecord mixed = records[random() % 1400];
        const LinkRecord& other = records[random() % 1400];
        mixed.key = random();
        if (random() % 2) mixed.name = other.name;
        if (random() % 2) mixed.street = other.street, mixed.number = other.number;
        if (random() % 2) mixed.municipality = other.municipality;
        if (random() % 2) mixed.siret = "77568879901571", mixed.siren = "775688799";
        if (random() % 2) mixed.latitude = 45, mixed.longitude = static_cast<float>(random() % 3) * 0.01F;
        records.push_back(mixed);
    }
    LinkTable table(structures());
    for (const LinkRecord& record : records) table.add(record);
    const LinkModel model = fit_link_model(table, 1, 0, 1);
    const LinkThresholds thresholds;
    PairWeigher weigher(model, thresholds);
    std::size_t kept = 0;
    for (std::uint32_t i = 0; i < 60'000; ++i) {
        const auto last = static_cast<std::uint32_t>(records.size() - 300);
        const RowOf a{table, table.row(last + random() % 300)},
            b{table, table.row(random() % records.size())};
        const SharedFrequency shared{static_cast<std::uint8_t>(random() % 3), 0, 0};
        const Levels levels = compare_rows(a, b);
        const auto alone = static_cast<float>(
            guarded_weight(link_weight(model, levels, shared), row_guard(a, b), thresholds));
        const auto pair = weigher.weigh(a, b, [&] { return shared; });
        REQUIRE(pair.has_value() == (alone >= static_cast<float>(thresholds.review)));
        if (!pair) continue;
        ++kept;
        REQUIRE(pair->levels == levels);
        REQUIRE(pair->weight == alone);
    }
    CHECK(kept > 50);
}

TEST_CASE("a model that an earlier program fitted, with other classes, gives way to the priors") {
    LinkModel old = fit_link_model(structures(), two_clean_producers(), 7, 1, 1);
    const std::string text = to_json(old);
    const std::size_t begin = text.find("\"level\":[") + 8, end = text.find("]]],", begin) + 3;
    const std::string four_classes = "[[[1,0]],[[1,0]],[[1,0]],[[1,0]]]";
    const LinkModel read =
        link_model_from_json(structures(), text.substr(0, begin) + four_classes + text.substr(end));
    const LinkModel priors = prior_model(structures());
    CHECK(read.version == 7);
    CHECK(read.records == 0);
    CHECK(read.level == priors.level);
    CHECK(read.prior == priors.prior);
}
