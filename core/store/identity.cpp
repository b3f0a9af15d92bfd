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

/// `known.local_id` is the caller's.
void decode_one(const char* bytes, Identity& out) {
    Stored s;
    std::memcpy(&s, bytes, stored_bytes);
    const std::uint32_t local = out.known.local_id;
    out.known = {s.key,
                 {s.raw_low, s.raw_high},
                 s.fingerprint,
                 s.presence,
                 s.date_hash,
                 s.date_rank,
                 local,
                 s.kind,
                 s.misses,
                 (s.flags & flag_active) != 0,
                 (s.flags & flag_rejected) != 0};
    out.seq = s.seq;
}

/// Returns how many records the block has, at most 64.
std::uint32_t decode(std::string_view bytes, std::uint32_t first_local, Identity* out) {
    const auto used = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size() / stored_bytes, 64));
    for (std::uint32_t i = 0; i < used; ++i) {
        out[i].known.local_id = first_local + i;
        decode_one(bytes.data() + i * stored_bytes, out[i]);
    }
    return used;
}

void append_encoded(const Identity& identity, std::string& bytes) {
    const KnownRecord& known = identity.known;
    const auto flags =
        static_cast<std::uint8_t>((known.active ? flag_active : 0) | (known.rejected ? flag_rejected : 0));
    const Stored s{known.key,    known.raw.low,   known.raw.high,  known.fingerprint, known.presence,
                   identity.seq, known.date_hash, known.date_rank, known.kind,        known.misses,
                   flags};
    bytes.append(reinterpret_cast<const char*>(&s), stored_bytes);
}

/// Changes of one block, or of many, in the order of their rids.
constexpr const char* changes_between =
    "SELECT rid, record FROM identity_change WHERE rid >= ?1 AND rid < ?2 ORDER BY rid";

void overlay(const Statement& change, std::uint32_t used, Identity* records) {
    const auto place = static_cast<std::uint32_t>(change.integer(0)) & block_mask;
    const std::string_view bytes = change.text(1);
    if (place < used && bytes.size() == stored_bytes) decode_one(bytes.data(), records[place]);
}

} // namespace

IdentityWriter::IdentityWriter(Database& database, std::int64_t feed)
    : database_(database), feed_(feed),
      select_block_(database, "SELECT records FROM identity WHERE block = ?1"),
      replace_block_(database, "INSERT OR REPLACE INTO identity VALUES (?1, ?2)"),
      select_change_(database, "SELECT record FROM identity_change WHERE rid = ?1"),
      replace_change_(database, "INSERT OR REPLACE INTO identity_change VALUES (?1, ?2)") {}

Identity& IdentityWriter::edit(std::uint32_t local_id) {
    const std::int64_t rid = record_rid(feed_, local_id), number = block_number(rid);
    const std::uint32_t place = local_id & block_mask;
    if (local_id >= first_new_ && number == last_.number && place < last_.used) return last_.records[place];
    if (const auto known = changed_.find(local_id); known != changed_.end()) return known->second;
    if (changed_.size() >= most_changes) fold_changes();
    Identity identity;
    identity.known.local_id = local_id;
    if (!load_change(rid, identity)) {
        if (number != looked_.number) load_block(number, looked_);
        if (place >= looked_.used)
            throw StoreError(65, "the store has no record " + std::to_string(local_id) + " of feed number " +
                                     std::to_string(feed_) + "; run `moisson verify` and restore a backup");
        identity = looked_.records[place];
    }
    return changed_.emplace(local_id, identity).first->second;
}

Identity& IdentityWriter::append(std::uint32_t local_id) {
    const std::int64_t number = block_number(record_rid(feed_, local_id));
    first_new_ = std::min(first_new_, local_id);
    if (number != last_.number) {
        store_last();
        load_block(number, last_);
    }
    last_.used = (local_id & block_mask) + 1;
    return last_.records[local_id & block_mask];
}

bool IdentityWriter::load_change(std::int64_t rid, Identity& identity) {
    const bool there = select_change_.with(rid).step() && select_change_.text(0).size() == stored_bytes;
    if (there) decode_one(select_change_.text(0).data(), identity);
    select_change_.reset();
    return there;
}

void IdentityWriter::load_block(std::int64_t number, Block& block) {
    block.number = number;
    block.used = 0;
    if (select_block_.with(number).step())
        block.used = decode(select_block_.text(0), local_of_rid(number << block_bits), block.records.data());
    select_block_.reset();
}

void IdentityWriter::store_block(const Block& block) {
    bytes_.clear();
    for (std::uint32_t i = 0; i < block.used; ++i) append_encoded(block.records[i], bytes_);
    replace_block_.with(block.number, nullptr);
    replace_block_.bind_blob(2, bytes_);
    replace_block_.run();
    if (looked_.number == block.number) looked_.number = -1;
}

