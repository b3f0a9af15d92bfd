#include "core/change/known_index.hpp"

#include <algorithm>

namespace moisson {

namespace {

bool has_room(std::size_t records, std::size_t buckets) { return records * 3 <= buckets * 2; }

} // namespace

std::uint64_t record_key(std::uint16_t kind, std::string_view source_id) {
    return digest64(source_id, std::uint64_t{kind} + 1);
}

void KnownIndex::reserve(std::size_t records) {
    records_.reserve(records);
    std::size_t buckets = 16;
    while (!has_room(records, buckets)) buckets *= 2;
    if (buckets > table_.size()) rehash(buckets);
}

void KnownIndex::add(const KnownRecord& record) {
    if (!has_room(records_.size() + 1, table_.size())) rehash(std::max<std::size_t>(16, table_.size() * 2));
    records_.push_back(record);
    place(record.key, static_cast<std::uint32_t>(records_.size() - 1));
}

std::uint32_t KnownIndex::find(std::uint64_t key) const {
    if (next_ < records_.size() && records_[next_].key == key) return next_++;
    if (table_.empty()) return npos;
    const std::size_t mask = table_.size() - 1;
    for (std::size_t bucket = key & mask; table_[bucket] != npos; bucket = (bucket + 1) & mask)
        if (records_[table_[bucket]].key == key) {
            next_ = table_[bucket] + 1;
            return table_[bucket];
        }
    return npos;
}

std::uint64_t KnownIndex::active() const {
    return static_cast<std::uint64_t>(std::count_if(records_.begin(), records_.end(),
                                                    [](const KnownRecord& record) { return record.active; }));
}

void KnownIndex::rehash(std::size_t buckets) {
    table_.assign(buckets, npos);
    for (std::uint32_t i = 0; i < records_.size(); ++i) place(records_[i].key, i);
}

void KnownIndex::place(std::uint64_t key, std::uint32_t position) {
    const std::size_t mask = table_.size() - 1;
    std::size_t bucket = key & mask;
    while (table_[bucket] != npos) bucket = (bucket + 1) & mask;
    table_[bucket] = position;
}

} // namespace moisson
