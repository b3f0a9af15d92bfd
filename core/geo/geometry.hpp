// A geometry of GeoJSON or of Esri's JSON ({ x, y }, points, paths, rings) → one point of it.
#pragma once
#include <optional>
#include <string_view>

namespace moisson {

/// First and second number of a position, in the coordinate system of the file (GeoJSON: longitude,
/// latitude).
struct GeoPoint {
    double x = 0, y = 0;
};

/// The point itself (Point), the first one (MultiPoint), the middle along its length (LineString; the longest
/// line of a MultiLineString), a point inside (Polygon; the largest polygon of a MultiPolygon), the first
/// geometry of a collection that has one. A third coordinate is not looked at. Nothing for an empty or
/// malformed geometry. `geometry` is the text of a valid JSON object; it is scanned, never copied: memory is
/// a few numbers, and one per crossing of a polygon's border with one line.
std::optional<GeoPoint> representative_point(std::string_view geometry);

} // namespace moisson
