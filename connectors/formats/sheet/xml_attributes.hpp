// Attributes of an XML element by local name.
#pragma once
#include "connectors/formats/xml/xml_parser.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace moisson {

/// Empty when it is not there. `attributes`: name, value, …, nullptr.
inline std::string_view attribute(const char** attributes, std::string_view local) {
    for (const char** at = attributes; *at; at += 2)
        if (local_name(at[0]) == local) return at[1];
    return {};
}

/// Digits only.
inline std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// xsd:boolean
inline bool is_true(std::string_view text) { return text == "1" || text == "true"; }

} // namespace moisson
