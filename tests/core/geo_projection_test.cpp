// Projected coordinates → degrees, against PROJ.
#include "core/geo/projection.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

using namespace moisson;

namespace {

struct Reference {
    int epsg;
    double x, y, latitude, longitude;
};

/// Random points of each system's area, computed with PROJ 9.5.1 (pyproj 3.7.2, to the geographic system of
/// the same datum, so that no shift is part of it); nine decimals of a degree are a tenth of a millimetre.
constexpr Reference references[] = {
    {2154, 32696.6471, 6159044.3068, 42.223958416, -5.082386664},
    {3942, 1572126.0248, 1160939.9056, 41.637980296, 1.465060258},
    {3943, 1884933.6821, 2283004.2455, 43.724414513, 5.295430292},
    {3944, 1796026.6024, 3255600.4204, 44.494087438, 4.207412440},
    {3945, 1945756.0592, 4155984.1295, 44.561650198, 6.094309183},
    {3946, 1554079.4195, 5208804.4200, 46.063670390, 1.113761141},
    {3947, 1517157.9494, 6189709.5480, 46.882236084, 0.600645654},
    {3948, 1513515.9301, 7130427.1295, 47.347359851, 0.531555662},
    {3949, 1863555.9775, 8236258.6507, 49.304264231, 5.249453540},
    {3950, 2049910.0422, 9212097.2600, 50.005989697, 7.884980813},
    {32630, 457539.7799, 2558739.9609, 23.136944186, -3.414737766},
    {32631, 722419.7109, 5063771.3932, 45.691770614, 5.856647343},
    {32632, 330222.1874, 6128242.2876, 55.271345319, 6.327513632},
    {32738, 395798.1976, 3293140.5603, -60.484391840, 43.103874673},
    {32740, 828399.0798, 9133660.0216, -7.827041843, 59.977507957},
    {25830, 382814.8426, 4629438.2901, 41.808156810, -4.410732990},
    {25831, 474728.5672, 6825341.2891, 61.560751911, 2.524342315},
    {25832, 524402.9225, 7252844.9242, 65.397382109, 9.525307495},
    {25833, 582445.5976, 6132313.8842, 55.330272630, 16.299581807},
    {5490, 649172.7936, 1636136.8429, 14.795214297, -61.613871392},
    {4559, 670009.1951, 1988259.8755, 17.975948733, -61.394447139},
    {2972, 340268.7410, 566271.3272, 5.121475048, -52.441029334},
    {2975, 572942.1166, 7671885.8367, -21.052460654, 57.702079404},
    {4471, 378024.2430, 8539551.0922, -13.208336856, 43.874310448},
    {3857, -7143061.7816, 2240792.5816, 19.727628815, -64.167215738},
};

/// Metres between two near points.
double metres_apart(const Degrees& a, const Degrees& b) {
    constexpr double metres_per_degree = 111'320;
    const double north = (a.latitude - b.latitude) * metres_per_degree;
    const double east =
        (a.longitude - b.longitude) * metres_per_degree * std::cos(a.latitude * 3.14159265 / 180);
    return std::hypot(north, east);
}

} // namespace

TEST_CASE("every projection agrees with PROJ within a millimetre") {
    for (const Reference& row : references) {
        CAPTURE(row.epsg);
        const Projection projection(*find_crs(row.epsg));
        const Degrees point = projection.to_degrees(row.x, row.y);
        CHECK(metres_apart(point, {row.latitude, row.longitude}) < 0.001);
        CHECK(projection.contains(point));
    }
}

TEST_CASE("the origin of Lambert-93 is exact") {
    // The origin of Lambert-93 is 46°30' N, 3° E by definition.
    const Degrees point = Projection(*find_crs(2154)).to_degrees(700'000, 6'600'000);
    CHECK(point.latitude == doctest::Approx(46.5).epsilon(1e-12));
    CHECK(point.longitude == doctest::Approx(3).epsilon(1e-12));
}

TEST_CASE("what does not belong to a system is seen") {
    const Projection lambert(*find_crs(2154));
    CHECK_FALSE(lambert.contains(lambert.to_degrees(48.85, 2.35)));          // degrees
    CHECK_FALSE(lambert.contains(lambert.to_degrees(6'862'000, 652'000)));   // swapped
    CHECK_FALSE(lambert.contains(lambert.to_degrees(1'652'000, 8'175'000))); // CC49
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> exponent(-3, 300);
    for (const int epsg : {2154, 3945, 32631, 2975, 3857, 4326}) {
        const Projection projection(*find_crs(epsg));
        for (int i = 0; i < 2000; ++i) {
            const double x = std::pow(10, exponent(random)), y = -std::pow(10, exponent(random));
            const Degrees point = projection.to_degrees(x, y);
            CHECK((epsg == 4326 || (std::isfinite(point.latitude) && std::isfinite(point.longitude))));
        }
    }
}

TEST_CASE("codes of coordinate systems") {
    CHECK(parse_crs_code("EPSG:2154") == 2154);
    CHECK(parse_crs_code("epsg:2154") == 2154);
    CHECK(parse_crs_code("2154") == 2154);
    CHECK(parse_crs_code("urn:ogc:def:crs:EPSG::2154") == 2154);
    CHECK(parse_crs_code("urn:ogc:def:crs:OGC:1.3:CRS84") == 4326);
    CHECK(parse_crs_code("http://www.opengis.net/def/crs/EPSG/0/3945") == 3945);
    CHECK_FALSE(parse_crs_code("Lambert 93"));
    CHECK_FALSE(parse_crs_code(""));
    CHECK_FALSE(parse_crs_code("EPSG:"));
    CHECK(find_crs(2154)->title == "RGF93 v1 / Lambert-93");
    CHECK_FALSE(find_crs(27572));
    CHECK_FALSE(find_crs(9999));
    CHECK(refused_crs_reason(27572).find("NTF") != std::string_view::npos);
    for (const std::string& name : common_crs_names()) CHECK(find_crs(*parse_crs_code(name)));
}
