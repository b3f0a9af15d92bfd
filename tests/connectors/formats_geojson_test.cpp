// GeoJSON: one point for any geometry, in degrees.
#include "tests/connectors/formats_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

std::string features(const std::string& geometries, const std::string& before = "") {
    return R"({"type":"FeatureCollection",)" + before + R"("features":[)" + geometries + "]}";
}

std::string feature(const std::string& geometry) {
    return R"({"type":"Feature","properties":{"id":"a"},"geometry":)" + geometry + "}";
}

std::string points(const std::string& text, const std::string& crs = "") {
    SourceConfig source = source_of("geojson", "");
    source.geo_crs = crs;
    return decode_text(source, text, {"id", "@latitude", "@longitude"}).table();
}

const std::string lambert_crs =
    R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2154"}},)";

} // namespace

TEST_CASE("geojson: @latitude and @longitude are one point of the geometry") {
    CHECK(points(features(feature(R"({"type":"Point","coordinates":[2.35,48.85,35.0]})"))) == "a|48.85|2.35");
    CHECK(points(features(
              feature(R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,2],[0,2],[0,0]]]})"))) == "a|1|2");
    CHECK(points(features(feature("null"))) == "a||");
    CHECK(points(features(feature(R"({"type":"Point","coordinates":[]})"))) == "a||");
    CHECK(points(features(R"({"type":"Feature","properties":{"id":"a"}})")) == "a||");
}

TEST_CASE("geojson: the geometry can still be asked for as it is") {
    CHECK(decode_text(source_of("geojson", ""),
                      features(feature(R"({"type":"Point","coordinates":[2.35,48.85]})")),
                      {"@latitude", "/geometry/coordinates/0", "geometry/type"})
              .table() == "48.85|2.35|Point");
}

TEST_CASE("geojson: the crs member of 2008 is honoured, unless the feed names the system") {
    const std::string metres = feature(R"({"type":"Point","coordinates":[700000,6600000]})");
    CHECK(points(features(metres, lambert_crs)) == "a|46.5|3");
    CHECK(points(features(metres, lambert_crs), "EPSG:2154") == "a|6600000|700000"); // the mapping converts
    CHECK(points(features(
              metres, R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},)")) ==
          "a|6600000|700000");
    CHECK(points(features(metres, R"("crs":null,)")) == "a|6600000|700000");
    const Decoded refused =
        decode_text(source_of("geojson", ""),
                    features(metres, R"("crs":{"type":"name","properties":{"name":"EPSG:27572"}},)"),
                    {"id", "@latitude"});
    CHECK(refused.error == "format.unknown-crs");
    CHECK(refused.message.find("EPSG:27572") != std::string::npos);
}
