#include "core/store/link_pairs.hpp"

#include "core/linkage/compare.hpp"
#include "core/store/crash_point.hpp"

#include <algorithm>
#include <iterator>

namespace moisson {

namespace {

constexpr std::size_t subjects_at_once = 16'384; ///< bounds memory: their records and their pairs

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

void keys_of(const LinkModel& model, const std::string& packed, std::vector<LinkKey>& keys) {
    keys.clear();
    if (!packed.empty()) link_keys(model, unpack_link_record(packed), keys);
}

std::vector<KeyChange> key_changes(const LinkKind& kind, const std::vector<LinkChange>& changes) {
    std::vector<KeyChange> result;
    std::vector<LinkKey> before, after, only;
    for (const LinkChange& change : changes) {
        keys_of(kind.model, change.before, before);
        keys_of(kind.model, change.after, after);
        for (const bool gained : {false, true}) {
            const auto& from = gained ? after : before;
            const auto& without = gained ? before : after;
            only.clear();
            std::set_difference(from.begin(), from.end(), without.begin(), without.end(), std::back_inserter(only),
                                by_key);
            for (const LinkKey& key : only)
                result.push_back({packed::key_in_map(key.key, kind.slot), change.rid, gained, key.limit,
                                  key.counts != Frequent::none});
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

/// A key of a record that is looked at, and how many records have it.
struct PairFinderKey {
    std::uint64_t key = 0;
    Frequent counts = Frequent::none;
    std::uint32_t count = 0;
};

void unique_sorted(std::vector<Rid>& rids) {
    std::sort(rids.begin(), rids.end());
    rids.erase(std::unique(rids.begin(), rids.end()), rids.end());
}

} // namespace

struct PairFinder::Subject {
    Rid rid = 0;
    LinkRecord record;
    std::vector<PairFinderKey> keys; ///< by key
    bool frequent = false; ///< one of its values occurs often enough to count
};

struct PairFinder::Batch {
    std::vector<Subject> subjects; ///< by rid
    struct KeyUse {
        std::int64_t key = 0;
        std::uint32_t subject = 0, place = 0;
        std::uint16_t limit = 0;
    };
    std::vector<KeyUse> uses;
    struct Pair {
        Rid other = 0;
        std::uint32_t subject = 0;
        bool operator<(const Pair& pair) const {
            return other != pair.other ? other < pair.other : subject < pair.subject;
        }
        bool operator==(const Pair& pair) const { return other == pair.other && subject == pair.subject; }
    };
    std::vector<Pair> pairs;
};

PairFinder::PairFinder(const LinkKind& kind, LinkTables& tables, LinkSummary& summary,
                       const std::function<void(std::uint64_t, std::uint64_t)>& progress)
    : kind_(kind), tables_(tables), summary_(summary), progress_(progress) {}

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
    const std::vector<KeyChange> keys = key_changes(kind_, changes);
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
        if (crosses(first, before.size(), after.size())) touched.insert(touched.end(), after.begin(), after.end());
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
        Batch batch;
        load_subjects(rids.subspan(done, std::min(subjects_at_once, rids.size() - done)), batch);
        load_keys(batch);
        collect_pairs(batch, rids);
        weigh(batch);
    }
    if (progress_) progress_(rids.size(), rids.size());
}

void PairFinder::load_subjects(std::span<const Rid> rids, Batch& batch) {
    batch.subjects.reserve(rids.size());
    std::vector<LinkKey> keys;
    tables_.records.find(rids, [&](std::size_t i, const std::string_view* value) {
        if (!value) return;
        Subject subject;
        subject.rid = rids[i];
        subject.record = unpack_link_record(packed::record_bytes(*value));
        link_keys(kind_.model, subject.record, keys);
        const auto number = static_cast<std::uint32_t>(batch.subjects.size());
        for (const LinkKey& key : keys) {
            batch.uses.push_back({packed::key_in_map(key.key, kind_.slot), number,
                                  static_cast<std::uint32_t>(subject.keys.size()), key.limit});
            subject.keys.push_back({key.key, key.counts, 0});
        }
        batch.subjects.push_back(std::move(subject));
    });
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
            PairFinderKey& key = subject.keys[use->place];
            key.count = static_cast<std::uint32_t>(count);
            subject.frequent =
                subject.frequent || (key.counts != Frequent::none && frequency_step(count) > 0);
            if (!meets) continue;
            for (const Rid other : rids)
                if (other != subject.rid) batch.pairs.push_back({other, use->subject});
        }
    });
}

/// Each pair once: of two records that are both looked at, the smaller one weighs.
void PairFinder::collect_pairs(Batch& batch, std::span<const Rid> subjects_all) {
    std::sort(batch.pairs.begin(), batch.pairs.end());
    batch.pairs.erase(std::unique(batch.pairs.begin(), batch.pairs.end()), batch.pairs.end());
    auto at = subjects_all.begin();
    std::erase_if(batch.pairs, [&](const Batch::Pair& pair) {
        while (at != subjects_all.end() && *at < pair.other) ++at;
        const bool both = at != subjects_all.end() && *at == pair.other;
        return both && pair.other < batch.subjects[pair.subject].rid;
    });
}

namespace {

std::uint8_t& step_of(SharedFrequency& shared, Frequent counts) {
    return counts == Frequent::name ? shared.name : counts == Frequent::phone ? shared.phone : shared.email;
}

/// `keys` of the other one, by key.
SharedFrequency shared_frequency(std::span<const PairFinderKey> subject, const std::vector<LinkKey>& keys) {
    SharedFrequency shared;
    for (const PairFinderKey& key : subject) {
        if (key.counts == Frequent::none) continue;
        const LinkKey wanted{key.key, 0, Frequent::none};
        if (!std::binary_search(keys.begin(), keys.end(), wanted, by_key)) continue;
        std::uint8_t& step = step_of(shared, key.counts);
        step = std::max(step, frequency_step(key.count));
    }
    return shared;
}

} // namespace

void PairFinder::weigh(Batch& batch) {
    std::vector<Rid> wanted;
    for (const Batch::Pair& pair : batch.pairs)
        if (wanted.empty() || wanted.back() != pair.other) wanted.push_back(pair.other);
    std::vector<LinkKey> keys;
    auto pair = batch.pairs.begin();
    tables_.records.find(wanted, [&](std::size_t i, const std::string_view* value) {
        if (!value) { // cannot be: keys lead to records that are there
            while (pair != batch.pairs.end() && pair->other == wanted[i]) ++pair;
            return;
        }
        const LinkRecord other = unpack_link_record(packed::record_bytes(*value));
        bool has_keys = false;
        for (; pair != batch.pairs.end() && pair->other == wanted[i]; ++pair) {
            const Subject& subject = batch.subjects[pair->subject];
            if (subject.frequent && !has_keys) link_keys(kind_.model, other, keys);
            has_keys = has_keys || subject.frequent;
            const SharedFrequency shared =
                subject.frequent ? shared_frequency(subject.keys, keys) : SharedFrequency();
            const Levels levels = compare(kind_.model, subject.record, other);
            const auto weight = static_cast<float>(guarded_weight(link_weight(kind_.model, levels, shared),
                                                                  pair_guard(subject.record, other),
                                                                  kind_.thresholds));
            ++summary_.pairs;
            if (weight < kind_.thresholds.review) continue;
            found_.push_back({subject.rid, true, {wanted[i], levels, weight}});
            found_.push_back({wanted[i], true, {subject.rid, levels, weight}});
        }
    });
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
