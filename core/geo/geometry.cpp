#include "core/geo/geometry.hpp"

#include "core/geo/geometry_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace moisson {
namespace {

constexpr int deepest_collection = 4;

std::optional<GeoPoint> first_point(const GeometryText& geometry) {
    std::optional<GeoPoint> first;
    geometry.each_position([&](const GeoPosition& position) {
        if (!first) first = position.point;
    });
    return first;
}

double distance_between(const GeoPoint& a, const GeoPoint& b) { return std::hypot(b.x - a.x, b.y - a.y); }

/// Calls visit(line, from, to) for each piece of each line.
template<class Visit>
bool each_segment(const GeometryText& geometry, Visit visit) {
    GeoPosition last;
    bool any = false;
    return geometry.each_position([&](const GeoPosition& here) {
        if (any && here.line == last.line) visit(here, last.point, here.point);
        last = here;
        any = true;
    });
}

/// Half way along the longest line.
std::optional<GeoPoint> middle_of_line(const GeometryText& geometry) {
    std::vector<double> lengths;
    const bool readable =
        each_segment(geometry, [&](const GeoPosition& at, const GeoPoint& a, const GeoPoint& b) {
            lengths.resize(at.line + 1);
            lengths[at.line] += distance_between(a, b);
        });
    const auto longest = std::max_element(lengths.begin(), lengths.end());
    if (!readable || longest == lengths.end() || !(*longest > 0)) return first_point(geometry);
    const auto line = static_cast<std::size_t>(longest - lengths.begin());
    double left = *longest / 2;
    std::optional<GeoPoint> middle;
    each_segment(geometry, [&](const GeoPosition& at, const GeoPoint& a, const GeoPoint& b) {
        const double length = distance_between(a, b);
        if (at.line != line || middle) return;
        if (length >= left && length > 0)
            middle = GeoPoint{a.x + (b.x - a.x) * left / length, a.y + (b.y - a.y) * left / length};
        left -= length;
    });
    return middle ? middle : first_point(geometry);
}

struct PolygonExtent {
    double doubled_area = 0;
    double south = std::numeric_limits<double>::infinity(), north = -south;
};

/// Outer rings only: their areas and heights.
bool measure_polygons(const GeometryText& geometry, std::vector<PolygonExtent>& extents) {
    return each_segment(geometry, [&](const GeoPosition& at, const GeoPoint& a, const GeoPoint& b) {
        if (at.ring > 0) return;
        extents.resize(std::max(extents.size(), at.polygon + 1));
        PolygonExtent& extent = extents[at.polygon];
        extent.doubled_area += a.x * b.y - b.x * a.y;
        extent.south = std::min({extent.south, a.y, b.y});
        extent.north = std::max({extent.north, a.y, b.y});
    });
}

/// The middle of the widest piece of the polygon on its middle parallel: inside, also beside holes and in
/// bays.
std::optional<GeoPoint> inside_of_polygon(const GeometryText& geometry) {
    std::vector<PolygonExtent> extents;
    if (!measure_polygons(geometry, extents) || extents.empty()) return first_point(geometry);
    const auto largest = std::max_element(extents.begin(), extents.end(), [](const auto& a, const auto& b) {
        return std::abs(a.doubled_area) < std::abs(b.doubled_area);
    });
    const auto polygon = static_cast<std::size_t>(largest - extents.begin());
    const double y = largest->south + (largest->north - largest->south) / 2;
    std::vector<double> crossings;
    each_segment(geometry, [&](const GeoPosition& at, const GeoPoint& a, const GeoPoint& b) {
        if (at.polygon != polygon || (a.y <= y) == (b.y <= y)) return;
        crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
    });
    std::sort(crossings.begin(), crossings.end());
    std::optional<GeoPoint> inside;
    double widest = 0;
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
        const double width = crossings[i + 1] - crossings[i];
        if (!(width > widest)) continue;
        widest = width;
        inside = GeoPoint{crossings[i] + width / 2, y};
    }
    return inside ? inside : first_point(geometry);
}

std::optional<GeoPoint> point_of(const GeometryText& geometry, int depth);

std::optional<GeoPoint> point_of_collection(const GeometryText& collection, int depth) {
    std::optional<GeoPoint> point;
    if (depth < deepest_collection)
        collection.each_geometry([&](const GeometryText& member) {
            if (!point) point = point_of(member, depth + 1);
        });
    return point;
}

std::optional<GeoPoint> point_of(const GeometryText& geometry, int depth) {
    const std::string_view type = geometry.type();
    if (type == "Point" || type == "MultiPoint") return first_point(geometry);
    if (type == "LineString" || type == "MultiLineString") return middle_of_line(geometry);
    if (type == "Polygon" || type == "MultiPolygon") return inside_of_polygon(geometry);
    if (type == "GeometryCollection") return point_of_collection(geometry, depth);
    return std::nullopt;
}

} // namespace

std::optional<GeoPoint> representative_point(std::string_view geometry) {
    return point_of(GeometryText(geometry), 0);
}

} // namespace moisson
