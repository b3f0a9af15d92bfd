#include "core/text/utf8.hpp"

#include "core/text/utf8_blocks.hpp"
#include "core/text/wide.hpp"

#include <cstdlib>
#include <cstring>
#include <utf8proc.h>

namespace moisson {
namespace {

constexpr std::uint64_t high_bits = 0x8080808080808080ull;

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool is_continuation(std::string_view text, std::size_t at) {
    return at < text.size() && (byte_at(text, at) & 0xC0) == 0x80;
}

std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if ((lead & 0xF0) == 0xE0) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

/// Length of the well-formed sequence at `at`, 0 when malformed.
std::size_t valid_sequence(std::string_view text, std::size_t at) {
    const unsigned char lead = byte_at(text, at);
    const std::size_t length = sequence_length(lead);
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(text, at + i)) return 0;
    if (length < 3) return length;
    const unsigned char second = byte_at(text, at + 1);
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool surrogate = lead == 0xED && second >= 0xA0;
    const bool too_big = lead == 0xF4 && second >= 0x90;
    return overlong || surrogate || too_big ? 0 : length;
}

std::size_t ascii_run(std::string_view text, std::size_t at) {
    const std::size_t start = at;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + at, 8);
        if (word & high_bits) break;
    }
    while (at < text.size() && byte_at(text, at) < 0x80) ++at;
    return at - start;
}

/// Start of the code point that ends before `end`.
std::size_t previous_start(std::string_view text, std::size_t end) {
    std::size_t at = end - 1;
    while (at > 0 && end - at < 4 && is_continuation(text, at)) --at;
    return at;
}

} // namespace

bool is_ascii(std::string_view text) { return ascii_run(text, 0) == text.size(); }

bool is_valid_utf8(std::string_view text) {
    if (text.size() >= utf8_blocks_from && has_avx2()) return is_valid_utf8_in_blocks(text);
    for (std::size_t at = ascii_run(text, 0); at < text.size(); at += ascii_run(text, at)) {
        const std::size_t length = valid_sequence(text, at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::size_t unfinished_sequence(std::string_view text) {
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const unsigned char byte = byte_at(text, text.size() - back);
        if (byte < 0x80) return 0;
        if (byte >= 0xC0) return sequence_length(byte) > back ? back : 0;
    }
    return 0;
}

std::string_view byte_prefix(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    text = text.substr(0, bytes);
    text.remove_suffix(unfinished_sequence(text));
    return text;
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
    const unsigned char lead = byte_at(text, at);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    const std::size_t length = valid_sequence(text, at);
    if (length == 0) {
        ++at;
        return 0xFFFD;
    }
    char32_t code_point = lead & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) code_point = (code_point << 6) | (byte_at(text, at + i) & 0x3Fu);
    at += length;
    return code_point;
}

void append_utf8(std::string& out, char32_t code_point) {
    if (code_point < 0x80) {
        out += static_cast<char>(code_point);
        return;
    }
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = 0xFFFD;
    utf8proc_uint8_t bytes[4];
    const auto count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes);
    out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
}

std::size_t code_point_count(std::string_view text) {
    const std::size_t ascii = ascii_run(text, 0);
    std::size_t count = ascii;
    std::size_t at = ascii;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + at, 8);
        const std::uint64_t continuations = (word & ~(word << 1) & high_bits) >> 7; // 10______: one bit each
        count += 8 - (continuations * 0x0101010101010101ull >> 56);
    }
    for (; at < text.size(); ++at) count += (byte_at(text, at) & 0xC0) != 0x80;
    return count;
}

std::string_view code_point_prefix(std::string_view text, std::size_t count) {
    if (count >= text.size()) return text;
    std::size_t at = 0;
    while (at < text.size()) {
        if ((byte_at(text, at) & 0xC0) != 0x80 && count-- == 0) break;
        ++at;
    }
    return text.substr(0, at);
}

bool is_blank(char32_t c) {
    if (c <= 0x20) return c == 0x20 || (c >= 0x09 && c <= 0x0D);
    if (c < 0xA0) return c == 0x85;
    return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200D) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

