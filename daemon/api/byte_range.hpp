// Range of RFC 9110 §14: one range of bytes; whatever else is asked for is answered with the whole.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace moisson::api {

struct ByteRange {
    enum class Kind : std::uint8_t { whole, part, unsatisfiable } kind = Kind::whole;
    std::uint64_t first = 0, count = 0;
};

ByteRange read_range(std::string_view header, std::uint64_t size);

/// If-None-Match: "*", or a list that holds this entity tag (weak comparison).
bool names_tag(std::string_view header, std::string_view tag);

} // namespace moisson::api
