#include "core/mapping/positions.hpp"

#include "core/text/coordinates.hpp"

#include <charconv>
#include <cmath>
#include <utility>

namespace moisson {
namespace {

std::string shown(double number) {
    char text[400];
    const auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed).ptr;
    return std::string(text, end);
}

std::pair<std::string_view, std::string_view> explain(PositionCheck check) {
    switch (check) {
    case PositionCheck::null_island:
        return {"record.coordinates-null",
                "La position %v n'est pas renseignée : laissez les deux champs vides."};
    case PositionCheck::projected:
        return {"record.coordinates-projected", "La position %v est en mètres (Lambert 93 ?) : donnez des "
                                                "degrés WGS 84, par exemple 48,85 et 2,35."};
    case PositionCheck::swapped:
        return {"record.coordinates-swapped",
                "Latitude et longitude semblent inversées (%v) : échangez les deux colonnes."};
    default:
        return {"record.coordinates-out-of-range",
                "La position %v n'existe pas sur Terre : latitude de -90 à 90, longitude de -180 à 180."};
    }
}

/// A hundred-millionth of a degree is a millimetre; further digits would only make noise.
double rounded_degrees(double value) { return std::round(value * 1e8) / 1e8; }

/// No system in metres has places there; degrees are such numbers.
bool is_degrees(double x, double y) { return std::abs(x) <= 180 && std::abs(y) <= 180; }

/// Far from France as it stands, and in France the other way round.
bool looks_swapped(const Projection& projection, const Degrees& point, double x, double y) {
    if (is_near_france(point.latitude, point.longitude)) return false;
    const Degrees other = projection.to_degrees(y, x);
    return projection.contains(other) && is_near_france(other.latitude, other.longitude);
}

/// What the record says about metres that make no place in the declared system.
std::pair<std::string_view, std::string> explain_outside(const Projection& projection, double x, double y) {
    if (x == 0 && y == 0) {
        const auto [code, sentence] = explain(PositionCheck::null_island);
        return {code, std::string(sentence)};
    }
    if (!is_degrees(x, y) && projection.contains(projection.to_degrees(y, x)))
        return {"record.coordinates-swapped", "X et Y semblent inversés (%v) : latitude = la colonne Y "
                                              "(nord), longitude = la colonne X (est)."};
    if (is_degrees(x, y))
        return {"record.coordinates-outside-crs",
                "La position %v est déjà en degrés, alors que le flux annonce " + projection.crs().title +
                    " : donnez un seul système."};
    return {"record.coordinates-outside-crs", "La position %v est hors de la zone du système annoncé (" +
                                                  projection.crs().title + ") : vérifiez-la, ou le système."};
}

/// Y and X in metres become latitude and longitude; false: reported.
bool project_position(const KindPlan& plan, double& north, double& east, Severity severity,
                      const Field& field, IssueSink& issues) {
    const Degrees point = plan.projection->to_degrees(east, north);
    const bool inside = plan.projection->contains(point) && !is_degrees(east, north);
    if (inside && !looks_swapped(*plan.projection, point, east, north)) {
        north = rounded_degrees(point.latitude);
        east = rounded_degrees(point.longitude);
        return true;
    }
    const auto [code, sentence] = explain_outside(*plan.projection, east, north);
    issues.add(severity, code, &field, shown(east) + " ; " + shown(north), sentence);
    return false;
}

} // namespace

void check_record_position(const KindPlan& plan, Record& record, IssueSink& issues) {
    if (plan.latitude < 0) return;
    Value& latitude = record.values[static_cast<std::size_t>(plan.latitude)];
    Value& longitude = record.values[static_cast<std::size_t>(plan.longitude)];
    auto* north = std::get_if<double>(&latitude);
    auto* east = std::get_if<double>(&longitude);
    if (!north && !east) return;
    const Field& field = plan.schema->fields[static_cast<std::size_t>(plan.latitude)];
    const Severity severity = field.required ? Severity::error : Severity::warning;
    if (!north || !east) {
        issues.add(Severity::warning, "record.coordinates-incomplete", &field, shown(north ? *north : *east),
                   "Il manque la latitude ou la longitude (seule valeur : %v) : donnez les deux.");
    } else if (!plan.projection || project_position(plan, *north, *east, severity, field, issues)) {
        const PositionCheck check = check_position(*north, *east);
        if (check == PositionCheck::ok) return;
        const auto [code, sentence] = explain(check);
        issues.add(severity, code, &field, shown(*north) + " ; " + shown(*east), sentence);
    }
    latitude = std::monostate();
    longitude = std::monostate();
}

} // namespace moisson
