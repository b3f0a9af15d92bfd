// Durations, sizes and shares as people write them: "1h", "2 GB", "10 %".
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

/// "500ms" "30s" "30min" "1h" "7d" "2w"; a space before the unit is allowed, several parts are not. Nothing
/// when unreadable.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
/// "500 MB" (10^6) "2 GB" "64 KiB" (2^10) "2 Go"; a unit is required.
std::optional<std::uint64_t> parse_size(std::string_view text);
/// "10 %" "2.5%" → 0.1, 0.025; 0 to 100.
std::optional<double> parse_percent(std::string_view text);

/// What to write instead of a text that parse_duration refused: "1 jour" → "1d"; empty when there is no
/// guess.
std::string repair_duration(std::string_view text);

std::string format_duration(
    std::chrono::milliseconds duration); ///< "7d", "90min", "1500ms": the largest unit that is exact

} // namespace moisson
