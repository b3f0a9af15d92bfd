// Validity of UTF-8, 32 bytes at a time: for whole windows of a file. Use is_valid_utf8() of utf8.hpp.
#pragma once
#include <string_view>

namespace moisson {

/// Below this a loop over the bytes is as fast.
inline constexpr std::size_t utf8_blocks_from = 96; // bytes

/// The same answer as is_valid_utf8(); only when has_avx2(). Reads nothing outside of the text.
bool is_valid_utf8_in_blocks(std::string_view text);

} // namespace moisson
