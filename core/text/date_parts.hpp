// Pieces of a written date, shared by the built-in forms and by the formats of feed files. Each reader moves
// `at` behind what it read, and returns false when something else stands there.
#pragma once
#include "core/text/dates.hpp"

namespace moisson::date_parts {

/// `least` to `most` digits.
bool read_number(std::string_view text, std::size_t& at, int least, int most, unsigned& value);
/// janvier, févr., Mars …
bool read_month_name(std::string_view text, std::size_t& at, unsigned& month);
/// Z, UTC, +01:00, +0100, +01.
bool read_zone(std::string_view text, std::size_t& at, Moment& moment);
/// Nothing, or a time with an optional zone, up to the end of the text.
bool read_rest(std::string_view text, std::size_t at, Moment& moment);

} // namespace moisson::date_parts
