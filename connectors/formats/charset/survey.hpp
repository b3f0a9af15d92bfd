// Looks ahead in a file to learn how it is encoded; memory does not grow with the file.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/charset/charset.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace moisson {

/// What the bytes above 0x7F looked like, up to a few thousand of them.
struct EncodingSurvey {
    std::uint64_t valid = 0;               ///< well-formed UTF-8 sequences
    std::uint64_t invalid = 0;             ///< bytes that are not part of one
    std::uint64_t mojibake = 0;            ///< "Ã©": UTF-8 read as Latin-1 and encoded again
    std::uint64_t replacement = 0;         ///< U+FFFD: the producer already lost bytes
    std::uint64_t bidi = 0;                ///< direction overrides
    bool cut_at_end = false;               ///< the file ends inside a sequence
    std::array<std::uint32_t, 128> high{}; ///< how often each byte from 0x80 on

    /// "One bad row never flips the whole file": UTF-8 when most sequences are well-formed.
    bool is_utf8() const { return valid >= invalid && (valid > 0 || invalid == 0); }
};

EncodingSurvey survey_encoding(ByteSource& bytes);

/// For bytes that are not UTF-8: the single-byte encoding that makes most of them French letters;
/// windows-1252 unless another one is clearly better.
Charset guess_single_byte(const EncodingSurvey& survey);

} // namespace moisson
