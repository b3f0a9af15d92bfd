// Distance of two positions, and cells under which near positions meet.
#pragma once
#include <array>
#include <cstdint>

namespace moisson {

/// Metres along the great circle of a sphere of 6,371 km; degrees.
double distance_in_metres(double latitude1, double longitude1, double latitude2, double longitude2);

/// Side of a cell; two positions nearer than this lie in the same or in neighbouring cells.
constexpr double cell_metres = 150;

/// Number of the cell; 0 when the position is not on Earth (NaN included).
std::uint64_t cell_key(double latitude, double longitude);

/// The cell itself (first) and its neighbours. Near the poles some come twice; all 0 when not on Earth.
std::array<std::uint64_t, 9> cell_neighbourhood(double latitude, double longitude);

} // namespace moisson
