// Coordinates of a feed that are metres: X and Y become longitude and latitude.
#include "tests/core/config_support.hpp"
#include "tests/core/mapping_fixture.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::Bench;

namespace {

Bench bench_in(const std::string& crs, const std::string& order = "") {
    Bench bench({test::column("latitude", "Y"), test::column("longitude", "X")});
    bench.feed().source.geo_crs = crs;
    bench.feed().source.geo_order = order;
    return bench;
}

FieldMapping half_of(const std::string& field) {
    FieldMapping mapping = test::column(field, "Position");
    mapping.convert = field;
    return mapping;
}

std::string place(Bench& bench, test::Columns columns) {
    bench.map(std::move(columns));
    char text[64];
    std::snprintf(text, sizeof text, "%.6f %.6f", bench.number("latitude"), bench.number("longitude"));
    return bench.issues().empty() ? text : bench.issues();
}

} // namespace

TEST_CASE("metres of the declared system become degrees") {
    Bench lambert = bench_in("EPSG:2154");
    CHECK(place(lambert, {{"X", {"652 469,02"}}, {"Y", {"6862035.26"}}}) == "48.856600 2.352200");
    Bench reunion = bench_in("2975");
    CHECK(place(reunion, {{"X", {"572942.1166"}}, {"Y", {"7671885.8367"}}}) == "-21.052461 57.702079");
    Bench degrees = bench_in("EPSG:4326");
    CHECK(place(degrees, {{"X", {"2,35"}}, {"Y", {"48,85"}}}) == "48.850000 2.350000");
}

TEST_CASE("what is no place of the system is reported and left out") {
    struct Row {
        const char *x, *y, *issue, *says;
    };
    Bench bench = bench_in("EPSG:2154");
    for (const Row& row :
         {Row{"6862035", "652469", "warning record.coordinates-swapped", "X et Y semblent inversés"},
          {"2.35", "48.85", "warning record.coordinates-outside-crs", "est déjà en degrés"},
          {"0", "0", "warning record.coordinates-null", "n'est pas renseignée"},
          {"1652000", "8175000", "warning record.coordinates-outside-crs", "hors de la zone"},
          {"652469", "", "warning record.coordinates-incomplete", "donnez les deux"}}) {
        CAPTURE(row.x);
        CHECK(place(bench, {{"X", {row.x}}, {"Y", {row.y}}}) == row.issue);
        CHECK(bench.record().issues[0].message.find(row.says) != std::string::npos);
        CHECK(bench.text("latitude") == "-");
    }
    Bench web = bench_in("EPSG:3857"); // swapped stays on Earth, far from France
    CHECK(place(web, {{"X", {"6249000"}}, {"Y", {"261600"}}}) == "warning record.coordinates-swapped");
}

TEST_CASE("both numbers in one column, in the declared order") {
    struct Row {
        const char *crs, *order, *text, *place;
    };
    for (const Row& row : {Row{"", "", "48.85, 2.35", "48.850000 2.350000"},
                           {"", "lon-lat", "2.35, 48.85", "48.850000 2.350000"},
                           {"", "lat-lon", "[48.85, 2.35]", "48.850000 2.350000"},
                           {"", "", "2.35, 48.85", "warning record.coordinates-swapped"},
                           {"EPSG:2154", "", "700000,0 ; 6600000,0", "46.500000 3.000000"},
                           {"EPSG:2154", "lat-lon", "6600000 700000", "46.500000 3.000000"},
                           {"EPSG:2154", "", "{\"x\":700000,\"y\":6600000}", "46.500000 3.000000"}}) {
        CAPTURE(row.text);
        Bench bench({half_of("latitude"), half_of("longitude")});
        bench.feed().source.geo_crs = row.crs;
        bench.feed().source.geo_order = row.order;
        CHECK(place(bench, {{"Position", {row.text}}}) == row.place);
    }
}

TEST_CASE("[source.geo] is checked with the feed file") {
    const auto said = [](const std::string& crs, const std::string& fields) {
        const std::string feed = test::replaced(test::good_feed(), "[structure]\n",
                                                "[source.geo]\ncrs = \"" + crs + "\"\n[structure]\n");
        return test::said(test::loaded_feed(feed + fields).diagnostics);
    };
    const std::string both = "latitude = \"Y\"\nlongitude = \"X\"\n";
    CHECK(said("EPSG:2154", both) == "");
    CHECK(said("urn:ogc:def:crs:EPSG::3949", both) == "");
    CHECK(said("EPSG:2145", both).find("did you mean \"EPSG:2154\"?") != std::string::npos);
    CHECK(said("EPSG:27572", both).find("NTF") != std::string::npos);
    CHECK(said("Lambert 93", both).find("EPSG:2154") != std::string::npos);
    CHECK(said("EPSG:2154", "latitude = \"Y\"\n").find("error[feed.geo-incomplete]") != std::string::npos);
    CHECK(said("EPSG:2154", "").find("warning[feed.geo-incomplete]") != std::string::npos);
    CHECK(said("EPSG:4326", "") == "");
}
