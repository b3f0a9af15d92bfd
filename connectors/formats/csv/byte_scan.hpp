// Finds the bytes that matter in CSV, a stretch of the window at a time.
#pragma once
#include "connectors/formats/limits.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace moisson {

inline constexpr std::size_t special_room = 64;

/// Where the special bytes of a text stand: line ends and other controls (≤ 0x0D), delimiter, quote. Both
/// arrays have room for as many as the text has bytes, and special_room more.
struct SpecialOffsets {
    std::uint32_t* found;        ///< offset from the start of the text
    std::uint32_t* others;       ///< index in `found` of those that are not the delimiter
    std::size_t found_count = 0; ///< written by the search, as the next one
    std::size_t other_count = 0;
};

/// Special bytes among the first `size` of `text`, in order. `size` + special_room bytes must be readable;
/// what stands behind `size` does not count.
void find_special_bytes(const char* text, std::size_t size, char delimiter, char quote, SpecialOffsets& to);
/// The same without AVX2.
void find_special_bytes_baseline(const char* text, std::size_t size, char delimiter, char quote,
                                 SpecialOffsets& to);

/// Walks over the special bytes of [begin, end). `padding` readable bytes must follow `end`.
class SpecialBytes {
public:
    static constexpr std::size_t padding = special_room;
    static constexpr std::size_t stretch = format_limit::csv_stretch;

    /// Where the walk stands, for a loop that keeps it in registers.
    struct Place {
        const std::uint32_t *at = nullptr, *end = nullptr;
    };

    void start(char* begin, char* end, char delimiter, char quote) {
        scanned_ = begin;
        end_ = end;
        delimiter_ = delimiter;
        quote_ = quote;
        place_ = {};
        other_ = others_end_ = nullptr;
    }

    /// The next special byte, or the end.
    char* next() { return next(place_); }
    char* next(Place& place) {
        while (place.at == place.end) {
            if (scanned_ == end_) return end_;
            place = scan_stretch();
        }
        return base_ + *place.at++;
    }

    Place place() const { return place_; }
    void go_on_from(const Place& place) { place_ = place; }

    /// What stands at a place.
    char* at(const std::uint32_t* place) const { return base_ + *place; }
    /// The next special byte that is not a delimiter, without walking there; nullptr when the stretch ends
    /// before.
    const std::uint32_t* find_other() {
        for (; other_ != others_end_; ++other_)
            if (const std::uint32_t* found = found_.data() + *other_; found >= place_.at) return found;
        return nullptr;
    }

private:
    Place scan_stretch();

    std::array<std::uint32_t, stretch + special_room> found_, others_;
    Place place_;
    const std::uint32_t *other_ = nullptr, *others_end_ = nullptr; ///< those that were not walked over yet
    char* base_ = nullptr;                                         ///< of the offsets
    char* scanned_ = nullptr; ///< what stands before is in found_, or was walked over
    char* end_ = nullptr;
    char delimiter_ = ';', quote_ = '"';
};

} // namespace moisson
