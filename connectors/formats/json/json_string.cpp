#include "connectors/formats/json/json_string.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {
int json_hex_unit(const char* at) {
    int unit = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hex_digit(at[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

namespace {

/// The escape at `raw[at]`, which was validated; moves `at` behind it.
char32_t take_escape(std::string_view raw, std::size_t& at) {
    const char kind = raw[at + 1];
    if (kind != 'u') {
        constexpr std::string_view letters = "bfnrt", meanings = "\b\f\n\r\t";
        const auto found = letters.find(kind);
        at += 2;
        return static_cast<unsigned char>(found == std::string_view::npos ? kind : meanings[found]);
    }
    const int unit = json_hex_unit(raw.data() + at + 2);
    at += 6;
    const bool pair = is_high_surrogate(unit) && at + 6 <= raw.size() && raw[at] == '\\' &&
                      raw[at + 1] == 'u' && is_low_surrogate(json_hex_unit(raw.data() + at + 2));
    if (!pair) return static_cast<char32_t>(unit); // a lone surrogate is appended as U+FFFD
    const int low = json_hex_unit(raw.data() + at + 2);
    at += 6;
    return static_cast<char32_t>(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
}

} // namespace

void append_repaired(std::string_view text, std::string& out) {
    if (is_valid_utf8(text)) {
        out += text;
        return;
    }
    for (std::size_t at = 0; at < text.size();) append_utf8(out, next_code_point(text, at));
}

void unescape_json(std::string_view raw, std::string& out) {
    for (std::size_t at = 0; at < raw.size();) {
        const std::size_t escape = std::min(raw.find('\\', at), raw.size());
        append_repaired(raw.substr(at, escape - at), out);
        at = escape;
        if (at < raw.size()) append_utf8(out, take_escape(raw, at));
    }
}

} // namespace moisson
