#include "connectors/formats/sheet/rich_text.hpp"

#include "core/text/utf8.hpp"

#include <charconv>

namespace moisson {
namespace {

constexpr std::size_t escape_size = 7; // _xHHHH_

/// The code unit of an escape that starts at `at`, or -1.
int escaped_unit(std::string_view text, std::size_t at) {
    if (at + escape_size > text.size() || text[at + 1] != 'x' || text[at + 6] != '_') return -1;
    int unit = 0;
    const char* digits = text.data() + at + 2;
    const auto [end, error] = std::from_chars(digits, digits + 4, unit, 16);
    return error == std::errc() && end == digits + 4 && unit >= 0 ? unit : -1;
}

bool is_high_half(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_half(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

} // namespace

void decode_escapes(std::string& text, std::size_t from) {
    std::size_t at = text.find("_x", from);
    if (at == std::string::npos) return;
    const std::string tail = text.substr(at);
    text.resize(at);
    for (at = 0; at < tail.size();) {
        const int unit = tail[at] == '_' ? escaped_unit(tail, at) : -1;
        if (unit < 0) {
            text += tail[at++];
            continue;
        }
        at += escape_size;
        char32_t code_point = static_cast<char32_t>(unit);
        if (const int low = is_high_half(unit) && at < tail.size() ? escaped_unit(tail, at) : -1;
            is_low_half(low)) {
            code_point = 0x10000 + ((code_point - 0xD800) << 10) + (static_cast<char32_t>(low) - 0xDC00);
            at += escape_size;
        }
        const bool lone = code_point >= 0xD800 && code_point < 0xE000;
        append_utf8(text, code_point == 0 || lone ? 0xFFFD : code_point);
    }
}

} // namespace moisson
