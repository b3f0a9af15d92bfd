#include "core/store/packed/packed_map.hpp"

#include <algorithm>
#include <limits>

namespace moisson {

namespace {

constexpr std::uint64_t fold_at = 8; ///< changes are folded in when they are an eighth of the base
constexpr std::size_t fold_batch = 50'000;
constexpr std::int64_t least_key = std::numeric_limits<std::int64_t>::min();

} // namespace

PackedMap::PackedMap(Database& database, const std::string& name)
    : database_(database), name_(name), base_(database, name + "_base"),
      changes_(database, name + "_change") {
    Statement counts(database, "SELECT entries, changes FROM packed WHERE name = ?1");
    if (!counts.with(name).step()) return;
    base_entries_ = counts.bits(0);
    change_entries_ = counts.bits(1);
}

void PackedMap::find(std::span<const std::int64_t> keys,
                     const std::function<void(std::size_t, const std::string_view*)>& visit) {
    flush();
    base_.begin_find();
    changes_.begin_find();
    std::string_view kept;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::string_view* changed = change_entries_ > 0 ? changes_.find(keys[i]) : nullptr;
        if (!changed) {
            visit(i, base_.find(keys[i]));
            continue;
        }
        if (!is_gone(*changed)) kept = kept_value(*changed);
        visit(i, is_gone(*changed) ? nullptr : &kept);
    }
}

std::optional<std::string> PackedMap::find(std::int64_t key) {
    std::optional<std::string> found;
    find(std::span(&key, 1), [&](std::size_t, const std::string_view* value) {
        if (value) found = std::string(*value);
    });
    return found;
}

void PackedMap::walk(std::int64_t first, const std::function<bool(std::int64_t, std::string_view)>& visit) {
    flush();
    base_.begin(first);
    changes_.begin(first);
    bool in_base = base_.next(), in_changes = changes_.next(), goes_on = true;
    while (goes_on && (in_base || in_changes)) {
        if (!in_changes || (in_base && base_.key() < changes_.key())) {
            goes_on = visit(base_.key(), base_.value());
            in_base = base_.next();
            continue;
        }
        if (!is_gone(changes_.value())) goes_on = visit(changes_.key(), kept_value(changes_.value()));
        if (in_base && base_.key() == changes_.key()) in_base = base_.next();
        in_changes = changes_.next();
    }
    base_.end();
    changes_.end();
}

void PackedMap::put(std::int64_t key, std::string_view value) {
    std::string stored;
    stored.reserve(value.size() + 1);
    stored += '+'; // an empty text is an entry that has gone
    stored += value;
    pending_.push_back({key, true, std::move(stored)});
}

void PackedMap::flush() {
    if (pending_.empty()) return;
    const auto by_key = [](const PackedChange& a, const PackedChange& b) { return a.key < b.key; };
    if (!std::is_sorted(pending_.begin(), pending_.end(), by_key))
        std::stable_sort(pending_.begin(), pending_.end(), by_key);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < pending_.size(); ++i) {
        if (i + 1 < pending_.size() && pending_[i + 1].key == pending_[i].key) continue;
        if (kept != i) pending_[kept] = std::move(pending_[i]);
        ++kept;
    }
    pending_.resize(kept);
    change_entries_ += static_cast<std::uint64_t>(changes_.apply(pending_));
    pending_ = {};
    if (change_entries_ * fold_at > base_entries_) fold();
    save_counts();
}

void PackedMap::fold() {
    std::vector<PackedChange> batch;
    std::int64_t from = least_key;
    for (bool more = true; more;) {
        batch.clear();
        changes_.begin(from);
        while (batch.size() < fold_batch && (more = changes_.next())) {
            const std::string_view value = changes_.value();
            batch.push_back(
                {changes_.key(), !is_gone(value), is_gone(value) ? "" : std::string(kept_value(value))});
        }
        changes_.end();
        base_entries_ += static_cast<std::uint64_t>(base_.apply(batch));
        if (more && batch.back().key == std::numeric_limits<std::int64_t>::max()) break;
        if (more) from = batch.back().key + 1;
    }
    changes_.clear();
    change_entries_ = 0;
}

void PackedMap::save_counts() {
    Statement(database_, "INSERT OR REPLACE INTO packed VALUES (?1, ?2, ?3)")
        .with(name_, base_entries_, change_entries_)
        .run();
}

void PackedMap::rebuild(const std::function<bool(std::int64_t, std::string_view)>& keep,
                        const std::function<bool(Entry&)>& next) {
    flush();
    std::vector<Entry> kept;
    if (keep)
        walk(least_key, [&](std::int64_t key, std::string_view value) {
            if (keep(key, value)) kept.push_back({key, std::string(value)});
            return true;
        });
    base_.clear();
    changes_.clear();
    base_entries_ = change_entries_ = 0;
    Entry entry;
    auto old = kept.begin();
    while (next(entry)) {
        for (; old != kept.end() && old->key < entry.key; ++old, ++base_entries_)
            base_.append(old->key, old->value);
        if (old != kept.end() && old->key == entry.key) ++old;
        base_.append(entry.key, entry.value);
        ++base_entries_;
    }
    for (; old != kept.end(); ++old, ++base_entries_) base_.append(old->key, old->value);
    base_.finish_append();
    save_counts();
}

} // namespace moisson
