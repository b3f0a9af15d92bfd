// Instants in published files and commands: ISO 8601 in UTC, with the zone written.
#pragma once
#include "core/model/run.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace moisson {

/// "2026-11-21T20:58:16Z"; empty for 0 (never).
std::string iso_utc(UnixTime time);

/// "2026-03-01" (its last second, UTC), "2026-03-01T12:00:00", "…Z" or "…+01:00". Nothing when it is not a
/// date that exists.
std::optional<UnixTime> parse_instant(std::string_view text);

} // namespace moisson
