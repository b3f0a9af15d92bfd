// The keys of all rows of a table, made once and sorted.
#pragma once
#include "core/linkage/link_keys.hpp"
#include "core/linkage/link_table.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace moisson {

struct KeyOfRow {
    std::uint64_t key = 0;
    std::uint32_t row = 0;
    std::uint16_t limit = 0;
    Frequent counts = Frequent::none;
};

/// 16 bytes a key, about 16 keys a record. `table` has been weighed.
class TableKeys {
public:
    static constexpr std::size_t part_count =
        128; ///< a part of a million records fits into a processor's cache

    /// Parts, and keys within a part, are in the signed order of `key ^ mask`. `workers` threads work at
    /// once.
    TableKeys(const LinkTable& table, std::uint64_t mask, unsigned workers);

    /// By key, then row; each once.
    std::span<const KeyOfRow> part(std::size_t at) const { return parts_[at]; }
    /// Gives the memory of a part back.
    void forget(std::size_t at) { parts_[at] = {}; }

private:
    std::array<std::vector<KeyOfRow>, part_count> parts_;
};

/// The rows of the next key of `part` from `begin` on.
inline std::span<const KeyOfRow> next_block(std::span<const KeyOfRow> part, std::size_t begin) {
    std::size_t end = begin;
    while (end < part.size() && part[end].key == part[begin].key) ++end;
    return part.subspan(begin, end - begin);
}

} // namespace moisson
