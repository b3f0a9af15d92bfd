// Identities of records in blocks of 64: what a run compares is read and written a page at a time, never row
// by row.
#pragma once
#include "core/change/known_index.hpp"
#include "core/store/database.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <unordered_map>

namespace moisson {

constexpr int local_bits = 40;
inline std::int64_t record_rid(std::int64_t feed, std::uint32_t local) { return feed << local_bits | local; }
inline std::int64_t feed_of_rid(std::int64_t rid) { return rid >> local_bits; }
inline std::uint32_t local_of_rid(std::int64_t rid) { return static_cast<std::uint32_t>(rid); }

/// One record. `known.local_id` follows from its place, `seen` and `chosen` are not stored.
struct Identity {
    KnownRecord known;
    std::int64_t seq = 0; ///< its present version
};

/// Blocks under work, written back in ascending order. `edit` and `append` may move what earlier calls
/// returned.
class IdentityBlocks {
public:
    IdentityBlocks(Database& database, std::int64_t feed);
    Identity& edit(std::uint32_t local_id); ///< throws StoreError 65 when there is no such record
    Identity& append(std::uint32_t local_id);
    void flush();

private:
    static constexpr std::size_t most_blocks = 16384; ///< 75 MB, a million records
    struct Block {
        std::array<Identity, 64> records;
        std::uint32_t used = 0;
    };
    Block& block_of(std::uint32_t local_id);

    std::int64_t feed_;
    std::unordered_map<std::int64_t, Block> blocks_;
    std::int64_t current_number_ = -1;
    Block* current_ = nullptr;
    Statement select_, replace_;
};

/// Reads single identities; cheap when they come in order.
class IdentityReader {
public:
    explicit IdentityReader(Database& database);
    const Identity* find(std::int64_t rid); ///< null when there is none; valid until the next call

private:
    std::int64_t number_ = -1;
    std::uint32_t used_ = 0;
    std::array<Identity, 64> records_;
    Statement select_;
};

/// All records of a feed in the order of their numbers, until `visit` returns false.
void scan_identities(Database& database, std::int64_t feed,
                     const std::function<bool(const Identity&)>& visit);

} // namespace moisson
