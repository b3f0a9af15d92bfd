// One point for any GeoJSON geometry.
#include "core/geo/geometry.hpp"

#include <doctest/doctest.h>
#include <sstream>

#include <random>
#include <string>

using namespace moisson;

namespace {

std::string point_text(std::string_view geometry) {
    const auto point = representative_point(geometry);
    if (!point) return "none";
    char text[64];
    std::snprintf(text, sizeof text, "%g %g", point->x, point->y);
    return text;
}

} // namespace

TEST_CASE("each type of geometry has a point") {
    struct Row {
        const char* geometry;
        const char* point;
    };
    for (
        const Row& row : {
            Row{R"({"type":"Point","coordinates":[5.78,43.47]})", "5.78 43.47"},
            {R"({ "coordinates" : [ 5.78 , 43.47 , 120.5 ] , "type" : "Point" })", "5.78 43.47"},
            {R"({"type":"MultiPoint","coordinates":[[1,2],[3,4]]})", "1 2"},
            {R"({"type":"LineString","coordinates":[[0,0],[2,0],[10,0]]})", "5 0"},
            {R"({"type":"MultiLineString","coordinates":[[[0,0],[1,0]],[[0,5],[0,9]]]})", "0 7"},
            {R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,2],[0,2],[0,0]]]})", "2 1"},
            // A U open to the north: its centre is outside.
            {R"({"type":"Polygon","coordinates":[[[0,0],[6,0],[6,4],[5,4],[5,1],[2,1],[2,4],[0,4],[0,0]]]})",
             "1 2"},
            // The middle is a hole.
            {R"({"type":"Polygon","coordinates":[[[0,0],[10,0],[10,4],[0,4],[0,0]],[[2,1],[7,1],[7,3],[2,3],[2,1]]]})",
             "8.5 2"},
            {R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,1],[0,0]]],
                                                       [[[10,10],[14,10],[14,12],[10,12],[10,10]]]]})",
             "12 11"},
            {R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[]},
                                                            {"type":"Point","coordinates":[7,8]}]})",
             "7 8"},
            {R"({"type":"Polygon","coordinates":[[[1,1],[1,1],[1,1]]]})", "1 1"}, // no area
        }) {
        CAPTURE(row.geometry);
        CHECK(point_text(row.geometry) == row.point);
    }
}

TEST_CASE("an empty or malformed geometry has none") {
    for (const char* geometry :
         {"null", "{}", "[]", R"({"type":"Point","coordinates":[]})",
          R"({"type":"Point","coordinates":["a","b"]})", R"({"type":"Point","coordinates":[1]})",
          R"({"type":"Circle","coordinates":[1,2]})", R"({"type":"Polygon","coordinates":[[[[[[1,2]]]]]]})",
          R"({"type":"GeometryCollection","geometries":[]})"})
        CHECK(point_text(geometry) == "none");
}

TEST_CASE("a point of a polygon lies inside its box, however large it is") {
    std::string text = R"({"type":"Polygon","coordinates":[[)";
    for (int i = 0; i < 100'000; ++i)
        text += "[" + std::to_string(i % 1000) + "," + std::to_string(i / 100) + "],";
    text += "[0,0]]]}";
    const auto point = representative_point(text);
    REQUIRE(point);
    CHECK((point->x >= 0 && point->x <= 1000 && point->y >= 0 && point->y <= 1000));
}

TEST_CASE("no text does harm") {
    const std::string whole =
        R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]],"geometries":[{"type":"Point"}]})";
    std::mt19937 random(3);
    for (int round = 0; round < 20'000; ++round) {
        std::string text = whole;
        for (int change = 0; change < 3; ++change)
            text[random() % text.size()] = "[]{},:\"\\0e-x"[random() % 12];
        text.resize(random() % (text.size() + 1));
        representative_point(text);
    }
}

TEST_CASE("a geometry as Esri writes it") {
    struct Case {
        const char *text, *point;
    };
    for (const Case& one : {Case{R"({"x":6.5,"y":44.25})", "6.5 44.25"},
                            {R"({"x":6.5,"y":44.25,"z":12,"spatialReference":{"wkid":4326}})", "6.5 44.25"},
                            {R"({"x":"NaN","y":"NaN"})", ""},
                            {R"({"x":null,"y":null})", ""},
                            {R"({"x":1})", ""},
                            {R"({"points":[[1,2],[3,4]]})", "1 2"},
                            {R"({"paths":[[[0,0],[4,0]],[[0,0],[1,0]]]})", "2 0"},
                            {R"({"rings":[[[0,0],[0,2],[2,2],[2,0],[0,0]]]})", "1 1"},
                            {R"({"rings":[]})", ""}}) {
        CAPTURE(one.text);
        const auto point = representative_point(one.text);
        std::ostringstream said;
        if (point) said << point->x << ' ' << point->y;
        CHECK(said.str() == one.point);
    }
}
