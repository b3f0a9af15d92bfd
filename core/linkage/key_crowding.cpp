#include "core/linkage/key_crowding.hpp"

#include "core/text/base64.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>

namespace moisson {

namespace {

constexpr std::size_t bits_per_key = 16; ///< and two of them set: (1 - e^(-2/16))² = 1.4 % pass wrongly

std::string text_of(const std::vector<std::uint64_t>& words) {
    std::string bytes;
    for (const std::uint64_t word : words)
        for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(word >> shift & 255);
    return base64_encode(bytes);
}

std::vector<std::uint64_t> words_of(std::string_view text) {
    const auto bytes = base64_decode(text);
    if (!bytes || bytes->size() % 8 != 0 || (!bytes->empty() && !std::has_single_bit(bytes->size())))
        throw std::runtime_error("the stored model of linking has a damaged list of crowded keys");
    std::vector<std::uint64_t> words(bytes->size() / 8);
    for (std::size_t i = 0; i < bytes->size(); ++i)
        words[i / 8] |= std::uint64_t{static_cast<unsigned char>((*bytes)[i])} << (8 * (i % 8));
    return words;
}

} // namespace

KeyCrowding::KeyCrowding(std::uint32_t few, std::span<const KeyCount> keys)
    : crowded_(filter_of(keys, few)), many_(filter_of(keys, std::uint64_t{4} * few)) {}

KeyCrowding::Filter KeyCrowding::filter_of(std::span<const KeyCount> keys, std::uint64_t more_than) {
    const auto wanted = [&](const KeyCount& one) { return one.records > more_than; };
    const auto count = static_cast<std::size_t>(std::count_if(keys.begin(), keys.end(), wanted));
    if (count == 0) return {};
    Filter filter(std::bit_ceil(count * bits_per_key / 64 + 1));
    for (const KeyCount& one : keys)
        if (wanted(one))
            for (const std::uint64_t at : {bit(filter, one.key), bit(filter, one.key >> 32)})
                filter[at / 64] |= std::uint64_t{1} << (at % 64);
    return filter;
}

KeyCrowding::Packed KeyCrowding::pack() const { return {text_of(crowded_), text_of(many_)}; }

KeyCrowding KeyCrowding::unpack(const Packed& packed) {
    KeyCrowding crowding;
    crowding.crowded_ = words_of(packed.crowded);
    crowding.many_ = words_of(packed.many);
    return crowding;
}

} // namespace moisson
