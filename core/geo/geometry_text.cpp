#include "core/geo/geometry_text.hpp"

#include <charconv>
#include <cmath>

namespace moisson {
namespace {

constexpr std::size_t deepest_coordinates = 4; // MultiPolygon
constexpr std::string_view json_space = " \t\r\n";

std::string_view skip_space(std::string_view text) {
    const std::size_t start = text.find_first_not_of(json_space);
    return start == text.npos ? std::string_view() : text.substr(start);
}

/// Length of the value that `text` starts with; the whole rest when it never ends.
std::size_t value_length(std::string_view text) {
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                quoted = false;
            if (quoted || depth > 0) continue;
            return at + 1;
        }
        if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            if (depth == 0) return at;
            if (--depth == 0) return at + 1;
        } else if (depth == 0 && (c == ',' || json_space.find(c) != json_space.npos)) {
            return at;
        }
    }
    return text.size();
}

/// Cuts the first value off `text`.
std::string_view take_value(std::string_view& text) {
    text = skip_space(text);
    const std::size_t length = value_length(text);
    const std::string_view value = text.substr(0, length);
    text = skip_space(text.substr(length));
    return value;
}

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : std::string_view();
}

/// Reads the numbers of one position; `at` stands on the first one and ends on the closing bracket.
bool read_position(std::string_view text, std::size_t& at, GeoPoint& point) {
    for (int number = 0;; ++number) {
        while (at < text.size() && json_space.find(text[at]) != json_space.npos) ++at;
        double value = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
        if (error != std::errc() || !std::isfinite(value)) return false;
        if (number == 0) point.x = value;
        if (number == 1) point.y = value;
        at = static_cast<std::size_t>(end - text.data());
        while (at < text.size() && json_space.find(text[at]) != json_space.npos) ++at;
        if (at < text.size() && text[at] == ']') return number >= 1;
        if (at >= text.size() || text[at] != ',') return false;
        ++at;
    }
}

bool coordinate_of(std::string_view text, double& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

/// Esri's geometries have no type: what they hold says what they are.
std::string_view type_of_member(std::string_view key) {
    if (key == "x") return "Point";
    if (key == "points") return "MultiPoint";
    if (key == "paths") return "MultiLineString";
    return key == "rings" ? "Polygon" : "";
}

/// A line or a ring ended; of a polygon: its ring.
void close_level(std::size_t levels_above, GeoPosition& position) {
    if (levels_above == 1) {
        ++position.line;
        ++position.ring;
    } else if (levels_above == 2) {
        ++position.polygon;
        position.ring = 0;
    }
}

} // namespace

GeometryText::GeometryText(std::string_view object) {
    std::string_view rest = skip_space(object);
    if (!rest.starts_with('{')) return;
    rest = skip_space(rest.substr(1));
    while (rest.starts_with('"')) {
        const std::string_view key = unquoted(take_value(rest));
        if (!rest.starts_with(':')) return;
        rest.remove_prefix(1);
        const std::string_view value = take_value(rest);
        if (key == "type") type_ = unquoted(value);
        if (key == "coordinates") coordinates_ = value;
        if (key == "geometries") geometries_ = value;
        if (key == "y") y_ = value;
        if (const auto esri = type_of_member(key); type_.empty() && !esri.empty()) {
            type_ = esri;
            (key == "x" ? x_ : coordinates_) = value;
        }
        if (!rest.starts_with(',')) return;
        rest = skip_space(rest.substr(1));
    }
}

bool GeometryText::each_position(const std::function<void(const GeoPosition&)>& visit) const {
    GeoPosition position;
    if (!x_.empty())
        return coordinate_of(x_, position.point.x) && coordinate_of(y_, position.point.y) &&
               (visit(position), true);
    std::size_t depth = 0, position_depth = 0;
    for (std::size_t at = 0; at < coordinates_.size(); ++at) {
        const char c = coordinates_[at];
        if (c == '[') {
            if (++depth > deepest_coordinates) return false;
        } else if (c == ']') {
            if (depth == 0) return false;
            if (position_depth > 0 && depth < position_depth) close_level(position_depth - depth, position);
            --depth;
        } else if (c != ',' && json_space.find(c) == json_space.npos) {
            if (depth == 0 || (position_depth > 0 && depth != position_depth)) return false;
            position_depth = depth;
            if (!read_position(coordinates_, at, position.point)) return false;
            --at; // the bracket is the loop's
            visit(position);
        }
    }
    return depth == 0;
}

void GeometryText::each_geometry(const std::function<void(const GeometryText&)>& visit) const {
    std::string_view rest = geometries_;
    if (!rest.starts_with('[')) return;
    rest = skip_space(rest.substr(1));
    while (rest.starts_with('{')) {
        visit(GeometryText(take_value(rest)));
        if (!rest.starts_with(',')) return;
        rest = skip_space(rest.substr(1));
    }
}

} // namespace moisson
