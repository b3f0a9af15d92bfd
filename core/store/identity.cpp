#include "core/store/identity.hpp"

#include "core/store/store.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace moisson {

namespace {

/// Layout of one stored record, version 1. Files are read on the kind of machine that wrote them.
struct Stored {
    std::uint64_t key, raw_low, raw_high, fingerprint, presence;
    std::int64_t seq;
    std::uint32_t date_hash, date_rank;
    std::uint16_t kind;
    std::uint8_t misses, flags;
};
constexpr std::size_t stored_bytes = 60;
static_assert(offsetof(Stored, flags) + 1 == stored_bytes && std::endian::native == std::endian::little);
constexpr std::uint8_t flag_active = 1, flag_rejected = 2;
constexpr int block_bits = 6;
constexpr std::uint32_t block_mask = (1u << block_bits) - 1;

std::int64_t block_number(std::int64_t rid) { return rid >> block_bits; }

void decode(std::string_view bytes, std::uint32_t first_local, Identity* out) {
    for (; bytes.size() >= stored_bytes; bytes.remove_prefix(stored_bytes), ++first_local, ++out) {
        Stored s;
        std::memcpy(&s, bytes.data(), stored_bytes);
        out->known = {s.key,
                      {s.raw_low, s.raw_high},
                      s.fingerprint,
                      s.presence,
                      s.date_hash,
                      s.date_rank,
                      first_local,
                      s.kind,
                      s.misses,
                      (s.flags & flag_active) != 0,
                      (s.flags & flag_rejected) != 0};
        out->seq = s.seq;
    }
}

void encode(const Identity* records, std::uint32_t count, std::string& bytes) {
    bytes.resize(count * stored_bytes);
    for (std::uint32_t i = 0; i < count; ++i) {
        const KnownRecord& known = records[i].known;
        const auto flags = static_cast<std::uint8_t>((known.active ? flag_active : 0) |
                                                     (known.rejected ? flag_rejected : 0));
        const Stored s{known.key,      known.raw.low,   known.raw.high,  known.fingerprint, known.presence,
                       records[i].seq, known.date_hash, known.date_rank, known.kind,        known.misses,
                       flags};
        std::memcpy(bytes.data() + i * stored_bytes, &s, stored_bytes);
    }
}

} // namespace

IdentityBlocks::IdentityBlocks(Database& database, std::int64_t feed)
    : feed_(feed), select_(database, "SELECT records FROM identity WHERE block = ?1"),
      replace_(database, "INSERT OR REPLACE INTO identity VALUES (?1, ?2)") {}

Identity& IdentityBlocks::edit(std::uint32_t local_id) {
    Block& block = block_of(local_id);
    if ((local_id & block_mask) >= block.used)
        throw StoreError(65, "the store has no record " + std::to_string(local_id) + " of feed number " +
                                 std::to_string(feed_) + "; run `moisson verify` and restore a backup");
    return block.records[local_id & block_mask];
}

Identity& IdentityBlocks::append(std::uint32_t local_id) {
    Block& block = block_of(local_id);
    block.used = (local_id & block_mask) + 1;
    return block.records[local_id & block_mask];
}

IdentityBlocks::Block& IdentityBlocks::block_of(std::uint32_t local_id) {
    const std::int64_t number = block_number(record_rid(feed_, local_id));
    if (number == current_number_) return *current_;
    if (blocks_.size() >= most_blocks && !blocks_.contains(number)) flush();
    auto [at, fresh] = blocks_.try_emplace(number);
    if (fresh && select_.with(number).step()) {
        const std::string_view bytes = select_.text(0);
        at->second.used = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size() / stored_bytes, 64));
        decode(bytes.substr(0, at->second.used * stored_bytes), local_id & ~block_mask,
               at->second.records.data());
    }
    select_.reset();
    current_number_ = number;
    current_ = &at->second;
    return *current_;
}

void IdentityBlocks::flush() {
    std::vector<std::int64_t> numbers;
    for (const auto& [number, block] : blocks_) numbers.push_back(number);
    std::sort(numbers.begin(), numbers.end());
    std::string bytes;
    for (const std::int64_t number : numbers) {
        const Block& block = blocks_.at(number);
        encode(block.records.data(), block.used, bytes);
        replace_.with(number, nullptr);
        replace_.bind_blob(2, bytes);
        replace_.run();
    }
    blocks_.clear();
    current_number_ = -1;
    current_ = nullptr;
}

IdentityReader::IdentityReader(Database& database)
    : select_(database, "SELECT records FROM identity WHERE block = ?1") {}

const Identity* IdentityReader::find(std::int64_t rid) {
    if (block_number(rid) != number_) {
        number_ = block_number(rid);
        used_ = 0;
        if (select_.with(number_).step()) {
            const std::string_view bytes = select_.text(0);
            used_ = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size() / stored_bytes, 64));
            decode(bytes.substr(0, used_ * stored_bytes), local_of_rid(rid) & ~block_mask, records_.data());
        }
        select_.reset();
    }
    const std::uint32_t place = static_cast<std::uint32_t>(rid) & block_mask;
    return place < used_ ? &records_[place] : nullptr;
}

void scan_identities(Database& database, std::int64_t feed,
                     const std::function<bool(const Identity&)>& visit) {
    Statement blocks(database,
                     "SELECT block, records FROM identity WHERE block >= ?1 AND block < ?2 ORDER BY block");
    blocks.with(block_number(record_rid(feed, 0)), block_number(record_rid(feed + 1, 0)));
    std::array<Identity, 64> records;
    while (blocks.step()) {
        const std::string_view bytes = blocks.text(1);
        const std::size_t used = std::min<std::size_t>(bytes.size() / stored_bytes, records.size());
        decode(bytes.substr(0, used * stored_bytes), local_of_rid(blocks.integer(0) << block_bits),
               records.data());
        for (std::size_t i = 0; i < used; ++i)
            if (!visit(records[i])) return;
    }
}

} // namespace moisson
