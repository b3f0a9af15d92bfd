// Which keys so many records share that one of them alone is no reason to compare two of these.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Counted when the model is fitted, and kept with it: were it counted anew with every record that comes,
/// pairs of records that nobody touched would come and go. Source: pruning of redundant and superfluous
/// comparisons in meta-blocking, by the number of common blocks and their sizes. Two hash filters instead of
/// the keys: in one case of fifty, a key passes for a more crowded one.
class KeyCrowding {
public:
    /// Records are compared when the reasons of the keys that they share add up to this: one key of few, one
    /// of some and any other, or any three.
    static constexpr unsigned enough = 6;
    static constexpr unsigned of_few = 6, of_some = 4, of_many = 2;

    struct KeyCount {
        std::uint64_t key = 0;
        std::uint32_t records = 0;
    };

    /// Every key is one of few.
    KeyCrowding() = default;
    /// Up to `few` records are few, up to four times as many are some.
    KeyCrowding(std::uint32_t few, std::span<const KeyCount> keys);

    unsigned reason(std::uint64_t key) const {
        if (!has(crowded_, key)) return of_few;
        return has(many_, key) ? of_many : of_some;
    }
    static unsigned reason(std::uint32_t few, std::uint64_t records) {
        return records <= few ? of_few : records <= std::uint64_t{4} * few ? of_some : of_many;
    }

    /// For the store.
    struct Packed {
        std::string crowded, many; ///< base64
    };
    Packed pack() const;
    /// Throws std::runtime_error.
    static KeyCrowding unpack(const Packed& packed);

    friend bool operator==(const KeyCrowding&, const KeyCrowding&) = default;

private:
    using Filter = std::vector<std::uint64_t>; ///< a power of two of words, or none

    static std::uint64_t bit(const Filter& filter, std::uint64_t part) {
        return part & (filter.size() * 64 - 1);
    }
    static bool has(const Filter& filter, std::uint64_t key) {
        if (filter.empty()) return false;
        const std::uint64_t first = bit(filter, key), second = bit(filter, key >> 32);
        return (filter[first / 64] >> (first % 64) & 1) != 0 &&
               (filter[second / 64] >> (second % 64) & 1) != 0;
    }
    static Filter filter_of(std::span<const KeyCount> keys, std::uint64_t more_than);

    Filter crowded_, many_;
};

} // namespace moisson
