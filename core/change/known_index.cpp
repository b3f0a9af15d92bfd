#include "core/change/known_index.hpp"

#include <algorithm>

namespace moisson {

namespace {

bool has_room(std::size_t records, std::size_t buckets) { return records * 3 <= buckets * 2; }

} // namespace

std::uint64_t record_key(std::uint16_t kind, std::string_view source_id) {
    return digest64(source_id, std::uint64_t{kind} + 1);
}

void KnownIndex::reserve(std::size_t records) { records_.reserve(records); }

void KnownIndex::add(const KnownRecord& record) { records_.push_back(record); }

std::uint32_t KnownIndex::find(std::uint64_t key) const {
    if (next_ < records_.size() && records_[next_].key == key) return next_++;
    const std::uint32_t position = look_up(key);
    if (position != npos) next_ = position + 1;
    return position;
}

std::uint32_t KnownIndex::look_up(std::uint64_t key) const {
    if (placed_ < records_.size()) make_table();
    if (table_.empty()) return npos;
    const std::size_t mask = table_.size() - 1;
    for (std::size_t bucket = key & mask; table_[bucket] != npos; bucket = (bucket + 1) & mask)
        if (records_[table_[bucket]].key == key) return table_[bucket];
    return npos;
}

std::uint64_t KnownIndex::active() const {
    return static_cast<std::uint64_t>(std::count_if(records_.begin(), records_.end(),
                                                    [](const KnownRecord& record) { return record.active; }));
}

/// Of all records, or of those that were added since.
void KnownIndex::make_table() const {
    std::size_t buckets = std::max<std::size_t>(16, table_.size());
    while (!has_room(records_.size(), buckets)) buckets *= 2;
    if (buckets > table_.size()) {
        table_.assign(buckets, npos);
        placed_ = 0;
    }
    for (; placed_ < records_.size(); ++placed_)
        place(records_[placed_].key, static_cast<std::uint32_t>(placed_));
}

void KnownIndex::place(std::uint64_t key, std::uint32_t position) const {
    const std::size_t mask = table_.size() - 1;
    std::size_t bucket = key & mask;
    while (table_[bucket] != npos) bucket = (bucket + 1) & mask;
    table_[bucket] = position;
}

} // namespace moisson
