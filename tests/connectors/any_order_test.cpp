// Rows of services that carry their structure: copies of it that differ are resolved the same way in any
// order.
#include "connectors/formats/decoder.hpp"
#include "core/change/differ.hpp"
#include "tests/connectors/formats_support.hpp"
#include "tests/core/config_support.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <optional>
#include <set>

using namespace moisson;
using namespace moisson::test;

namespace {

/// One service row: its id, its structure's id, name and date.
struct ServiceRow {
    const char *id, *structure, *name, *date;
};

/// How a format says these rows, and what the feed file says of it.
struct Shape {
    const char* type;
    const char* mapping;
    std::string (*file)(const std::vector<ServiceRow>& rows);
};

std::string joined(const std::vector<ServiceRow>& rows, const char* between,
                   std::string (*said)(const ServiceRow& row)) {
    std::string text;
    for (const ServiceRow& row : rows) text += (text.empty() ? "" : between) + said(row);
    return text;
}

constexpr const char* columns = R"(
[structure]
id = "sid"
nom = "snom"
date_maj = "sdate"
[service]
id = "id"
structure_id = "sid"
nom = { template = "Aide {id}" }
description = { value = "Une aide." }
date_maj = { value = "2026-01-01" }
)";

constexpr const char* elements = R"(
records = "/r/place"
[structure]
explode = "row"
id = "@sid"
nom = "snom"
date_maj = "sdate"
[service]
explode = "row"
id = "@id"
structure_id = "@sid"
nom = { template = "Aide {@id}" }
description = { value = "Une aide." }
date_maj = { value = "2026-01-01" }
)";

const Shape shapes[] = {
    {"csv", columns,
     [](const std::vector<ServiceRow>& rows) {
         return "id,sid,snom,sdate\n" + joined(rows, "\n", [](const ServiceRow& row) {
                    return std::string(row.id) + "," + row.structure + "," + row.name + "," + row.date;
                });
     }},
    {"json", columns,
     [](const std::vector<ServiceRow>& rows) {
         return "[" +
                joined(rows, ",\n",
                       [](const ServiceRow& row) {
                           return std::string(R"({"id": ")") + row.id + R"(", "sid": ")" + row.structure +
                                  R"(", "snom": ")" + row.name + R"(", "sdate": ")" + row.date + R"("})";
                       }) +
                "]";
     }},
    {"xml", elements, [](const std::vector<ServiceRow>& rows) {
         return "<r><place>" +
                joined(rows, "\n",
                       [](const ServiceRow& row) {
                           return std::string("<row id='") + row.id + "' sid='" + row.structure + "'><snom>" +
                                  row.name + "</snom><sdate>" + row.date + "</sdate></row>";
                       }) +
                "</place></r>";
     }}};

FeedPtr feed_of(const Shape& shape) {
    const std::string text = replaced(good_feed(), "\"csv\"", '"' + std::string(shape.type) + '"');
    const LoadedFeed loaded = loaded_feed(text.substr(0, text.find("[structure]")) + shape.mapping);
    CHECK(said(loaded.diagnostics) == "");
    REQUIRE(loaded.config);
    return loaded.config;
}

struct Harvest {
    std::map<std::string, std::string> kept; ///< id → change and body
    std::vector<KnownRecord> known;          ///< as a store would remember the kept ones
    RunCounts counts;
    std::set<std::string> issues; ///< codes; how many rows are named depends on their order
};

Harvest harvest(const FeedPtr& feed, const std::string& file, const std::vector<KnownRecord>& known) {
    const TempDir temp;
    const auto schema = Schema::load({source_dir() / "config/schemas"});
    auto mapping = Mapping::compile(feed, schema, {2026, 11, 22});
    const auto selectors = mapping->selectors();
    DifferOptions options;
    options.staged_file = temp / "staged";
    options.schema = schema;
    options.feed = feed;
    options.memory.first_run = known.empty();
    options.memory.mapping_version = feed->mapping_version;
    KnownIndex index;
    for (const KnownRecord& record : known) index.add(record);
    Differ differ(std::move(options), std::move(index), std::move(mapping));
    const auto decoder = open_decoder(feed->source, {write_snapshot(temp / "file", file)}, selectors);
    for (RawRecord raw; decoder->next(raw);) differ.add(raw);
    Harvest seen;
    const Difference difference = differ.finish(Completeness::full, decoder->report().selector_seen);
    seen.counts = difference.counts;
    for (const auto& [code, count] : differ.issue_counts()) seen.issues.insert(code);
    StagedReader reader(temp / "staged");
    StagedRecord record;
    for (std::uint32_t number = 0; reader.next(record); ++number) {
        if (std::binary_search(difference.superseded.begin(), difference.superseded.end(), number)) continue;
        seen.kept.emplace(record.id,
                          std::to_string(static_cast<int>(record.change)) + std::string(record.body));
        seen.known.push_back({record.key, record.raw, record.fingerprint, record.presence, record.date_hash,
                              record.date_rank, static_cast<std::uint32_t>(seen.known.size()), record.kind, 0,
                              true});
    }
    return seen;
}

/// What is kept of these rows, after checking that no order of them keeps anything else.
Harvest in_any_order(const FeedPtr& feed, const Shape& shape, std::vector<ServiceRow> rows,
                     const std::vector<KnownRecord>& known = {}) {
    const auto by_id = [](const ServiceRow& a, const ServiceRow& b) {
        return std::string_view(a.id) < std::string_view(b.id);
    };
    std::optional<Harvest> first;
    do {
        Harvest now = harvest(feed, shape.file(rows), known);
        if (!first) first = now;
        CHECK(now.kept == first->kept);
        CHECK(now.counts.created == first->counts.created);
        CHECK(now.counts.updated == first->counts.updated);
        CHECK(now.counts.unchanged == first->counts.unchanged);
        CHECK(now.issues == first->issues);
    } while (std::next_permutation(rows.begin(), rows.end(), by_id));
    return *first;
}

} // namespace

TEST_CASE(
    "copies of a structure that differ between rows of services are resolved the same way in any order") {
    for (const Shape& shape : shapes) {
        CAPTURE(shape.type);
        const FeedPtr feed = feed_of(shape);
        const std::vector<ServiceRow> dated = {{"s1", "A", "Ancien", "2025-01-01"},
                                               {"s2", "A", "Nouveau", "2026-02-01"},
                                               {"s3", "A", "Milieu", "2025-06-01"},
                                               {"s4", "B", "Mairie", "2025-01-01"}};
        const Harvest newest = in_any_order(feed, shape, dated);
        CHECK(newest.counts.created == 6);
        CHECK_MESSAGE(newest.kept.at("A").find("Nouveau") != std::string::npos, "the newest date");
        CHECK(newest.issues.count("record.duplicate-id") == 1);

        const std::vector<ServiceRow> undated = {
            {"s1", "A", "Un", ""}, {"s2", "A", "Deux", ""}, {"s3", "A", "Trois", ""}, {"s4", "A", "Un", ""}};
        CHECK(in_any_order(feed, shape, undated).counts.created == 5);

        const Harvest before = harvest(feed, shape.file({dated[0], dated[3]}), {});
        const Harvest after = in_any_order(feed, shape, dated, before.known);
        CHECK_MESSAGE(after.kept.count("A") == 0, "the stored version stays while it is among them");
        CHECK(after.counts.unchanged == 4);
        CHECK(after.counts.created == 2);
    }
}
