// Numbers and yes/no as people write them in French and in English.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace moisson {

enum class DecimalMark : std::uint8_t { either, comma, point };

/// "48.85", "48,85", "1 234,5" (spaces, also no-break, and the other mark group thousands), "-3", "1e-5".
/// Nothing for infinities, for text behind the number, and for what is not a number.
std::optional<double> parse_decimal(std::string_view text, DecimalMark mark = DecimalMark::either);

/// The same for whole numbers; "12,0" is 12, "12,5" is nothing.
std::optional<std::int64_t> parse_integer(std::string_view text, DecimalMark mark = DecimalMark::either);

/// oui/non, vrai/faux, true/false, yes/no, o/n, 1/0, without case.
std::optional<bool> parse_boolean(std::string_view text);

/// A long code that a spreadsheet has turned into a number: "1,30025E+13".
bool looks_like_scientific_notation(std::string_view text);

} // namespace moisson
