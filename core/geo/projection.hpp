// Projected coordinates → degrees.
#pragma once
#include "core/geo/crs.hpp"

#include <array>

namespace moisson {

struct Degrees {
    double latitude = 0, longitude = 0;
};

/// The inverse of a projection, its constants computed once. Formulas:
/// - Lambert conic: IGN NT/G 71, ALG0004 with ALG0002; Snyder, Map Projections (USGS 1395), 15-1 to 15-11;
/// - transverse Mercator: Krüger's series to the fourth order, as in Karney, Transverse Mercator with an
/// accuracy of a few
///   nanometers (2011), eqs. 11 to 15 and 36;
/// - web Mercator: Snyder 7-4, on the sphere.
/// Within a zone the error is far below a millimetre. Pure; may be shared between threads.
class Projection {
public:
    explicit Projection(Crs crs);

    /// `x` to the east, `y` to the north, in metres (degrees for a geographic system: x is the longitude).
    /// Finite for all finite arguments; what lies outside contains() has no meaning.
    Degrees to_degrees(double x, double y) const;
    /// Inside the area for which the system is made.
    bool contains(const Degrees& point) const;
    const Crs& crs() const { return crs_; }

private:
    Degrees from_conic(double x, double y) const;
    Degrees from_transverse(double x, double y) const;
    /// Latitude (radians) whose isometric latitude is `isometric`.
    double latitude_of(double isometric) const;
    void prepare_conic();
    void prepare_transverse();

    Crs crs_;
    double flattening_ = 0, eccentricity_ = 0;
    double exponent_ = 0, scale_ = 0, pole_north_ = 0; ///< Lambert: n, c, Ys
    double radius_ = 0;                                ///< transverse Mercator: k0 · A
    std::array<double, 4> series_{};
};

} // namespace moisson
