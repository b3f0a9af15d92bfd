// UTF-8: validity, code points, trimming, normal form.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace moisson {

/// True when every byte is below 0x80; eight bytes at a time.
bool is_ascii(std::string_view text);

/// Well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

/// Bytes at the end that begin a sequence whose end is missing: 0 to 3.
std::size_t unfinished_sequence(std::string_view text);

/// Reads the code point at `at` and moves `at` behind it. A malformed byte gives U+FFFD and moves by one.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t code_point);

/// The longest beginning of at most so many bytes that cuts no character of well-formed text.
std::string_view byte_prefix(std::string_view text, std::size_t bytes);

/// Number of code points of well-formed text (a malformed text counts its lead bytes).
std::size_t code_point_count(std::string_view text);

/// The first `count` code points; the whole text when it has fewer.
std::string_view code_point_prefix(std::string_view text, std::size_t count);

/// White space, no-break and zero-width spaces, BOM: what a person cannot see at the end of a cell.
bool is_blank(char32_t code_point);

/// Without blanks at both ends (see is_blank).
std::string_view trim(std::string_view text);

/// Without white space at both ends; zero-width characters stay (in an identifier they are an error, not a
/// blank).
std::string_view trim_spaces(std::string_view text);

std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

/// What one pass over the bytes tells; `control`: below 0x20 or 0x7F, line breaks and tabs included.
struct ByteKinds {
    bool non_ascii = false, control = false;
};
ByteKinds byte_kinds(std::string_view text);

/// Well-formed, composed, and nothing but ASCII, accented Latin letters and the signs of French typography:
/// true for nearly every text of a producer, decided in one pass. (ASCII controls are not looked at.)
bool is_plain_french(std::string_view text);

/// Unicode NFC. Text that is ASCII, or not UTF-8, comes back as it is.
std::string to_nfc(std::string_view text);
/// True when to_nfc would change nothing; decided without a copy for the usual French text.
bool is_probably_nfc(std::string_view text);

} // namespace moisson
