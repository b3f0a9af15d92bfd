// Telephone numbers as people in France write them.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// Writes the E.164 form ("+33123456789", "+262262000000" for Réunion even when typed +33262…), or a short
/// number as it is ("3631", "116000"). False, and `out` empty, when the text is not exactly one number.
bool normalise_phone(std::string_view text, std::string& out);

} // namespace moisson
