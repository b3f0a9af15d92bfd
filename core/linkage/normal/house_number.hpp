// The numbers of an address: of houses and of postal districts.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// "b" for bis, "t" for ter …; empty when the word is no repetition of a number.
std::string_view repetition(std::string_view word);
/// "12", "12b", "12bis": up to four digits, then at most one letter or repetition.
bool is_house_number(std::string_view word);
/// "012bis" → "12b". `word`: a house number.
std::string folded_number(std::string_view word);
/// Five digits, as in France.
bool is_postal_code(std::string_view word);

} // namespace moisson
