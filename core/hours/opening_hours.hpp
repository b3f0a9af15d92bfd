// The grammar of OpenStreetMap's `opening_hours` values, version 0.7 of
// wiki.openstreetmap.org/wiki/Key:opening_hours/specification.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

struct HoursFault {
    std::size_t at = 0;  ///< byte of the text where it starts
    std::string found;   ///< the word that stands there, at most 20 code points; "" at the end
    std::string message; ///< French, without the word: "une heure s'écrit 09:00"
};

/// What is wrong with `text`, or nothing when it is a value of the grammar. As strict as the specification
/// about words and digits (capitals count, hours have two digits), as lenient as its evaluators about blanks
/// beside separators. A lone point in time, which the specification keeps for other keys, is refused.
std::optional<HoursFault> find_hours_fault(std::string_view text);

/// No fault.
inline bool is_opening_hours(std::string_view text) { return !find_hours_fault(text); }

} // namespace moisson
