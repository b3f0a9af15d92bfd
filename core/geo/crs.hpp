// The coordinate systems a source may use, by EPSG code.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

enum class ProjectionKind : unsigned char { degrees, lambert_conic, transverse_mercator, web_mercator };

/// Everything that a projection needs; angles in degrees, lengths in metres. All of them are within a metre
/// of WGS 84 without a shift of datum.
struct Crs {
    int epsg = 0;
    std::string title; ///< "RGF93 v1 / Lambert-93"
    ProjectionKind kind = ProjectionKind::degrees;
    bool wgs84 = false;                    ///< ellipsoid WGS 84 instead of GRS 80 (0.1 mm apart)
    double latitude_0 = 0;                 ///< origin; Lambert only
    double longitude_0 = 0;                ///< origin or central meridian
    double parallel_1 = 0, parallel_2 = 0; ///< Lambert only
    double false_east = 0, false_north = 0;
    double south = -90, north = 90, west = -180, east = 180; ///< where its coordinates make sense
    bool is_projected() const { return kind != ProjectionKind::degrees; }
};

/// 2154, 3942–3950, 32601–32660, 32701–32760, 25828–25838, 5490, 4559, 2972, 2975, 4471, 3857, 4326, 4258,
/// 4171.
std::optional<Crs> find_crs(int epsg);

/// "EPSG:2154", "2154", "urn:ogc:def:crs:EPSG::2154", "http://www.opengis.net/def/crs/EPSG/0/2154", "CRS84"
/// (as 4326); nothing when it has no such form. The code may still be unknown to find_crs().
std::optional<int> parse_crs_code(std::string_view text);

/// Codes that a person may have meant, for messages: the whole list in a few words.
std::string_view known_crs_text();
/// Why a code that people do use is refused ("27572": needs a grid of shifts), or empty.
std::string_view refused_crs_reason(int epsg);
/// "EPSG:2154", …: the codes with a name of their own, for suggestions.
std::vector<std::string> common_crs_names();

} // namespace moisson
