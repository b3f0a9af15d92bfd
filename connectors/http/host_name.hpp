// Host part of a URL → the one spelling that is resolved, verified and sent.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

/// Lower case, A-labels ("bücher.example" → "xn--bcher-kva.example"). Nothing when the name is not one that
/// everybody reads alike: numbers that are no dotted quad (127.1, 0x7f.1), empty or too long labels, other
/// characters than letters, digits, "-" and "_", malformed "xn--" labels, right-to-left and invisible
/// characters.
std::optional<std::string> canonical_host_name(std::string_view utf8);

/// Four decimal parts without leading zeros.
bool is_dotted_quad(std::string_view text);

/// RFC 3492. Nothing on overflow or malformed input.
std::optional<std::string> punycode_encode(std::u32string_view label);
std::optional<std::u32string> punycode_decode(std::string_view label);

} // namespace moisson
