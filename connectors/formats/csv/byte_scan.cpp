#include "connectors/formats/csv/byte_scan.hpp"

#include "core/text/wide.hpp"

#include <algorithm>
#include <bit>

#ifdef MOISSON_AVX2
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace moisson {
namespace {

constexpr std::size_t block = 64; // bytes: one bit each
constexpr char last_control = 0x0D;

/// One bit per byte of a block.
struct BlockBits {
    std::uint64_t special, delimiter;
    /// Of a block of which only `size` bytes count.
    BlockBits first(std::size_t size) const {
        const std::uint64_t inside = size >= block ? ~std::uint64_t{0} : (std::uint64_t{1} << size) - 1;
        return {special & inside, delimiter & inside};
    }
};

#if defined(__SSE2__)
BlockBits bits_of(const char* text, char delimiter, char quote) {
    const __m128i control = _mm_set1_epi8(last_control), d = _mm_set1_epi8(delimiter),
                  q = _mm_set1_epi8(quote);
    BlockBits bits{0, 0};
    for (std::size_t at = 0; at < block; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at));
        const __m128i mark = _mm_cmpeq_epi8(bytes, d);
        const __m128i other =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, q), _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
        bits.special |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(mark, other)))}
                        << at;
        bits.delimiter |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(mark))} << at;
    }
    return bits;
}
#else
BlockBits bits_of(const char* text, char delimiter, char quote) {
    BlockBits bits{0, 0};
    for (unsigned i = 0; i < block; ++i) {
        const bool mark = text[i] == delimiter;
        const bool other = static_cast<unsigned char>(text[i]) <= last_control || text[i] == quote;
        bits.special |= std::uint64_t{mark || other} << i;
        bits.delimiter |= std::uint64_t{mark} << i;
    }
    return bits;
}
#endif

/// Appends what one block holds; `at` is its offset. One after the other: for the few.
void append_each(const BlockBits& bits, std::uint32_t at, SpecialOffsets& to) {
    for (std::uint64_t left = bits.special; left != 0; left &= left - 1) {
        const int bit = std::countr_zero(left);
        if ((bits.delimiter >> bit & 1) == 0)
            to.others[to.other_count++] = static_cast<std::uint32_t>(to.found_count);
        to.found[to.found_count++] = at + static_cast<std::uint32_t>(bit);
    }
}

#ifdef MOISSON_AVX2

struct Wanted {
    __m256i control, delimiter, quote;
};

struct HalfBits {
    std::uint32_t special, delimiter;
};

MOISSON_AVX2 inline HalfBits half_bits(const char* from, const Wanted& wanted) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    const __m256i mark = _mm256_cmpeq_epi8(bytes, wanted.delimiter);
    const __m256i other = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, wanted.quote),
                                          _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, wanted.control), bytes));
    return {static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_or_si256(mark, other))),
            static_cast<std::uint32_t>(_mm256_movemask_epi8(mark))};
}

MOISSON_AVX2 inline BlockBits wide_bits(const char* from, const Wanted& wanted) {
    const HalfBits low = half_bits(from, wanted), high = half_bits(from + 32, wanted);
    return {low.special | std::uint64_t{high.special} << 32,
            low.delimiter | std::uint64_t{high.delimiter} << 32};
}

/// Eight offsets and two others are written whether there are so many or not: cheaper than branches that are
/// often mistaken.
MOISSON_AVX2 inline void append_usual(const BlockBits& bits, std::uint32_t at, SpecialOffsets& to) {
    std::uint32_t* found = to.found + to.found_count;
    std::uint32_t* const end = found + std::popcount(bits.special);
    std::uint64_t left = bits.special;
    do {
        for (int i = 0; i < 8; ++i, left &= left - 1)
            found[i] = at + static_cast<std::uint32_t>(std::countr_zero(left));
        found += 8;
    } while (found < end);
    std::uint64_t other = bits.special & ~bits.delimiter;
    std::uint32_t* others = to.others + to.other_count;
    std::uint32_t* const others_end = others + std::popcount(other);
    do {
        for (int i = 0; i < 2; ++i, other &= other - 1)
            others[i] = static_cast<std::uint32_t>(
                to.found_count + static_cast<unsigned>(std::popcount(bits.special & (other ^ (other - 1)))) -
                1);
        others += 2;
    } while (others < others_end);
    to.found_count = static_cast<std::size_t>(end - to.found);
    to.other_count = static_cast<std::size_t>(others_end - to.others);
}

MOISSON_AVX2 void find_widely(const char* text, std::size_t size, char delimiter, char quote,
                              SpecialOffsets& to) {
    const Wanted wanted{_mm256_set1_epi8(last_control), _mm256_set1_epi8(delimiter), _mm256_set1_epi8(quote)};
    SpecialOffsets filled = to; // in registers
    std::size_t at = 0;
    for (; at + block <= size; at += block)
        append_usual(wide_bits(text + at, wanted), static_cast<std::uint32_t>(at), filled);
    if (at < size)
        append_usual(wide_bits(text + at, wanted).first(size - at), static_cast<std::uint32_t>(at), filled);
    to = filled;
}

#endif

} // namespace

void find_special_bytes_baseline(const char* text, std::size_t size, char delimiter, char quote,
                                 SpecialOffsets& to) {
    to.found_count = to.other_count = 0;
    for (std::size_t at = 0; at < size; at += block)
        append_each(bits_of(text + at, delimiter, quote).first(size - at), static_cast<std::uint32_t>(at),
                    to);
}

void find_special_bytes(const char* text, std::size_t size, char delimiter, char quote, SpecialOffsets& to) {
#ifdef MOISSON_AVX2
    if (has_avx2()) {
        to.found_count = to.other_count = 0;
        return find_widely(text, size, delimiter, quote, to);
    }
#endif
    find_special_bytes_baseline(text, size, delimiter, quote, to);
}

SpecialBytes::Place SpecialBytes::scan_stretch() {
    const std::size_t size = std::min(stretch, static_cast<std::size_t>(end_ - scanned_));
    SpecialOffsets offsets{found_.data(), others_.data()};
    find_special_bytes(scanned_, size, delimiter_, quote_, offsets);
    base_ = scanned_;
    scanned_ += size;
    other_ = others_.data();
    others_end_ = other_ + offsets.other_count;
    return {found_.data(), found_.data() + offsets.found_count};
}

} // namespace moisson
