// Bytes and short pieces of XML, for SimpleXml. Every search needs XmlWindow::padding zeros behind the text.
#pragma once
#include <bit>
#include <cstddef>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace moisson {

inline constexpr std::size_t longest_xml_reference = 12; ///< "&#x0010FFFF;"

/// In ASCII; names with other letters are expat's.
inline bool is_xml_name_start(char c) {
    const char lower = static_cast<char>(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || c == '_' || c == ':';
}

inline const char* skip_xml_name(const char* at) {
    const auto is_name = [](char c) {
        return is_xml_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    while (is_name(*at)) ++at;
    return at;
}

inline const char* skip_xml_space(const char* at) {
    while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') ++at;
    return at;
}

/// The first byte from `at` on that is one of the three or a control; in a text, a tab is none.
template<bool tab_stops>
inline const char* find_in_xml(const char* at, char one, char two, char three) {
#if defined(__SSE2__)
    const __m128i last_control = _mm_set1_epi8(0x1F), tab = _mm_set1_epi8('\t'), a = _mm_set1_epi8(one),
                  b = _mm_set1_epi8(two), c = _mm_set1_epi8(three);
    for (;; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
        if (!tab_stops) control = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, tab), control);
        const __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(bytes, a),
                                          _mm_or_si128(_mm_cmpeq_epi8(bytes, b), _mm_cmpeq_epi8(bytes, c)));
        if (const auto hits = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(control, mark))))
            return at + std::countr_zero(hits);
    }
#else
    for (;; ++at) {
        const bool control = static_cast<unsigned char>(*at) < 0x20 && (tab_stops || *at != '\t');
        if (control || *at == one || *at == two || *at == three) return at;
    }
#endif
}

/// '<', '&', ']', or a control that is not a tab.
inline const char* find_in_xml_text(const char* at) { return find_in_xml<false>(at, '<', '&', ']'); }
/// The quote, '<', '&' or a control.
inline const char* find_in_xml_value(const char* at, char quote) {
    return find_in_xml<true>(at, quote, '<', '&');
}

/// What "&amp;" or "&#233;" stands for.
struct XmlReference {
    const char* end = nullptr; ///< behind it; nullptr: it is not one of those, or cut
    bool is_cut = false;       ///< by the end of the window
    char bytes[4];
    std::size_t size = 0;
    std::string_view text() const { return {bytes, size}; }
};
/// `at`: of "&"; `end`: of the window.
XmlReference read_xml_reference(const char* at, const char* end);

struct XmlDeclaration {
    std::string_view encoding; ///< as written; empty when it is not said
};
/// Behind the declaration of XML 1.0 in UTF-8; nullptr when it says anything else. `at`: behind "<?xml".
const char* read_xml_declaration(const char* at, XmlDeclaration& declaration);

/// Behind the comment that begins at `at` (or CDATA); nullptr when it does not end before `end`, or holds
/// what it may not hold.
const char* xml_comment_end(const char* at, const char* end);
const char* xml_cdata_end(const char* at, const char* end);

} // namespace moisson
