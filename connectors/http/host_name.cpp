#include "connectors/http/host_name.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <cstdlib>
#include <memory>
#include <utf8proc.h>
#include <vector>

namespace moisson {

namespace {

std::vector<std::string_view> split_labels(std::string_view name) {
    std::vector<std::string_view> labels;
    for (;;) {
        const std::size_t dot = name.find('.');
        labels.push_back(name.substr(0, dot));
        if (dot == std::string_view::npos) return labels;
        name.remove_prefix(dot + 1);
    }
}

/// NFKC with case folding and without ignorable characters: what two readers see as the same name.
std::optional<std::string> compatibility_fold(std::string_view utf8) {
    utf8proc_uint8_t* mapped = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                     static_cast<utf8proc_ssize_t>(utf8.size()), &mapped,
                                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                                                    UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> guard(mapped, &std::free);
    if (length < 0) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
}

/// Letters, digits and marks of left-to-right scripts. Right-to-left names have rules of their own (RFC 5893)
/// that no producer of ours needs: refused rather than half checked.
bool is_plain_letter(char32_t c) {
    const auto* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
    if (property->ignorable) return false; // nobody sees it
    if (property->bidi_class == UTF8PROC_BIDI_CLASS_R || property->bidi_class == UTF8PROC_BIDI_CLASS_AL ||
        property->bidi_class == UTF8PROC_BIDI_CLASS_AN)
        return false;
    switch (property->category) {
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

bool is_mark(char32_t c) {
    const auto category = utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->category;
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC;
}

std::optional<std::u32string> code_points(std::string_view utf8) {
    std::u32string points;
    for (std::size_t at = 0; at < utf8.size();) points += next_code_point(utf8, at);
    if (points.empty() || is_mark(points.front())) return std::nullopt;
    for (char32_t c : points)
        if (c >= 0x80 && !is_plain_letter(c)) return std::nullopt;
    return points;
}

std::string to_utf8(std::u32string_view points) {
    std::string text;
    for (char32_t c : points) append_utf8(text, c);
    return text;
}

/// "xn--…" must decode to letters that encode to it again, else two programs may read two names.
bool is_honest_a_label(std::string_view label) {
    const auto points = punycode_decode(label.substr(4));
    if (!points || points->empty()) return false;
    const std::string text = to_utf8(*points);
    if (is_ascii(text) || compatibility_fold(text) != text || !code_points(text)) return false;
    return punycode_encode(*points) == std::string(label.substr(4));
}

std::optional<std::string> a_label(std::string_view label) {
    if (is_ascii(label)) return std::string(label);
    const auto points = code_points(label);
    if (!points || label.substr(0, 4) == "xn--") return std::nullopt;
    const auto encoded = punycode_encode(*points);
    return encoded ? std::optional("xn--" + *encoded) : std::nullopt;
}

bool is_valid_label(std::string_view label) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    for (char c : label)
        if (!((c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_')) return false;
    if (label.substr(0, 4) == "xn--") return is_honest_a_label(label);
    return label.size() < 4 || label.substr(2, 2) != "--";
}

/// Programs read such a last label as part of an IPv4 address in decimal, octal or hexadecimal.
bool ends_in_number(std::string_view label) {
    if (label.substr(0, 2) == "0x")
        return label.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
    return !label.empty() && label.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

bool is_dotted_quad(std::string_view text) {
    const auto parts = split_labels(text);
    if (parts.size() != 4) return false;
    for (std::string_view part : parts) {
        if (part.empty() || part.size() > 3 || (part.size() > 1 && part[0] == '0')) return false;
        if (part.find_first_not_of("0123456789") != std::string_view::npos) return false;
        if (std::atoi(std::string(part).c_str()) > 255) return false;
    }
    return true;
}

std::optional<std::string> canonical_host_name(std::string_view utf8) {
    if (utf8.empty() || utf8.size() > 1000 || !is_valid_utf8(utf8)) return std::nullopt;
    // What the two generations of international names (2003, 2008) map to different hosts.
    for (const char* ambiguous : {"ß", "ẞ", "ς", "\u200c", "\u200d"})
        if (utf8.find(ambiguous) != std::string_view::npos) return std::nullopt;
    const auto folded = compatibility_fold(utf8);
    if (!folded) return std::nullopt;
    if (is_dotted_quad(*folded)) return folded;
    std::string_view rest = *folded;
    const bool rooted = rest.ends_with('.');
    if (rooted) rest.remove_suffix(1);
    std::string name;
    for (std::string_view label : split_labels(rest)) {
        const auto ascii = a_label(label);
        if (!ascii || !is_valid_label(*ascii)) return std::nullopt;
        if (!name.empty()) name += '.';
        name += *ascii;
    }
    if (name.size() > 253 || ends_in_number(std::string_view(name).substr(name.rfind('.') + 1)))
        return std::nullopt;
    if (rooted) name += '.';
    return name;
}

} // namespace moisson
