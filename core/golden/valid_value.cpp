#include "core/golden/valid_value.hpp"

#include "core/hours/opening_hours.hpp"
#include "core/text/coordinates.hpp"
#include "core/text/geo_codes.hpp"
#include "core/text/identifiers.hpp"
#include "core/text/phone.hpp"
#include "core/text/utf8.hpp"
#include "core/text/web.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <re2/re2.h>

namespace moisson {
namespace {

bool has_valid_shape(const Field& field, const std::string& text) {
    std::string cleaned;
    switch (field.role) {
    case Role::siret:
        return check_siret(text) == IdentifierCheck::ok;
    case Role::siren:
        return check_siren(text) == IdentifierCheck::ok;
    case Role::rna:
        return check_rna(text) == IdentifierCheck::ok;
    case Role::postcode:
        return is_postcode(text);
    case Role::insee_code:
        return is_insee_code(text);
    case Role::opening_hours:
        return is_opening_hours(text);
    default:
        break;
    }
    switch (field.type) {
    case FieldType::phone:
        return normalise_phone(text, cleaned);
    case FieldType::email:
        return normalise_email(text, cleaned);
    case FieldType::url:
        return normalise_url(text, cleaned);
    default:
        return true;
    }
}

bool is_valid_text(const Field& field, const std::string& text) {
    if (!field.values.empty() && field.value_index.find(text) == field.value_index.end()) return false;
    if (field.min_length || field.max_length) {
        const std::size_t length = code_point_count(text);
        if (length < field.min_length.value_or(0) || length > field.max_length.value_or(length)) return false;
    }
    if (field.compiled_pattern && !re2::RE2::FullMatch(text, *field.compiled_pattern)) return false;
    return has_valid_shape(field, text);
}

bool is_valid_number(const Field& field, double number) {
    return std::isfinite(number) && number >= field.minimum.value_or(number) &&
           number <= field.maximum.value_or(number);
}

} // namespace

bool is_valid_value(const Field& field, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return is_valid_text(field, *text);
    if (const auto* number = std::get_if<double>(&value)) return is_valid_number(field, *number);
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return is_valid_number(field, static_cast<double>(*whole));
    if (const auto* list = std::get_if<List>(&value))
        return std::all_of(list->begin(), list->end(),
                           [&](const std::string& item) { return is_valid_text(field, item); });
    return !is_absent(value);
}

bool lies_in_territory(std::string_view code, double latitude, double longitude) {
    if (check_position(latitude, longitude) != PositionCheck::ok) return false;
    const std::string_view department = department_of(code);
    if (department.empty()) return true;
    const bool on_the_mainland = latitude > 41 && latitude < 51.5 && longitude > -5.5 && longitude < 10;
    const bool overseas = department.size() == 3;
    return overseas ? !on_the_mainland && is_near_france(latitude, longitude) : on_the_mainland;
}

double metres_between(double latitude_a, double longitude_a, double latitude_b, double longitude_b) {
    constexpr double radians = std::numbers::pi / 180, earth = 6371000;
    const double north = std::sin((latitude_b - latitude_a) * radians / 2);
    const double east = std::sin((longitude_b - longitude_a) * radians / 2);
    const double chord =
        north * north + std::cos(latitude_a * radians) * std::cos(latitude_b * radians) * east * east;
    return 2 * earth * std::asin(std::min(1.0, std::sqrt(chord)));
}

} // namespace moisson
