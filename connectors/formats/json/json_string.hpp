// The inside of JSON strings: where they stop, escapes.
#pragma once
#include <bit>
#include <string>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace moisson {

/// 16 bytes at a time: the first byte from `at` on that is a quote, a backslash or a control; also one above
/// 0x7F when `high`. The caller guarantees that zeros follow the data (16 readable bytes), so that the search
/// ends.
template<bool high>
inline char* find_string_stop(char* at) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'),
                  last_control = _mm_set1_epi8(0x1F);
    for (;; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
        const __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        const __m128i stop = _mm_or_si128(control, mark);
        // The sign bit of the byte itself marks what is above 0x7F.
        const auto hits = static_cast<unsigned>(_mm_movemask_epi8(high ? _mm_or_si128(bytes, stop) : stop));
        if (hits) return at + std::countr_zero(hits);
    }
#else
    for (;; ++at) {
        const auto byte = static_cast<unsigned char>(*at);
        if (byte < 0x20 || (high && byte >= 0x80) || byte == '"' || byte == '\\') return at;
    }
#endif
}

/// Four hexadecimal digits, or -1.
int json_hex_unit(const char* at);
inline bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
inline bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// Appends the text; bytes that are not UTF-8 become U+FFFD.
void append_repaired(std::string_view text, std::string& out);

/// The text of a JSON string: escapes resolved, what is not Unicode becomes U+FFFD. Appends to `out`.
void unescape_json(std::string_view raw, std::string& out);

} // namespace moisson
