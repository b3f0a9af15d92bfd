// The words of addresses and how they are abbreviated.
#pragma once
#include "core/linkage/normal/words.hpp"

namespace moisson {

enum class StreetType : std::uint8_t {
    none,
    weak,  ///< a place that may have streets of its own: residence, hameau, zone …
    strong ///< a street
};
StreetType street_type(std::string_view word);
/// In full: "bd" → "boulevard"; other words as they are.
std::string_view full_street_type(std::string_view word);
/// "grande" (rue), "ancien" (chemin), abbreviated or not, or empty: what may stand before a type.
std::string_view street_adjective(std::string_view word);
/// A word of a street's name: "gal" → "general", "xiv" → "14", "onze" → "11".
std::string_view full_street_word(std::string_view word);

/// End of an English street: "ave" → "avenue". Empty for other words.
std::string_view english_street_type(std::string_view word);
std::string_view english_direction(std::string_view word); ///< "n" → "north"
/// "fifth" → "5th" (which stays: a bare number would be taken for the house's), "st" → "saint".
std::string_view english_street_word(std::string_view word);

/// A part of a building, behind which stands its number or letter: batiment, appt, porte …
bool is_part_of_building(std::string_view word);

} // namespace moisson
