// Postal codes and INSEE codes for comparison.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// "1400" → "01400" (spreadsheets eat the zero), "F-75 011" → "75011", "L 1234" → "L-1234"; other countries'
/// codes in upper case without blanks. Empty when it cannot be a postal code.
std::string normal_postcode(std::string_view text);

/// "1053" → "01053", "2a004" → "2A004", an arrondissement → its municipality. Empty when it is no INSEE code.
std::string normal_insee(std::string_view text);

/// The municipality of an arrondissement of Paris (751xx → 75056), Lyon (6938x → 69123) or Marseille (132xx →
/// 13055); other codes come back as they are.
std::string_view municipality_of_arrondissement(std::string_view insee);

/// Département by INSEE code, or else by postal code (27 postal codes lie in the neighbouring département, so
/// the first is preferred); "2A", "974". Empty when neither tells.
std::string department_for(std::string_view insee, std::string_view postcode);

} // namespace moisson
