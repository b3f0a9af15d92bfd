// Names of encodings, and the tables of the single-byte ones.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

enum class Encoding : std::uint8_t { utf8, utf16le, utf16be, single_byte };

/// UTF-8 of each of the 256 bytes of a single-byte encoding.
struct ByteTable {
    struct Text {
        char bytes[4];
        std::uint8_t size;
    };
    std::array<Text, 256> of;
};

struct Charset {
    Encoding encoding = Encoding::utf8;
    std::string name = "utf-8";             ///< as reported: "windows-1252"
    std::shared_ptr<const ByteTable> table; ///< single_byte only
};

/// The encoding that a label means, as browsers read it ("latin-1", "iso-8859-1" and "ascii" are
/// windows-1252). Nothing for a label that we do not read (UTF-7, UTF-32, EBCDIC, unknown).
std::optional<Charset> charset_of(std::string_view label);

/// The charset parameter of a Content-Type, or the bare label; empty when there is none or it is malformed.
std::string charset_label(std::string_view content_type_or_label);

} // namespace moisson
