// French postal codes and codes of the Code officiel géographique (shape only: whether they exist is not
// known here).
#pragma once
#include <string_view>

namespace moisson {

/// Five digits, 01000 to 98999.
bool is_postcode(std::string_view code);
/// Municipality: 01001 … 95999, 2A004, 2B033, 971xx … 989xx.
bool is_insee_code(std::string_view code);
/// 01 … 95, 2A, 2B, 971 … 989.
bool is_departement_code(std::string_view code);
/// Eligibility zone: municipality, département, EPCI (9 digits), country (99100) or the word "france".
bool is_zone_code(std::string_view code);

} // namespace moisson
