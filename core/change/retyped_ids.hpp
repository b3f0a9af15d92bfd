// Identifiers that a spreadsheet or an export rewrote: 1 and 1.0, 01 and 1.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// The other spellings of the same whole number: without and with leading zeros (up to 14 digits, the length
/// of a SIRET), without and with
/// ".0", ",0" or ".00". Empty when the identifier is not a whole number of at most 20 digits.
std::vector<std::string> other_spellings(std::string_view id);

} // namespace moisson
