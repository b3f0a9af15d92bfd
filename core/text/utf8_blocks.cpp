#include "core/text/utf8_blocks.hpp"

#include "core/text/wide.hpp"

#include <cstdint>
#include <cstring>

#ifdef MOISSON_AVX2
#include <immintrin.h>

// Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2020): each of three half
// bytes (both of a byte, the high one of the byte behind it) says which errors the pair may be; what all
// three say, it is.
namespace moisson {
namespace {

constexpr std::size_t block = 32;

constexpr std::uint8_t too_short = 1 << 0; // 11______ 0_______ or 11______ 11______
constexpr std::uint8_t too_long = 1 << 1;  // 0_______ 10______
constexpr std::uint8_t overlong_3 = 1 << 2;
constexpr std::uint8_t too_large = 1 << 3; // above F4 8F
constexpr std::uint8_t surrogate = 1 << 4;
constexpr std::uint8_t overlong_2 = 1 << 5;
constexpr std::uint8_t too_large_1000 = 1 << 6; // F5 and above before 1000____; shares its bit with the next
constexpr std::uint8_t overlong_4 = 1 << 6;
constexpr std::uint8_t two_continuations = 1 << 7; // right where a third or fourth byte belongs
constexpr std::uint8_t carry = too_short | too_long | two_continuations;
constexpr std::uint8_t from_f5 = carry | too_large | too_large_1000;
constexpr std::uint8_t behind_lead = too_long | overlong_2 | two_continuations;

alignas(16) constexpr std::uint8_t first_high[16] = {
    too_long, too_long, too_long, too_long, too_long, too_long, too_long, too_long,
    // continuation bytes
    two_continuations, two_continuations, two_continuations, two_continuations,
    // 1100, 1101, 1110, 1111
    too_short | overlong_2, too_short, too_short | overlong_3 | surrogate,
    too_short | too_large | too_large_1000 | overlong_4};
alignas(16) constexpr std::uint8_t first_low[16] = {carry | overlong_3 | overlong_2 | overlong_4,
                                                    carry | overlong_2,
                                                    carry,
                                                    carry,
                                                    carry | too_large,
                                                    from_f5,
                                                    from_f5,
                                                    from_f5,
                                                    from_f5,
                                                    from_f5,
                                                    from_f5,
                                                    from_f5,
                                                    from_f5,
                                                    from_f5 | surrogate,
                                                    from_f5,
                                                    from_f5};
alignas(16) constexpr std::uint8_t second_high[16] = {
    too_short, too_short, too_short, too_short, too_short, too_short, too_short, too_short,
    // 1000, 1001, 101_
    behind_lead | overlong_3 | too_large_1000 | overlong_4, behind_lead | overlong_3 | too_large,
    behind_lead | surrogate | too_large, behind_lead | surrogate | too_large,
    // lead bytes
    too_short, too_short, too_short, too_short};

MOISSON_AVX2 inline __m256i look_up(const std::uint8_t (&table)[16], __m256i half_bytes) {
    const __m128i once = _mm_load_si128(reinterpret_cast<const __m128i*>(table));
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(once), half_bytes);
}

/// The bytes that stand `back` places before those of `bytes`.
template<int back>
MOISSON_AVX2 inline __m256i earlier(__m256i bytes, __m256i before) {
    return _mm256_alignr_epi8(bytes, _mm256_permute2x128_si256(before, bytes, 0x21), 16 - back);
}

/// Not zero where `bytes`, which follow `before`, are malformed.
MOISSON_AVX2 inline __m256i errors_of(__m256i bytes, __m256i before) {
    const __m256i half = _mm256_set1_epi8(0x0F);
    const __m256i first = earlier<1>(bytes, before);
    const __m256i pairs = _mm256_and_si256(
        _mm256_and_si256(look_up(first_high, _mm256_and_si256(_mm256_srli_epi16(first, 4), half)),
                         look_up(first_low, _mm256_and_si256(first, half))),
        look_up(second_high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half)));
    // Bit 7 where a third or fourth byte of a sequence belongs: two_continuations, and only there.
    const __m256i third = _mm256_subs_epu8(earlier<2>(bytes, before), _mm256_set1_epi8(0xE0 - 0x80));
    const __m256i fourth = _mm256_subs_epu8(earlier<3>(bytes, before), _mm256_set1_epi8(0xF0 - 0x80));
    const __m256i wanted =
        _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(static_cast<char>(0x80)));
    return _mm256_xor_si256(wanted, pairs);
}

MOISSON_AVX2 inline __m256i load(const char* from) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

} // namespace

MOISSON_AVX2 bool is_valid_utf8_in_blocks(std::string_view text) {
    __m256i before = _mm256_setzero_si256(), errors = _mm256_setzero_si256();
    bool ascii_before = true;
    std::size_t at = 0;
    for (; at + block <= text.size(); at += block) {
        const __m256i bytes = load(text.data() + at);
        const bool ascii = _mm256_movemask_epi8(bytes) == 0;
        if (!ascii || !ascii_before) errors = _mm256_or_si256(errors, errors_of(bytes, before));
        ascii_before = ascii;
        before = bytes;
    }
    // With zeros behind the end, a sequence that is cut there is too short.
    char rest[block] = {};
    std::memcpy(rest, text.data() + at, text.size() - at);
    errors = _mm256_or_si256(errors, errors_of(load(rest), before));
    return _mm256_testz_si256(errors, errors) != 0;
}

} // namespace moisson

#else

namespace moisson {
bool is_valid_utf8_in_blocks(std::string_view) { return false; } // never called: see has_avx2()
} // namespace moisson

#endif
