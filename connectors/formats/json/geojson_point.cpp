#include "connectors/formats/json/geojson_point.hpp"

#include "core/geo/geometry.hpp"

#include <charconv>
#include <cmath>

namespace moisson {
namespace {

/// The shortest text that is this number, without an exponent: what the file says, for a point.
void write_coordinate(double value, std::string& out) {
    char text[400]; // the largest number has 309 digits, the smallest 324 zeros and 17 digits
    out.assign(text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr);
}

} // namespace

bool GeojsonPoint::takes(std::string_view selector, std::uint32_t slot) {
    if (selector == "@latitude") latitudes_.push_back(slot);
    if (selector == "@longitude") longitudes_.push_back(slot);
    return selector == "@latitude" || selector == "@longitude";
}

std::vector<std::uint32_t> GeojsonPoint::slots() const {
    std::vector<std::uint32_t> all = latitudes_;
    all.insert(all.end(), longitudes_.begin(), longitudes_.end());
    return all;
}

bool GeojsonPoint::read_crs(const std::string& name) {
    projection_.reset();
    if (mapping_converts_) return true;
    const auto code = parse_crs_code(name);
    const auto crs = code ? find_crs(*code) : std::nullopt;
    if (crs && crs->is_projected()) projection_.emplace(*crs);
    return crs.has_value();
}

void GeojsonPoint::compute(std::string_view geometry) {
    values_.clear();
    const auto point = representative_point(geometry);
    if (!point) return;
    Degrees place{point->y, point->x};
    if (projection_) {
        place = projection_->to_degrees(point->x, point->y);
        if (!projection_->contains(place)) return;
        place = {std::round(place.latitude * 1e8) / 1e8, std::round(place.longitude * 1e8) / 1e8};
    }
    write_coordinate(place.latitude, latitude_);
    write_coordinate(place.longitude, longitude_);
    for (const auto slot : latitudes_) values_.emplace_back(slot, latitude_);
    for (const auto slot : longitudes_) values_.emplace_back(slot, longitude_);
}

} // namespace moisson
