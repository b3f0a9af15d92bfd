// WGS 84 positions: what is wrong with a pair, and pairs in one text.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace moisson {

enum class PositionCheck : std::uint8_t {
    ok,
    null_island,  ///< (0, 0): nobody filled it in
    projected,    ///< metres of Lambert 93 or the like, not degrees
    swapped,      ///< would be in France with latitude and longitude exchanged, and is not as it stands
    out_of_range, ///< not a place on Earth
};

PositionCheck check_position(double latitude, double longitude);

/// Inside the bounding box of a French territory (generous: neighbours on the border count).
bool is_near_france(double latitude, double longitude);

struct WgsPair {
    double latitude = 0, longitude = 0;
};

/// Which of two numbers comes first, where the text itself does not say it.
enum class PairOrder : std::uint8_t { usual, latitude_first, longitude_first };

/// Both numbers of one text: "48.85, 2.35" and "48,85 ; 2,35" (latitude first), "[2.35, 48.85]" and
/// "POINT(2.35 48.85)" (longitude first, as GeoJSON and WKT say), {"lat":48.85,"lon":2.35} and
/// {"y":…,"x":…}. Another order than the usual one holds for all but the last two.
std::optional<WgsPair> parse_pair(std::string_view text, PairOrder order = PairOrder::usual);

} // namespace moisson
