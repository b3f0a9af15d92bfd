#include "core/linkage/normal/distance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace moisson {
namespace {

constexpr double earth_radius = 6'371'000;
constexpr double radians_per_degree = std::numbers::pi / 180;
constexpr double metres_per_degree = earth_radius * radians_per_degree;
constexpr double row_height = cell_metres / metres_per_degree; ///< degrees
const auto cell_rows = static_cast<std::int64_t>(180 / row_height) + 1;

bool is_on_earth(double latitude, double longitude) {
    return latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180;
}

std::int64_t cell_row(double latitude) { return static_cast<std::int64_t>((latitude + 90) / row_height); }

/// How many cells go round the Earth where the row is narrowest, so that none is narrower than a cell.
std::int64_t cell_columns(std::int64_t row) {
    const double south = static_cast<double>(row) * row_height - 90, north = south + row_height;
    const double narrowest = std::max(std::abs(south), std::abs(north));
    const double metres =
        narrowest >= 90 ? 0 : 360 * metres_per_degree * std::cos(narrowest * radians_per_degree);
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(metres / cell_metres));
}

std::uint64_t cell_of(std::int64_t row, std::int64_t column) {
    return (static_cast<std::uint64_t>(row) << 32 | static_cast<std::uint64_t>(column)) + 1;
}

std::int64_t column_of(double longitude, std::int64_t columns) {
    const double share = (longitude + 180) / 360;
    return std::min(columns - 1, static_cast<std::int64_t>(share * static_cast<double>(columns)));
}

} // namespace

double distance_in_metres(double latitude1, double longitude1, double latitude2, double longitude2) {
    const double half_latitude = std::sin((latitude2 - latitude1) * radians_per_degree / 2);
    const double half_longitude = std::sin((longitude2 - longitude1) * radians_per_degree / 2);
    const double chord = half_latitude * half_latitude + std::cos(latitude1 * radians_per_degree) *
                                                             std::cos(latitude2 * radians_per_degree) *
                                                             half_longitude * half_longitude;
    return 2 * earth_radius * std::asin(std::sqrt(std::min(chord, 1.0)));
}

std::uint64_t cell_key(double latitude, double longitude) {
    if (!is_on_earth(latitude, longitude)) return 0;
    const std::int64_t row = cell_row(latitude);
    return cell_of(row, column_of(longitude, cell_columns(row)));
}

std::array<std::uint64_t, 9> cell_neighbourhood(double latitude, double longitude) {
    std::array<std::uint64_t, 9> cells{};
    if (!is_on_earth(latitude, longitude)) return cells;
    std::size_t at = 0;
    for (const std::int64_t up : {0, -1, 1}) {
        const std::int64_t row = std::clamp<std::int64_t>(cell_row(latitude) + up, 0, cell_rows - 1);
        const std::int64_t columns = cell_columns(row), column = column_of(longitude, columns);
        for (const std::int64_t right : {0, -1, 1})
            cells[at++] = cell_of(row, (column + right + columns) % columns);
    }
    return cells;
}

} // namespace moisson
