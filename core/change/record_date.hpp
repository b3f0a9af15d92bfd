// The update date of a record, as change detection needs it: equal or not, earlier or later. Never shown to
// anybody.
#pragma once
#include <cstdint>
#include <string_view>

namespace moisson {

/// Equality of dates in 32 bits; 0 only for an absent date.
std::uint32_t date_hash(std::string_view iso);
/// Minutes since the year 0, in months of 31 days: orders ISO dates and times; 0 when there is none or it
/// cannot be read.
std::uint32_t date_rank(std::string_view iso);

} // namespace moisson