namespace {

bool is_visible_space(char32_t c) {
    return is_blank(c) && !(c >= 0x200B && c <= 0x200D) && c != 0x2060 && c != 0xFEFF;
}

/// Nearly every text begins and ends with a visible ASCII character.
bool needs_no_trim(std::string_view text) {
    const auto plain = [](char c) { return c > 0x20; };
    return !text.empty() && plain(text.front()) && plain(text.back());
}

template<typename Blank>
std::string_view trim_if(std::string_view text, Blank blank) {
    std::size_t first = 0;
    while (first < text.size()) {
        std::size_t after = first;
        if (!blank(next_code_point(text, after))) break;
        first = after;
    }
    std::size_t end = text.size();
    while (end > first) {
        const std::size_t start = previous_start(text, end);
        std::size_t after = start;
        if (!blank(next_code_point(text, after)) || after != end) break;
        end = start;
    }
    return text.substr(first, end - first);
}

template<typename Change>
std::string map_code_points(std::string_view text, Change change) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char32_t c = next_code_point(text, at);
        if (c == 0xFFFD)
            out.append(text.substr(start, at - start));
        else
            append_utf8(out, static_cast<char32_t>(change(static_cast<utf8proc_int32_t>(c))));
    }
    return out;
}

} // namespace

std::string_view trim(std::string_view text) { return needs_no_trim(text) ? text : trim_if(text, is_blank); }

std::string_view trim_spaces(std::string_view text) {
    return needs_no_trim(text) ? text : trim_if(text, is_visible_space);
}

std::string to_lower(std::string_view text) { return map_code_points(text, utf8proc_tolower); }
std::string to_upper(std::string_view text) { return map_code_points(text, utf8proc_toupper); }

ByteKinds byte_kinds(std::string_view text) {
    std::uint64_t high = 0, low = 0;
    std::size_t at = 0;
    // Bit 7 of each byte of (word - 0x20…) & ~word tells a byte below 0x20. A borrow may mark the byte above
    // such a byte too, so the answer for the word is exact. The second line does the same for 0x7F, as zero
    // of word ^ 0x7F….
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + at, 8);
        high |= word;
        low |= (word - 0x2020202020202020ull) & ~word;
        low |= ((word ^ 0x7F7F7F7F7F7F7F7Full) - 0x0101010101010101ull) & ~(word ^ 0x7F7F7F7F7F7F7F7Full);
    }
    ByteKinds kinds{(high & high_bits) != 0, (low & high_bits) != 0};
    for (; at < text.size(); ++at) {
        const unsigned char c = byte_at(text, at);
        kinds.non_ascii |= c >= 0x80;
        kinds.control |= c < 0x20 || c == 0x7F;
    }
    return kinds;
}

bool is_plain_french(std::string_view text) {
    const auto second = [&](std::size_t at) { return at + 1 < text.size() ? byte_at(text, at + 1) : 0u; };
    unsigned before = 0; // second byte of the two-byte letter just read: "Ã" or "Â" before C2 is mojibake
    for (std::size_t at = 0; at < text.size();) {
        const unsigned char lead = byte_at(text, at);
        if (lead < 0x80) {
            ++at;
            before = 0;
        } else if (lead == 0xC3 && (second(at) & 0xC0) == 0x80) {
            before = second(at);
            at += 2;
        } else if (lead == 0xC2 && second(at) >= 0xA0 && second(at) <= 0xBF && before != 0x82 &&
                   before != 0x83) {
            before = 0;
            at += 2;
        } else if (lead == 0xC5 && (second(at) == 0x92 || second(at) == 0x93)) { // Œ œ
            before = 0;
            at += 2;
        } else if (lead == 0xE2 && second(at) == 0x80 && at + 2 < text.size() &&
                   byte_at(text, at + 2) >= 0x90 &&
                   byte_at(text, at + 2) <= 0xA6) { // dashes, quotes, bullet, ellipsis
            before = 0;
            at += 3;
        } else {
            return false;
        }
    }
    return true;
}

bool is_probably_nfc(std::string_view text) {
    // Up to U+02FF nothing composes with what stands before it: lead bytes up to 0xCB. Beyond: general
    // punctuation (E2 80, E2 82: quotes, dashes, bullet, euro) is as harmless. Everything else goes through
    // utf8proc.
    for (std::size_t at = ascii_run(text, 0); at < text.size(); at += ascii_run(text, at)) {
        const unsigned char lead = byte_at(text, at);
        if (lead <= 0xCB) {
            at += 2;
        } else if (lead == 0xE2 && at + 2 < text.size() &&
                   (byte_at(text, at + 1) == 0x80 || text[at + 1] == '\x82')) {
            if (byte_at(text, at + 1) == 0x80 && (text[at + 2] == '\x80' || text[at + 2] == '\x81'))
                return false;
            at += 3;
        } else {
            return false;
        }
        if (at > text.size()) return true;
    }
    return true;
}

std::string to_nfc(std::string_view text) {
    if (is_probably_nfc(text)) return std::string(text);
    utf8proc_uint8_t* composed = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &composed,
                                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    if (length < 0) return std::string(text);
    std::string result(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length));
    std::free(composed);
    return result;
}

} // namespace moisson
