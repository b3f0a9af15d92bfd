// The text of a geometry of GeoJSON or of Esri's JSON, read where it stands.
#pragma once
#include "core/geo/geometry.hpp"

#include <cstddef>
#include <functional>
#include <string_view>

namespace moisson {

/// One position with its place in the nesting of its geometry.
struct GeoPosition {
    GeoPoint point;
    std::size_t polygon = 0; ///< MultiPolygon: which one
    std::size_t ring = 0;    ///< of its polygon; 0 is the outer border
    std::size_t line = 0;    ///< rings and lines counted through the whole geometry
};

class GeometryText {
public:
    /// `object`: the text of a valid JSON object.
    explicit GeometryText(std::string_view object);

    std::string_view type() const { return type_; } ///< GeoJSON's word for it; "" when there is none
    /// False when the coordinates are not nested arrays of finite numbers; those before were visited.
    bool each_position(const std::function<void(const GeoPosition&)>& visit) const;
    void each_geometry(const std::function<void(const GeometryText&)>& visit) const; ///< of a collection

private:
    std::string_view type_, coordinates_, geometries_;
    std::string_view x_, y_; ///< of a point that Esri writes
};

} // namespace moisson
