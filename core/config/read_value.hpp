// One value of a configuration file against its row of the key table.
#pragma once
#include "core/config/document.hpp"
#include "core/config/keys.hpp"
#include "core/config/report.hpp"

#include <optional>

namespace moisson {

/// The value as its key wants it; nothing, and one error, when it is something else.
std::optional<Parsed> read_value(const Key& key, const Node& value, Report& report);

/// `did you mean "x"?`, or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

} // namespace moisson
