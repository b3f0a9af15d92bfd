#include "core/geo/projection.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace moisson {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double half_axis = 6'378'137; // of both ellipsoids
constexpr double grs80_flattening = 1 / 298.257222101, wgs84_flattening = 1 / 298.257223563;
constexpr double utm_scale = 0.9996;

constexpr double radians(double degrees) { return degrees * pi / 180; }
constexpr double degrees(double radians_) { return radians_ * 180 / pi; }

/// ALG0001: isometric latitude.
double isometric_latitude(double latitude, double eccentricity) {
    const double sine = eccentricity * std::sin(latitude);
    return std::atanh(std::sin(latitude)) - eccentricity * std::atanh(sine);
}

/// Radius of the parallel, for a half axis of 1.
double parallel_radius(double latitude, double eccentricity) {
    const double sine = eccentricity * std::sin(latitude);
    return std::cos(latitude) / std::sqrt(1 - sine * sine);
}

} // namespace

Projection::Projection(Crs crs) : crs_(std::move(crs)) {
    flattening_ = crs_.wgs84 ? wgs84_flattening : grs80_flattening;
    eccentricity_ = std::sqrt(flattening_ * (2 - flattening_));
    if (crs_.kind == ProjectionKind::lambert_conic) prepare_conic();
    if (crs_.kind == ProjectionKind::transverse_mercator) prepare_transverse();
}

/// ALG0054: secant cone.
void Projection::prepare_conic() {
    const double first = radians(crs_.parallel_1), second = radians(crs_.parallel_2);
    const double first_radius = parallel_radius(first, eccentricity_);
    const double first_isometric = isometric_latitude(first, eccentricity_);
    exponent_ = std::log(parallel_radius(second, eccentricity_) / first_radius) /
                (first_isometric - isometric_latitude(second, eccentricity_));
    scale_ = half_axis * first_radius / exponent_ * std::exp(exponent_ * first_isometric);
    pole_north_ = crs_.false_north +
                  scale_ * std::exp(-exponent_ * isometric_latitude(radians(crs_.latitude_0), eccentricity_));
}

void Projection::prepare_transverse() {
    const double n = flattening_ / (2 - flattening_), n2 = n * n, n3 = n2 * n, n4 = n3 * n;
    radius_ = utm_scale * half_axis / (1 + n) * (1 + n2 / 4 + n4 / 64);
    series_ = {n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360, n2 / 48 + n3 / 15 - 437 * n4 / 1440,
               17 * n3 / 480 - 37 * n4 / 840, 4397 * n4 / 161280};
}

/// ALG0002; converges to 1e-12 in a handful of steps.
double Projection::latitude_of(double isometric) const {
    double latitude = 2 * std::atan(std::exp(isometric)) - pi / 2;
    for (int step = 0; step < 12; ++step) {
        const double correction = eccentricity_ * std::atanh(eccentricity_ * std::sin(latitude));
        const double next = 2 * std::atan(std::exp(isometric + correction)) - pi / 2;
        if (std::abs(next - latitude) < 1e-15) return next;
        latitude = next;
    }
    return latitude;
}

Degrees Projection::from_conic(double x, double y) const {
    const double east = x - crs_.false_east, south = pole_north_ - y;
    const double distance =
        std::max(std::hypot(east, south), 1e-6); // at the pole the latitude has no logarithm
    const double isometric = -std::log(distance / scale_) / exponent_;
    return {degrees(latitude_of(isometric)), crs_.longitude_0 + degrees(std::atan2(east, south) / exponent_)};
}

Degrees Projection::from_transverse(double x, double y) const {
    // Beyond a quarter of the Earth the series has no meaning; bounded so that sinh stays finite.
    const double up = std::clamp((y - crs_.false_north) / radius_, -2.0, 2.0);
    const double right = std::clamp((x - crs_.false_east) / radius_, -2.0, 2.0);
    double xi = up, eta = right;
    for (std::size_t i = 0; i < series_.size(); ++i) {
        const double times = 2.0 * static_cast<double>(i + 1);
        xi -= series_[i] * std::sin(times * up) * std::cosh(times * right);
        eta -= series_[i] * std::cos(times * up) * std::sinh(times * right);
    }
    const double sine = std::clamp(std::sin(xi) / std::cosh(eta), -1 + 1e-15, 1 - 1e-15);
    return {degrees(latitude_of(std::atanh(sine))),
            crs_.longitude_0 + degrees(std::atan2(std::sinh(eta), std::cos(xi)))};
}

Degrees Projection::to_degrees(double x, double y) const {
    switch (crs_.kind) {
    case ProjectionKind::lambert_conic:
        return from_conic(x, y);
    case ProjectionKind::transverse_mercator:
        return from_transverse(x, y);
    case ProjectionKind::web_mercator:
        return {degrees(std::atan(std::sinh(std::clamp(y / half_axis, -100.0, 100.0)))),
                degrees(x / half_axis)};
    case ProjectionKind::degrees:
        break;
    }
    return {y, x};
}

bool Projection::contains(const Degrees& point) const {
    return point.latitude >= crs_.south && point.latitude <= crs_.north && point.longitude >= crs_.west &&
           point.longitude <= crs_.east;
}

} // namespace moisson
