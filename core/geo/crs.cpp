#include "core/geo/crs.hpp"

#include "core/text/ascii.hpp"

namespace moisson {
namespace {

constexpr double lambert_west = -10, lambert_east = 12;
/// A UTM zone is 6° wide; values a little beyond are in use at its border.
constexpr double utm_half_width = 5;

Crs utm_zone(int epsg, std::string_view datum, int zone, bool south) {
    Crs crs;
    crs.epsg = epsg;
    crs.title = std::string(datum) + " / UTM zone " + std::to_string(zone) + (south ? "S" : "N");
    crs.kind = ProjectionKind::transverse_mercator;
    crs.wgs84 = datum == "WGS 84";
    crs.longitude_0 = 6 * zone - 183;
    crs.false_east = 500'000;
    crs.false_north = south ? 10'000'000 : 0;
    crs.south = south ? -80 : -0.5;
    crs.north = south ? 0.5 : 84;
    crs.west = crs.longitude_0 - utm_half_width;
    crs.east = crs.longitude_0 + utm_half_width;
    return crs;
}

Crs boxed(Crs crs, double south, double north, double west, double east) {
    crs.south = south;
    crs.north = north;
    crs.west = west;
    crs.east = east;
    return crs;
}

Crs lambert_93() {
    return {2154,
            "RGF93 v1 / Lambert-93",
            ProjectionKind::lambert_conic,
            false,
            46.5,
            3,
            49,
            44,
            700'000,
            6'600'000,
            41,
            52,
            lambert_west,
            lambert_east};
}

/// CC42 … CC50: one degree of latitude apart.
Crs conic_zone(int epsg) {
    const int zone = epsg - 3900;
    const double latitude = zone;
    return {epsg,
            "RGF93 v1 / CC" + std::to_string(zone),
            ProjectionKind::lambert_conic,
            false,
            latitude,
            3,
            latitude - 0.75,
            latitude + 0.75,
            1'700'000,
            (zone - 41) * 1'000'000.0 + 200'000,
            latitude - 1.5,
            latitude + 1.5,
            lambert_west,
            lambert_east};
}

std::optional<Crs> overseas(int epsg) {
    switch (epsg) {
    case 5490:
        return boxed(utm_zone(epsg, "RGAF09", 20, false), 13.5, 19, -64, -60);
    case 4559:
        return boxed(utm_zone(epsg, "RRAF 1991", 20, false), 13.5, 19, -64, -60);
    case 2972:
        return boxed(utm_zone(epsg, "RGFG95", 22, false), 1.5, 9, -55.5, -49);
    case 2975:
        return boxed(utm_zone(epsg, "RGR92", 40, true), -26, -18, 51, 59);
    case 4471:
        return boxed(utm_zone(epsg, "RGM04", 38, true), -15, -11, 43, 47);
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<Crs> find_crs(int epsg) {
    if (epsg == 2154) return lambert_93();
    if (epsg >= 3942 && epsg <= 3950) return conic_zone(epsg);
    if (epsg >= 32601 && epsg <= 32660) return utm_zone(epsg, "WGS 84", epsg - 32600, false);
    if (epsg >= 32701 && epsg <= 32760) return utm_zone(epsg, "WGS 84", epsg - 32700, true);
    if (epsg >= 25828 && epsg <= 25838) return utm_zone(epsg, "ETRS89", epsg - 25800, false);
    Crs crs;
    crs.epsg = epsg;
    crs.title = epsg == 4326 ? "WGS 84" : epsg == 4258 ? "ETRS89" : "RGF93 v1";
    if (epsg == 4326 || epsg == 4258 || epsg == 4171) return crs;
    if (epsg != 3857) return overseas(epsg);
    crs.title = "WGS 84 / Pseudo-Mercator";
    crs.kind = ProjectionKind::web_mercator;
    return boxed(crs, -85.06, 85.06, -180, 180);
}

std::optional<int> parse_crs_code(std::string_view text) {
    const std::string lower_case = ascii_lower(text);
    if (lower_case.ends_with("crs84")) return 4326;
    const std::size_t last = lower_case.find_last_not_of("0123456789");
    const std::string_view digits =
        std::string_view(lower_case).substr(last == lower_case.npos ? 0 : last + 1);
    const std::string_view before = std::string_view(lower_case).substr(0, lower_case.size() - digits.size());
    const bool named = before.empty() || before == "epsg:" || before == "epsg " ||
                       before.find("crs:epsg:") != before.npos || before.find("crs/epsg/") != before.npos;
    if (digits.empty() || digits.size() > 6 || !named) return std::nullopt;
    return static_cast<int>(to_unsigned(digits));
}

std::string_view known_crs_text() {
    return "EPSG:2154 (Lambert-93), 3942 to 3950 (CC42 to CC50), 32601 to 32660 and 32701 to 32760 (UTM, WGS "
           "84), 25828 to "
           "25838 (UTM, ETRS89), 5490 and 4559 (Antilles), 2972 (Guyane), 2975 (Réunion), 4471 (Mayotte), "
           "3857 (web "
           "maps), 4326, 4258, 4171 (degrees)";
}

std::string_view refused_crs_reason(int epsg) {
    const bool old_lambert = (epsg >= 27561 && epsg <= 27564) || (epsg >= 27571 && epsg <= 27574) ||
                             epsg == 27582 || epsg == 27572 || epsg == 4275;
    if (old_lambert)
        return "the old Lambert zones (NTF) need a grid of shifts that moisson does not carry: ask for an "
               "export in "
               "Lambert-93 or in degrees";
    return {};
}

std::vector<std::string> common_crs_names() {
    std::vector<std::string> names;
    for (const int code :
         {2154, 3942, 3943, 3944, 3945,  3946,  3947,  3948,  3949,  3950,  5490,  4559,  2972,  2975, 4471,
          3857, 4326, 4258, 4171, 25830, 25831, 25832, 32620, 32622, 32630, 32631, 32632, 32738, 32740})
        names.push_back("EPSG:" + std::to_string(code));
    return names;
}

} // namespace moisson
