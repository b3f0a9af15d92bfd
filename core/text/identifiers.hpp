// French identifiers of organisations: SIREN, SIRET, RNA.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace moisson {

enum class IdentifierCheck : std::uint8_t { ok, not_digits, wrong_length, checksum, placeholder };

/// Luhn's check over digits; false for anything else.
bool luhn(std::string_view digits);

/// Nine digits and Luhn. Zeros only is a placeholder.
IdentifierCheck check_siren(std::string_view siren);

/// Fourteen digits, Luhn over them and over the first nine. The establishments of La Poste (SIREN 356000000)
/// follow another rule: the sum of the digits is a multiple of five.
IdentifierCheck check_siret(std::string_view siret);

/// RNA of an association: W and nine digits; the second may be a letter (W2D1234567, W9T1000123).
IdentifierCheck check_rna(std::string_view rna);

/// Drops what people put between digits: spaces (also no-break), dots, dashes, and an apostrophe at the
/// start.
void clean_identifier(std::string_view text, std::string& out);

} // namespace moisson
