#include "tests/core/export_support.hpp"

#include <doctest/doctest.h>
#include <limits>
#include <nlohmann/json.hpp>

using namespace moisson;
using nlohmann::json;
using test::structure;

TEST_CASE("an NDJSON line has id, sources, every field in schema order, and where each value came from") {
    GoldenRecord record = structure("ain", "7", {{"nom", "Phare"}, {"reseaux", List{"mdph", "udaf"}}});
    record.sources.push_back({"dept", "9"});
    record.origin[1] = 1; // nom
    CHECK(
        test::write_all(ExportFormat::ndjson, {record}, {test::feed("ain"), test::feed("dept")}) ==
        R"({"id":"mo_7","sources":[{"feed":"ain","id":"7"},{"feed":"dept","id":"9"}],"nom":"Phare",)"
        R"("courriel":null,"telephone":null,"longitude":null,"latitude":null,"reseaux":["mdph","udaf"],"extra":null,)"
        R"("provenance":{"nom":{"feed":"dept","id":"9"},"reseaux":{"feed":"ain","id":"7"}}})"
        "\n");
}

TEST_CASE("a JSON file is one array of the same objects, also when it is empty") {
    CHECK(json::parse(test::write_all(ExportFormat::json, {})) == json::array());
    const std::vector<GoldenRecord> two = {structure("ain", "7", {}), structure("ain", "8", {})};
    const json array = json::parse(test::write_all(ExportFormat::json, two));
    const std::string lines = test::write_all(ExportFormat::ndjson, two);
    CHECK(array.size() == 2);
    CHECK(array[1] == json::parse(lines.substr(lines.find('\n'))));
}

TEST_CASE("text survives whatever it holds") {
    for (const char* text :
         {"quote \" backslash \\ slash /", "tab\tline\nreturn\r", "\x01\x1f", "Œuvre à l'été 🎉", "\u2028"}) {
        const std::string line =
            test::write_all(ExportFormat::ndjson, {structure("ain", "7", {{"nom", text}})});
        CHECK(json::parse(line)["nom"] == text);
    }
}

TEST_CASE("bytes that are not UTF-8 never make the file unreadable") {
    const std::string line =
        test::write_all(ExportFormat::ndjson, {structure("ain", "7", {{"nom", "Caf\xE9"}})});
    CHECK(json::parse(line)["nom"] == "Caf\uFFFD");
}

TEST_CASE("numbers read back to the same value, what is no number is null, json fields are embedded") {
    const auto line = [](std::map<std::string, Value> values) {
        return json::parse(test::write_all(ExportFormat::ndjson, {structure("ain", "7", std::move(values))}));
    };
    CHECK(line({{"longitude", 5.223456789012345}})["longitude"].get<double>() == 5.223456789012345);
    CHECK(line({{"longitude", std::numeric_limits<double>::infinity()}})["longitude"].is_null());
    CHECK(line({{"extra", R"({"a":[1,2]})"}})["extra"]["a"][1] == 2);
    CHECK(line({{"extra", "{broken"}})["extra"] == "{broken");
}

TEST_CASE("GeoJSON: longitude first; a record without usable coordinates is there with a null geometry") {
    const json collection = json::parse(
        test::write_all(ExportFormat::geojson,
                        {structure("ain", "7", {{"longitude", 5.25}, {"latitude", 46.5}, {"nom", "Phare"}}),
                         structure("ain", "8", {{"longitude", 5.25}}),
                         structure("ain", "9", {{"longitude", 5.25}, {"latitude", 146.5}})}));
    CHECK(collection["type"] == "FeatureCollection");
    REQUIRE(collection["features"].size() == 3);
    const json& first = collection["features"][0];
    CHECK(first["type"] == "Feature");
    CHECK(first["id"] == "mo_7");
    CHECK(first["geometry"] == json::parse(R"({"type":"Point","coordinates":[5.25,46.5]})"));
    CHECK(first["properties"]["nom"] == "Phare");
    CHECK(first["properties"]["sources"][0]["feed"] == "ain");
    CHECK(collection["features"][1]["geometry"].is_null());
    CHECK(collection["features"][2]["geometry"].is_null());
}

TEST_CASE("a reference to another kind is qualified by its feed, so that it joins with sources; source is "
          "the feed") {
    const auto schema = test::export_schema();
    const auto kind = static_cast<std::uint16_t>(schema->find("service"));
    GoldenRecord service;
    service.public_id = "mo_s";
    service.sources = {{"ain", "s1"}};
    service.record.values = {{}, {}, "7", "Atelier"};
    std::ostringstream out;
    const auto writer = make_writer(ExportFormat::csv, *schema, kind, {.feeds = {test::feed("ain")}}, out);
    writer->begin();
    writer->write(service);
    writer->end();
    CHECK(out.str() == "id,sources,source,structure_id,nom\r\nmo_s,ain--s1,ain,ain--7,Atelier\r\n");
}
