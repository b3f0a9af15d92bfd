#include "core/store/linking/link_pairs.hpp"

#include "core/linkage/row_keys.hpp"
#include "core/linkage/weigh.hpp"
#include "core/store/crash_point.hpp"
#include "core/store/store.hpp"
#include "core/threads/run_tasks.hpp"

#include <algorithm>
#include <future>
#include <iterator>

namespace moisson {

namespace {

constexpr std::size_t subjects_at_once = 16'384; ///< bounds memory: their records and their pairs
constexpr std::size_t rows_at_once = 8192;       ///< records that are only looked up
constexpr std::size_t pairs_per_task = 2048;     ///< weighed by one thread at a time

using packed::Rid;

/// A record gains or loses a key.
struct KeyChange {
    std::int64_t key = 0; ///< in the map
    Rid rid = 0;
    bool gained = false;
    std::uint16_t limit = 0;
    bool counts = false;
};

bool by_key(const LinkKey& a, const LinkKey& b) { return a.key < b.key; }

/// As link_keys(), of a row of a table that has been weighed.
void keys_of_row(const LinkTable& table, std::size_t row, std::vector<LinkKey>& keys) {
    keys.clear();
    row_keys({table, table.row(row)}, keys);
    std::sort(keys.begin(), keys.end(), by_key);
    const auto same = [](const LinkKey& a, const LinkKey& b) { return a.key == b.key; };
    keys.erase(std::unique(keys.begin(), keys.end(), same), keys.end());
}

/// Keys that only one of the two has.
void add_difference(const LinkKind& kind, Rid rid, const std::vector<LinkKey>& before,
                    const std::vector<LinkKey>& after, std::vector<KeyChange>& result) {
    std::vector<LinkKey> only;
    for (const bool gained : {false, true}) {
        const auto& from = gained ? after : before;
        const auto& without = gained ? before : after;
        only.clear();
        std::set_difference(from.begin(), from.end(), without.begin(), without.end(),
                            std::back_inserter(only), by_key);
        for (const LinkKey& key : only)
            result.push_back({packed::key_in_map(key.key, kind.slot), rid, gained, key.limit,
                              key.counts != Frequent::none});
    }
}

/// Weighed rows of packed records, in their order.
LinkTable rows_of(const LinkKind& kind, const WordWeights& weights, const std::vector<std::string>& packed,
                  unsigned workers) {
    LinkTable table(kind.profile);
    table.reserve(packed.size());
    add_rows(table, packed.size(), workers,
             [&](std::size_t i, LinkTable& part) { part.add(unpack_link_record(packed[i])); });
    table.weigh(weights);
    return table;
}

std::vector<KeyChange> key_changes(const LinkKind& kind, const WordWeights& weights,
                                   const std::vector<LinkChange>& changes, unsigned workers) {
    std::vector<KeyChange> result;
    std::vector<LinkKey> before, after;
    std::vector<std::string> bytes;
    for (std::size_t done = 0; done < changes.size(); done += rows_at_once) {
        const auto part = std::span(changes).subspan(done, std::min(rows_at_once, changes.size() - done));
        bytes.clear();
        for (const LinkChange& change : part)
            for (const std::string* packed : {&change.before, &change.after})
                if (!packed->empty()) bytes.push_back(*packed);
        const LinkTable table = rows_of(kind, weights, bytes, workers);
        std::size_t row = 0;
        for (const LinkChange& change : part) {
            before.clear();
            after.clear();
            if (!change.before.empty()) keys_of_row(table, row++, before);
            if (!change.after.empty()) keys_of_row(table, row++, after);
            add_difference(kind, change.rid, before, after, result);
        }
    }
    std::sort(result.begin(), result.end(), [](const KeyChange& a, const KeyChange& b) {
        return a.key != b.key ? a.key < b.key : a.rid < b.rid;
    });
    return result;
}

/// Whether pairs that share the key weigh something else, or meet (no more), because its number changed.
bool crosses(const KeyChange& key, std::size_t before, std::size_t after) {
    const bool limit = key.limit > 0 && (before <= key.limit) != (after <= key.limit);
    return limit || (key.counts && frequency_step(before) != frequency_step(after));
}

void unique_sorted(std::vector<Rid>& rids) {
    std::sort(rids.begin(), rids.end());
    rids.erase(std::unique(rids.begin(), rids.end()), rids.end());
}

} // namespace

/// A record that is looked at; its row in the batch's table has its number.
struct PairFinder::Subject {
    Rid rid = 0;
    std::vector<LinkKey> keys;          ///< by key
    std::vector<std::uint64_t> records; ///< that have each key
    bool frequent = false;              ///< one of its values occurs often enough to count
};

struct PairFinder::Batch {
    explicit Batch(const LinkProfile& profile) : table(profile) {}
    LinkTable table;
    std::vector<Subject> subjects; ///< by rid
    struct KeyUse {
        std::int64_t key = 0;
        std::uint32_t subject = 0, place = 0;
        std::uint16_t limit = 0;
    };
    std::vector<KeyUse> uses;
    std::vector<PairOf> pairs;
};

PairFinder::PairFinder(const LinkKind& kind, LinkTables& tables, LinkSummary& summary,
                       const LinkContext& context)
    : kind_(kind), weights_(kind.model), tables_(tables), summary_(summary), progress_(context.progress),
      workers_(context.workers) {}

std::vector<EdgeChange> PairFinder::update(const std::vector<LinkChange>& changes) {
    for (const LinkChange& change : changes)
        if (change.after.empty())
            tables_.records.erase(change.rid);
        else
            tables_.records.put(change.rid, packed::record_value(kind_.slot, change.after));
    tables_.records.flush();
    crash_point("link.records");
    std::vector<Rid> subjects = update_keys(changes), settled;
    for (const LinkChange& change : changes) {
        settled.push_back(change.rid);
        if (!change.after.empty()) subjects.push_back(change.rid);
    }
    unique_sorted(subjects);
    crash_point("link.keys");
    weigh_again(subjects);
    settled.insert(settled.end(), subjects.begin(), subjects.end());
    unique_sorted(settled);
    settle_edges(settled);
    write_edges();
    crash_point("link.edges");
    return std::move(changed_);
}

/// Returns unchanged records too, that share a key whose number crossed a step or its limit.
std::vector<Rid> PairFinder::update_keys(const std::vector<LinkChange>& changes) {
    const std::vector<KeyChange> keys = key_changes(kind_, weights_, changes, workers_);
    std::vector<std::int64_t> wanted;
    for (const KeyChange& one : keys)
        if (wanted.empty() || wanted.back() != one.key) wanted.push_back(one.key);
    struct Put {
        std::int64_t key;
        std::string value;
    };
    std::vector<Put> puts;
    puts.reserve(wanted.size());
    std::vector<Rid> touched, before, after;
    auto next = keys.begin();
    tables_.keys.find(wanted, [&](std::size_t i, const std::string_view* value) {
        before.clear();
        after.clear();
        if (value) packed::read_rids(*value, before);
        const KeyChange& first = *next;
        auto old = before.begin();
        for (; next != keys.end() && next->key == wanted[i]; ++next) {
            for (; old != before.end() && *old < next->rid; ++old) after.push_back(*old);
            if (old != before.end() && *old == next->rid) ++old;
            if (next->gained) after.push_back(next->rid);
        }
        after.insert(after.end(), old, before.end());
        if (crosses(first, before.size(), after.size()))
            touched.insert(touched.end(), after.begin(), after.end());
        puts.push_back({wanted[i], after.empty() ? std::string() : packed::rids_value(kind_.slot, after)});
    });
    for (Put& put : puts)
        if (put.value.empty())
            tables_.keys.erase(put.key);
        else
            tables_.keys.put(put.key, put.value);
    puts = {};
    tables_.keys.flush();
    return touched;
}

void PairFinder::weigh_again(std::span<const Rid> rids) {
    summary_.looked_at += rids.size();
    for (std::size_t done = 0; done < rids.size(); done += subjects_at_once) {
        if (progress_) progress_(done, rids.size());
        Batch batch(kind_.profile);
        load_subjects(rids.subspan(done, std::min(subjects_at_once, rids.size() - done)), batch);
        load_keys(batch);
        collect_pairs(batch, rids);
        weigh(batch);
    }
    if (progress_) progress_(rids.size(), rids.size());
}

void PairFinder::load_subjects(std::span<const Rid> rids, Batch& batch) {
    batch.subjects.reserve(rids.size());
    std::vector<std::string> bytes;
    tables_.records.find(rids, [&](std::size_t i, const std::string_view* value) {
        if (!value) return;
        bytes.emplace_back(packed::record_bytes(*value));
        batch.subjects.push_back({rids[i], {}, {}, false});
    });
    batch.table = rows_of(kind_, weights_, bytes, workers_);
    for (std::uint32_t number = 0; number < batch.subjects.size(); ++number) {
        Subject& subject = batch.subjects[number];
        keys_of_row(batch.table, number, subject.keys);
        subject.records.resize(subject.keys.size());
        for (std::uint32_t place = 0; place < subject.keys.size(); ++place)
            batch.uses.push_back({packed::key_in_map(subject.keys[place].key, kind_.slot), number, place,
                                  subject.keys[place].limit});
    }
    std::sort(batch.uses.begin(), batch.uses.end(), [](const Batch::KeyUse& a, const Batch::KeyUse& b) {
        return a.key != b.key ? a.key < b.key : a.subject < b.subject;
    });
}

/// How many records have each key; those that share one that is no hub become pairs.
void PairFinder::load_keys(Batch& batch) {
    std::vector<std::int64_t> wanted;
    for (const Batch::KeyUse& use : batch.uses)
        if (wanted.empty() || wanted.back() != use.key) wanted.push_back(use.key);
    auto use = batch.uses.begin();
    std::vector<Rid> rids;
    tables_.keys.find(wanted, [&](std::size_t i, const std::string_view* value) {
        const std::uint64_t count = value ? packed::count_rids(*value) : 0;
        const bool meets = use->limit > 0 && count <= use->limit && count > 1;
        if (meets) packed::read_rids(*value, rids);
        for (; use != batch.uses.end() && use->key == wanted[i]; ++use) {
            Subject& subject = batch.subjects[use->subject];
            subject.records[use->place] = count;
            const bool counts = subject.keys[use->place].counts != Frequent::none;
            subject.frequent = subject.frequent || (counts && frequency_step(count) > 0);
            if (!meets) continue;
            const unsigned reason = kind_.model.crowding.reason(subject.keys[use->place].key);
            for (const Rid other : rids)
                if (other != subject.rid) batch.pairs.push_back({other, use->subject, reason});
        }
    });
}

/// Each pair once that shares reason enough: of two records that are both looked at, the smaller one weighs.
void PairFinder::collect_pairs(Batch& batch, std::span<const Rid> subjects_all) {
    std::sort(batch.pairs.begin(), batch.pairs.end());
    auto at = subjects_all.begin();
    auto kept = batch.pairs.begin();
    for (auto pair = batch.pairs.cbegin(), end = pair; pair != batch.pairs.cend(); pair = end) {
        unsigned reasons = 0;
        for (; end != batch.pairs.cend() && end->other == pair->other && end->subject == pair->subject; ++end)
            reasons += end->reason;
        while (at != subjects_all.end() && *at < pair->other) ++at;
        const bool both = at != subjects_all.end() && *at == pair->other;
        if (reasons < KeyCrowding::enough || (both && pair->other < batch.subjects[pair->subject].rid))
            continue;
        *kept++ = *pair;
    }
    batch.pairs.erase(kept, batch.pairs.end());
}

/// The others are read in the order of the store, so many at a time, each once; those before them are weighed
/// meanwhile.
void PairFinder::weigh(Batch& batch) {
    std::future<void> weighing;
    auto pair = batch.pairs.begin();
    while (pair != batch.pairs.end()) {
        std::vector<Rid> wanted;
        auto end = pair;
        for (; end != batch.pairs.end(); ++end) {
            if (!wanted.empty() && wanted.back() == end->other) continue;
            if (wanted.size() == rows_at_once) break;
            wanted.push_back(end->other);
        }
        std::vector<std::string> bytes = record_bytes_of(wanted);
        if (weighing.valid()) weighing.get();
        weighing = std::async(std::launch::async, [this, &batch, pair, end, bytes = std::move(bytes)] {
            weigh_with(batch, {pair, end}, rows_of(kind_, weights_, bytes, workers_));
        });
        pair = end;
    }
    if (weighing.valid()) weighing.get();
}

std::vector<std::string> PairFinder::record_bytes_of(const std::vector<std::int64_t>& rids) {
    std::vector<std::string> bytes(rids.size());
    tables_.records.find(rids, [&](std::size_t i, const std::string_view* value) {
        if (!value)
            throw StoreError(65, "a key of linking leads to record " + std::to_string(rids[i]) +
                                     ", which is not linked; run `moisson link --full`");
        bytes[i] = packed::record_bytes(*value);
    });
    return bytes;
}

/// `pairs` by the other one, whose rows stand in `others` in that order. The store is not touched: the slices
/// are weighed beside each other, and their results put together in order.
void PairFinder::weigh_with(const Batch& batch, std::span<const PairOf> pairs, const LinkTable& others) {
    std::vector<std::uint32_t> rows(pairs.size(), 0);
    for (std::size_t i = 1; i < pairs.size(); ++i)
        rows[i] = rows[i - 1] + (pairs[i].other != pairs[i - 1].other ? 1 : 0);
    std::vector<std::vector<EdgeChange>> found((pairs.size() + pairs_per_task - 1) / pairs_per_task);
    run_tasks(found.size(), workers_, [&](std::size_t task) {
        const std::size_t begin = task * pairs_per_task, end = std::min(pairs.size(), begin + pairs_per_task);
        PairWeigher weigher(kind_.model, kind_.thresholds);
        std::vector<LinkKey> keys;
        std::int64_t with_keys = -1;
        for (std::size_t i = begin; i < end; ++i) {
            const Subject& subject = batch.subjects[pairs[i].subject];
            const auto shared = [&]() -> SharedFrequency {
                if (!subject.frequent) return {};
                if (with_keys != rows[i]) keys_of_row(others, rows[i], keys);
                with_keys = rows[i];
                return shared_frequency(subject.keys, subject.records, keys);
            };
            const Rid other = pairs[i].other;
            const auto weighed = weigher.weigh({batch.table, batch.table.row(pairs[i].subject)},
                                               {others, others.row(rows[i])}, shared);
            if (!weighed) continue;
            found[task].push_back({subject.rid, true, {other, weighed->levels, weighed->weight}});
            found[task].push_back({other, true, {subject.rid, weighed->levels, weighed->weight}});
        }
    });
    summary_.pairs += pairs.size();
    for (const auto& part : found) found_.insert(found_.end(), part.begin(), part.end());
}

/// What differs from the edges stored, for records that were looked at or have gone.
void PairFinder::settle_edges(std::span<const Rid> rids) {
    const auto by_rid = [](const EdgeChange& a, const EdgeChange& b) {
        return a.rid != b.rid ? a.rid < b.rid : a.edge.other < b.edge.other;
    };
    std::sort(found_.begin(), found_.end(), by_rid);
    const auto is_settled = [&](Rid rid) { return std::binary_search(rids.begin(), rids.end(), rid); };
    const auto change = [&](Rid rid, bool kept, const packed::Edge& edge) {
        changed_.push_back({rid, kept, edge});
        ++summary_.edges;
        if (is_settled(edge.other)) return; // it says so itself
        packed::Edge back = edge;
        back.other = rid;
        changed_.push_back({edge.other, kept, back});
    };
    std::vector<packed::Edge> before;
    auto now = found_.begin();
    tables_.edges.find(rids, [&](std::size_t i, const std::string_view* value) {
        before.clear();
        if (value) packed::read_edges(*value, before);
        while (now != found_.end() && now->rid < rids[i]) ++now;
        auto old = before.begin();
        while (old != before.end() || (now != found_.end() && now->rid == rids[i])) {
            const bool has_now = now != found_.end() && now->rid == rids[i];
            if (!has_now || (old != before.end() && old->other < now->edge.other)) {
                change(rids[i], false, *old++);
                continue;
            }
            const bool known = old != before.end() && old->other == now->edge.other;
            if (!known || !(*old == now->edge)) change(rids[i], true, now->edge);
            if (known) ++old;
            ++now;
        }
    });
    found_ = {};
    std::sort(changed_.begin(), changed_.end(), by_rid);
}

void PairFinder::write_edges() {
    std::vector<Rid> rids;
    for (const EdgeChange& change : changed_)
        if (rids.empty() || rids.back() != change.rid) rids.push_back(change.rid);
    std::vector<packed::Edge> before, after;
    std::vector<std::pair<Rid, std::string>> puts;
    auto next = changed_.begin();
    tables_.edges.find(rids, [&](std::size_t i, const std::string_view* value) {
        before.clear();
        after.clear();
        if (value) packed::read_edges(*value, before);
        auto old = before.begin();
        for (; next != changed_.end() && next->rid == rids[i]; ++next) {
            for (; old != before.end() && old->other < next->edge.other; ++old) after.push_back(*old);
            if (old != before.end() && old->other == next->edge.other) ++old;
            if (next->kept) after.push_back(next->edge);
        }
        after.insert(after.end(), old, before.end());
        puts.emplace_back(rids[i], after.empty() ? std::string() : packed::edges_value(kind_.slot, after));
    });
    for (const auto& [rid, value] : puts)
        if (value.empty())
            tables_.edges.erase(rid);
        else
            tables_.edges.put(rid, value);
    puts = {};
    tables_.edges.flush();
}

} // namespace moisson
