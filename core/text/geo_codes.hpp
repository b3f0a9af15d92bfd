// French postal codes and codes of the Code officiel géographique (shape only: whether they exist is not
// known here).
#pragma once
#include <span>
#include <string_view>

namespace moisson {

/// Five digits, 01000 to 98999.
bool is_postcode(std::string_view code);
/// Municipality: 01001 … 95999, 2A004, 2B033, 971xx … 989xx.
bool is_insee_code(std::string_view code);
/// 01 … 95, 2A, 2B, 971 … 989.
bool is_departement_code(std::string_view code);
/// Département of a municipality, postal or département code: "01053" → "01", "2A004" → "2A", "97411" →
/// "974". Postal codes of Corsica give 2A (200xx, 201xx) or 2B. Empty when `code` is none of these.
std::string_view department_of(std::string_view code);
/// Départements of a region: its code ("84"), its name without regard to case and accents, or the code of one
/// of its municipalities. Empty when no region is meant.
std::span<const std::string_view> departments_of_region(std::string_view region);
/// Eligibility zone: municipality, département, EPCI (9 digits), country (99100) or the word "france".
bool is_zone_code(std::string_view code);

} // namespace moisson
