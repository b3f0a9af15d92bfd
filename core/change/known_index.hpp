// What the store remembers of one feed's records, in a flat array: enough to recognise an unchanged record
// without SQL.
#pragma once
#include "core/change/huge_pages.hpp"
#include "core/model/digest.hpp"

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace moisson {

/// Key of a record inside its feed: hash over kind and source id. Collisions are found at apply time, where
/// ids are compared.
std::uint64_t record_key(std::uint16_t kind, std::string_view source_id);

/// 56 bytes a record: a million costs 56 MB, and 8 MB for the table when it is needed.
struct KnownRecord {
    std::uint64_t key = 0;
    Digest128 raw;
    std::uint64_t fingerprint = 0;
    std::uint64_t presence = 0; ///< bit n: schema field n has a value (fields beyond 64 are not counted)
    std::uint32_t date_hash =
        0; ///< of the update-date value; another hash with the same fingerprint = touched
    std::uint32_t date_rank = 0; ///< orders dates, see date_rank(); 0 = none
    std::uint32_t local_id = 0;  ///< record number within the feed
    std::uint16_t kind = 0;
    std::uint8_t misses = 0;   ///< complete runs in a row that did not have it
    bool active : 1 = true;    ///< false = withdrawn
    bool rejected : 1 = false; ///< its last version was refused: errors of it stand in the quarantine
    bool seen : 1 = false;     ///< this snapshot has it, good or refused
    bool chosen : 1 = false;   ///< this snapshot has a good version of it
};
static_assert(sizeof(KnownRecord) == 56);

/// Flat array in the order of `add`. Looking keys up in that same order is the fast case; the first other one
/// makes a hash table over the keys.
class KnownIndex {
public:
    using Records = std::vector<KnownRecord, HugePageAllocator<KnownRecord>>;
    static constexpr std::uint32_t npos = std::numeric_limits<std::uint32_t>::max();
    void reserve(std::size_t records);
    void add(const KnownRecord& record);
    std::uint32_t find(std::uint64_t key) const; ///< position or npos
    KnownRecord& at(std::uint32_t position) { return records_[position]; }
    const Records& records() const& { return records_; }
    const Records& records() && = delete; ///< they live as long as the index
    std::size_t size() const { return records_.size(); }
    std::uint64_t active() const;

private:
    std::uint32_t look_up(std::uint64_t key) const;
    void make_table() const;
    void place(std::uint64_t key, std::uint32_t position) const;
    Records records_;
    /// Open addressing, a power of two, at most 2/3 full; of the first `placed_` records.
    mutable std::vector<std::uint32_t, HugePageAllocator<std::uint32_t>> table_;
    mutable std::size_t placed_ = 0;
    mutable std::uint32_t next_ = 0; ///< a snapshot mostly repeats the order of the last one
};

} // namespace moisson
