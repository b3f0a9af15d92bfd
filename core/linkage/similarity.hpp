// How alike two short texts are. Bytes are compared: texts are normalised to ASCII before.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace moisson {

constexpr std::size_t longest_compared = 64; ///< bytes; texts are cut there

/// 0..1. Source: Winkler 1990: Jaro's similarity, raised by up to four common first letters (scale 0.1).
double jaro_winkler(std::string_view a, std::string_view b);

/// One bit per letter that occurs, one for all that is no letter. What only one of two texts has, nothing in
/// the other matches: texts whose bits differ much need not be compared.
std::uint32_t letters_of(std::string_view text);

/// Smallest number of insertions, deletions, replacements and exchanges of neighbours (each once), or `limit`
/// + 1 when it is larger than that. Source: optimal string alignment (Damerau).
std::size_t letter_slips(std::string_view a, std::string_view b, std::size_t limit);

} // namespace moisson
