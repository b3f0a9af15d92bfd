// Whether a value can be true, by itself: what the schema checks and what its role knows. Nothing is looked
// up.
#pragma once
#include "core/model/schema.hpp"
#include "core/model/value.hpp"

#include <string_view>

namespace moisson {

/// Present values only. SIRET, SIREN, RNA, telephone, e-mail and web address, postcode, municipality code,
/// opening hours, closed lists, lengths, bounds and patterns of the schema.
bool is_valid_value(const Field& field, const Value& value);

/// A position on Earth that lies in the territory of `code` (a French postcode or municipality code; empty:
/// unknown, then any territory).
bool lies_in_territory(std::string_view code, double latitude, double longitude);

/// Great circle, metres.
double metres_between(double latitude_a, double longitude_a, double latitude_b, double longitude_b);

} // namespace moisson
