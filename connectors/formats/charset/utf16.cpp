#include "connectors/formats/charset/utf16.hpp"

#include <utility>

namespace moisson {
namespace {

constexpr std::size_t longest = 4; // bytes of a code point

char continuation(char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); }

/// Surrogates too, unlike append_utf8().
void write(char*& out, char32_t code_point) {
    if (code_point < 0x80) {
        *out++ = static_cast<char>(code_point);
    } else if (code_point < 0x800) {
        *out++ = static_cast<char>(0xC0 | (code_point >> 6));
        *out++ = continuation(code_point);
    } else if (code_point < 0x10000) {
        *out++ = static_cast<char>(0xE0 | (code_point >> 12));
        *out++ = continuation(code_point >> 6);
        *out++ = continuation(code_point);
    } else {
        *out++ = static_cast<char>(0xF0 | (code_point >> 18));
        *out++ = continuation(code_point >> 12);
        *out++ = continuation(code_point >> 6);
        *out++ = continuation(code_point);
    }
}

} // namespace

std::size_t Utf16Decoder::convert(std::string_view& input, char* to, std::size_t size) {
    char* out = to;
    std::size_t at = 0;
    for (; at + 2 <= input.size() && static_cast<std::size_t>(out - to) + 2 * longest <= size; at += 2) {
        const auto high = static_cast<unsigned char>(input[at + high_]);
        const auto low = static_cast<unsigned char>(input[at + 1 - high_]);
        const auto unit = static_cast<char32_t>(high << 8 | low);
        if (pending_ && unit >= 0xDC00 && unit <= 0xDFFF) {
            write(out, 0x10000 + ((std::exchange(pending_, 0) - 0xD800) << 10) + (unit - 0xDC00));
            continue;
        }
        if (pending_) write(out, std::exchange(pending_, 0));
        if (unit >= 0xD800 && unit <= 0xDBFF)
            pending_ = unit;
        else
            write(out, unit);
    }
    input.remove_prefix(at);
    return static_cast<std::size_t>(out - to);
}

} // namespace moisson
