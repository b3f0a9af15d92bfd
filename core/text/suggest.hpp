// "Did you mean …?": for keys and values of configuration, and for values of producers.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace moisson {

/// Optimal string alignment distance in bytes (insert, delete, replace, swap of neighbours = 1 each).
/// Returns `limit + 1` as soon as the distance is known to exceed `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit = 64);

/// The candidate nearest to `word`, compared without case and accents; nothing when none is near enough to be
/// worth proposing (about one slip per three letters, or one is a clear prefix of the other). The first of
/// equals wins.
std::optional<std::string> suggest(std::string_view word, std::span<const std::string> candidates);
std::optional<std::string> suggest(std::string_view word, std::span<const std::string_view> candidates);

} // namespace moisson
