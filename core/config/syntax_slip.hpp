// Names the usual slip behind a syntax error, in the words of a person who does not know TOML.
#pragma once
#include "core/config/report.hpp"

#include <optional>
#include <string_view>

namespace moisson {

/// What can be said without parsing: not UTF-8, JSON, YAML.
std::optional<Finding> find_slip_before_parsing(std::string_view text);

/// `line`, `column`, `description`: where and why the parser stopped.
Finding name_slip(std::string_view text, std::uint32_t line, std::uint32_t column,
                  std::string_view description);

} // namespace moisson