void IdentityWriter::store_last() {
    if (last_.used > 0) store_block(last_);
    last_.number = -1;
    last_.used = 0;
}

void IdentityWriter::flush() {
    store_last();
    if (changed_.empty()) return;
    // Blocks of a feed have no gap: the number of the last one counts them, without a walk over their pages.
    Statement counts(database_, "SELECT (SELECT count(*) FROM identity_change WHERE rid >= ?1 AND rid < ?2), "
                                "(SELECT block FROM identity WHERE block < ?3 ORDER BY block DESC LIMIT 1)");
    const std::int64_t first = record_rid(feed_, 0), end = record_rid(feed_ + 1, 0);
    counts.with(first, end, block_number(end)).step();
    const auto beside = static_cast<std::uint64_t>(counts.integer(0)) + changed_.size();
    const auto records = static_cast<std::uint64_t>(counts.integer(1) + 1 - block_number(first))
                         << block_bits;
    if (beside * 8 > records)
        fold_changes();
    else
        write_changes();
}

std::vector<std::uint32_t> IdentityWriter::changed_in_order() const {
    std::vector<std::uint32_t> locals;
    locals.reserve(changed_.size());
    for (const auto& [local, identity] : changed_) locals.push_back(local);
    std::sort(locals.begin(), locals.end());
    return locals;
}

void IdentityWriter::write_changes() {
    for (const std::uint32_t local : changed_in_order()) {
        bytes_.clear();
        append_encoded(changed_.at(local), bytes_);
        replace_change_.with(record_rid(feed_, local), nullptr);
        replace_change_.bind_blob(2, bytes_);
        replace_change_.run();
    }
    changed_.clear();
}

/// Everything that lies beside the blocks, from earlier runs and from this one, goes into them.
void IdentityWriter::fold_changes() {
    store_last();
    const std::int64_t first = record_rid(feed_, 0), end = record_rid(feed_ + 1, 0);
    Statement earlier(database_, changes_between);
    for (earlier.with(first, end); earlier.step();) {
        Identity identity;
        identity.known.local_id = local_of_rid(earlier.integer(0));
        if (earlier.text(1).size() == stored_bytes) decode_one(earlier.text(1).data(), identity);
        changed_.emplace(identity.known.local_id, identity); // what this run says stays
    }
    earlier.reset();
    Block block;
    for (const std::uint32_t local : changed_in_order()) {
        const std::int64_t number = block_number(record_rid(feed_, local));
        if (number != block.number) {
            if (block.used > 0) store_block(block);
            load_block(number, block);
        }
        if ((local & block_mask) < block.used) block.records[local & block_mask] = changed_.at(local);
    }
    if (block.used > 0) store_block(block);
    Statement(database_, "DELETE FROM identity_change WHERE rid >= ?1 AND rid < ?2").with(first, end).run();
    changed_.clear();
}

IdentityReader::IdentityReader(Database& database)
    : select_(database, "SELECT records FROM identity WHERE block = ?1"),
      select_changes_(database, changes_between) {}

const Identity* IdentityReader::find(std::int64_t rid) {
    if (block_number(rid) != number_) {
        number_ = block_number(rid);
        used_ = 0;
        if (select_.with(number_).step())
            used_ = decode(select_.text(0), local_of_rid(rid) & ~block_mask, records_.data());
        select_.reset();
        select_changes_.with(number_ << block_bits, (number_ + 1) << block_bits);
        while (select_changes_.step()) overlay(select_changes_, used_, records_.data());
        select_changes_.reset();
    }
    const std::uint32_t place = static_cast<std::uint32_t>(rid) & block_mask;
    return place < used_ ? &records_[place] : nullptr;
}

void scan_identities(Database& database, std::int64_t feed,
                     const std::function<bool(const Identity&)>& visit) {
    const std::int64_t first = record_rid(feed, 0), end = record_rid(feed + 1, 0);
    Statement blocks(database,
                     "SELECT block, records FROM identity WHERE block >= ?1 AND block < ?2 ORDER BY block");
    Statement changes(database, changes_between);
    bool changed = changes.with(first, end).step();
    std::array<Identity, 64> records;
    for (blocks.with(block_number(first), block_number(end)); blocks.step();) {
        const std::int64_t number = blocks.integer(0);
        const std::uint32_t used = decode(blocks.text(1), local_of_rid(number << block_bits), records.data());
        for (; changed && block_number(changes.integer(0)) <= number; changed = changes.step())
            if (block_number(changes.integer(0)) == number) overlay(changes, used, records.data());
        for (std::size_t i = 0; i < used; ++i)
            if (!visit(records[i])) return;
    }
}

} // namespace moisson
