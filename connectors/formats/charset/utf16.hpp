// UTF-16 → UTF-8, in pieces.
#pragma once
#include <cstddef>
#include <string_view>

namespace moisson {

/// A unit that is half of nothing becomes the bytes of its surrogate, which is bad UTF-8: only the row that
/// holds it is refused then.
class Utf16Decoder {
public:
    void set_big_endian(bool big_endian) { high_ = big_endian ? 0 : 1; }

    /// Takes whole units from the front of `input` and writes at most `size` bytes (at least 8); returns how
    /// many.
    std::size_t convert(std::string_view& input, char* to, std::size_t size);
    bool is_inside_pair() const { return pending_ != 0; }

private:
    std::size_t high_ = 1; ///< which byte of a unit is the high one
    char32_t pending_ = 0; ///< first half of a surrogate pair
};

} // namespace moisson
