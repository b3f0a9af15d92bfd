// Finds the bytes that matter in CSV, 64 at a time.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace moisson {

/// One bit per byte of a block of 64: line ends and other controls (≤ 0x0D), delimiter, quote; and bytes
/// above 0x7F.
struct BlockMasks {
    std::uint64_t special;
    std::uint64_t high;
};

#if defined(__SSE2__)
inline BlockMasks scan_block(const char* block, char delimiter, char quote) {
    const __m128i last_control = _mm_set1_epi8(0x0D), d = _mm_set1_epi8(delimiter), q = _mm_set1_epi8(quote);
    BlockMasks masks{0, 0};
    for (int i = 0; i < 4; ++i) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i));
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
        const __m128i hit =
            _mm_or_si128(control, _mm_or_si128(_mm_cmpeq_epi8(bytes, d), _mm_cmpeq_epi8(bytes, q)));
        masks.special |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hit)))
                         << (16 * i);
        masks.high |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(bytes))) << (16 * i);
    }
    return masks;
}
#else
inline BlockMasks scan_block(const char* block, char delimiter, char quote) {
    BlockMasks masks{0, 0};
    for (unsigned i = 0; i < 64; ++i) {
        const auto byte = static_cast<unsigned char>(block[i]);
        if (byte <= 0x0D || block[i] == delimiter || block[i] == quote) masks.special |= 1ull << i;
        if (byte >= 0x80) masks.high |= 1ull << i;
    }
    return masks;
}
#endif

/// Walks over the special bytes of [begin, end). 64 readable bytes must follow `end`.
class SpecialBytes {
public:
    static constexpr std::size_t padding = 64;

    void start(char* begin, char* end, char delimiter, char quote) {
        block_ = begin;
        end_ = end;
        delimiter_ = delimiter;
        quote_ = quote;
        high_seen_ = false;
        load();
    }

    /// The next special byte, or the end.
    char* next() {
        while (mask_ == 0) {
            if (end_ - block_ <= 64) return end_;
            block_ += 64;
            load();
        }
        char* found = block_ + std::countr_zero(mask_);
        mask_ &= mask_ - 1;
        return found;
    }

    /// Some byte near what was walked over since the last call is above 0x7F (never a false "no").
    bool take_high_seen() {
        const bool seen = high_seen_;
        high_seen_ = block_high_;
        return seen;
    }

private:
    void load() {
        const BlockMasks masks = scan_block(block_, delimiter_, quote_);
        const auto left = end_ - block_;
        const std::uint64_t inside = left >= 64 ? ~0ull : (1ull << (left > 0 ? left : 0)) - 1;
        mask_ = masks.special & inside;
        block_high_ = (masks.high & inside) != 0;
        high_seen_ |= block_high_;
    }

    char* block_ = nullptr;
    char* end_ = nullptr;
    std::uint64_t mask_ = 0;
    char delimiter_ = ';', quote_ = '"';
    bool high_seen_ = false, block_high_ = false;
};

} // namespace moisson
