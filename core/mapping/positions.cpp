#include "core/mapping/positions.hpp"

#include "core/text/coordinates.hpp"

#include <charconv>
#include <utility>

namespace moisson {
namespace {

std::string shown(double number) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
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

} // namespace

void check_record_position(const KindPlan& plan, Record& record, IssueSink& issues) {
    if (plan.latitude < 0) return;
    Value& latitude = record.values[static_cast<std::size_t>(plan.latitude)];
    Value& longitude = record.values[static_cast<std::size_t>(plan.longitude)];
    const auto* north = std::get_if<double>(&latitude);
    const auto* east = std::get_if<double>(&longitude);
    if (!north && !east) return;
    const Field& field = plan.schema->fields[static_cast<std::size_t>(plan.latitude)];
    const Severity severity = field.required ? Severity::error : Severity::warning;
    if (!north || !east) {
        issues.add(Severity::warning, "record.coordinates-incomplete", &field, shown(north ? *north : *east),
                   "Il manque la latitude ou la longitude (seule valeur : %v) : donnez les deux.");
    } else {
        const PositionCheck check = check_position(*north, *east);
        if (check == PositionCheck::ok) return;
        const auto [code, sentence] = explain(check);
        issues.add(severity, code, &field, shown(*north) + " ; " + shown(*east), sentence);
    }
    latitude = std::monostate();
    longitude = std::monostate();
}

} // namespace moisson
