// Identities of records in blocks of 64: what a run compares is read a page at a time, never row by row.
#pragma once
#include "core/change/known_index.hpp"
#include "core/store/database.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

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

/// Writes identities of one feed. New ones fill blocks; changed ones lie beside them (`identity_change`)
/// until they are an eighth of the feed, then their blocks are written again: a usual day changes few records
/// on many blocks.
class IdentityWriter {
public:
    IdentityWriter(Database& database, std::int64_t feed);
    /// Valid until the next call. Throws StoreError 65 when there is no such record.
    Identity& edit(std::uint32_t local_id);
    Identity& append(std::uint32_t local_id); ///< the next new record
    void flush();

private:
    static constexpr std::size_t most_changes = 200'000; ///< in memory: 20 MB
    struct Block {
        std::int64_t number = -1;
        std::uint32_t used = 0;
        std::array<Identity, 64> records;
    };
    bool load_change(std::int64_t rid, Identity& identity);
    void load_block(std::int64_t number, Block& block);
    void store_block(const Block& block);
    void store_last();
    std::vector<std::uint32_t> changed_in_order() const;
    void write_changes();
    void fold_changes();

    Database& database_;
    std::int64_t feed_;
    std::unordered_map<std::uint32_t, Identity> changed_;
    Block last_;                                 ///< the block that new records fill
    std::uint32_t first_new_ = KnownIndex::npos; ///< what is older may have changes beside its block
    Block looked_;                               ///< the block that was read last
    std::string bytes_;
    Statement select_block_, replace_block_, select_change_, replace_change_;
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
    Statement select_, select_changes_;
};

/// All records of a feed in the order of their numbers, until `visit` returns false.
void scan_identities(Database& database, std::int64_t feed,
                     const std::function<bool(const Identity&)>& visit);

} // namespace moisson
