#include "core/store/linking/pending_changes.hpp"

#include "core/store/feed_rows.hpp"
#include "core/store/linking/link_values.hpp"
#include "core/store/store.hpp"
#include "core/threads/run_tasks.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr std::int32_t kind_unknown = -2;
constexpr std::size_t records_per_task = 256; ///< that one thread brings to normal form at a time

/// Adds pairs (key, rid) to a packed map of rids.
void add_rids(PackedMap& map, std::uint8_t slot, std::vector<std::pair<std::int64_t, std::int64_t>>& pairs) {
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    std::vector<std::int64_t> keys, rids;
    for (const auto& [key, rid] : pairs)
        if (keys.empty() || keys.back() != key) keys.push_back(key);
    auto next = pairs.begin();
    std::vector<std::pair<std::int64_t, std::string>> changed;
    map.find(keys, [&](std::size_t i, const std::string_view* value) {
        rids.clear();
        if (value) packed::read_rids(*value, rids);
        const std::size_t before = rids.size();
        for (; next != pairs.end() && next->first == keys[i]; ++next)
            if (!std::binary_search(rids.begin(), rids.begin() + static_cast<std::ptrdiff_t>(before),
                                    next->second))
                rids.push_back(next->second);
        if (rids.size() == before) return;
        std::sort(rids.begin(), rids.end());
        changed.emplace_back(keys[i], packed::rids_value(slot, rids));
    });
    for (auto& [key, value] : changed) map.put(key, value);
    pairs.clear();
}

} // namespace

std::vector<PendingRecord> pending_records(Database& database, const KindNumbers& kinds, std::int64_t after) {
    std::vector<PendingRecord> pending;
    Statement rows(database, "SELECT seq, rid FROM version WHERE seq > ?1 ORDER BY seq");
    for (rows.with(after); rows.step();)
        pending.push_back({rows.integer(1), rows.integer(0), kind_unknown, false});
    rows.reset();
    std::stable_sort(pending.begin(), pending.end(),
                     [](const PendingRecord& a, const PendingRecord& b) { return a.rid < b.rid; });
    pending.erase(std::unique(pending.begin(), pending.end(),
                              [](const PendingRecord& a, const PendingRecord& b) { return a.rid == b.rid; }),
                  pending.end());
    IdentityReader identities(database);
    for (PendingRecord& one : pending) {
        const Identity* identity = identities.find(one.rid);
        if (!identity) continue;
        one.seq = identity->seq;
        one.kind = kinds.schema_kind(identity->known.kind);
        one.active = identity->known.active;
    }
    return pending;
}

std::vector<PendingRecord> all_records(Database& database, const KindNumbers& kinds, std::uint16_t kind) {
    std::vector<PendingRecord> records;
    const std::int64_t stored = kinds.stored_kind(kind);
    for (const auto& [feed, name] : feed_names(database))
        scan_identities(database, feed, [&, number = feed](const Identity& identity) {
            if (identity.known.kind == stored)
                records.push_back(
                    {record_rid(number, identity.known.local_id), identity.seq, kind, identity.known.active});
            return true;
        });
    return records;
}

LinkRecordMaker::LinkRecordMaker(Database& database, const Schema& schema, const LinkKind& kind,
                                 LinkTables& tables)
    : schema_(schema), kind_(kind), tables_(tables), feeds_(feed_names(database)), versions_(database) {}

std::vector<LinkRecord> LinkRecordMaker::make(std::span<const PendingRecord> pending, NamedRecords* named,
                                              unsigned workers) {
    const std::vector<Version> said = read(pending);
    std::vector<LinkRecord> made = normalise(pending, said, workers);
    relate(pending, said, named, made);
    return made;
}

std::vector<Version> LinkRecordMaker::read(std::span<const PendingRecord> pending) {
    std::vector<Version> said(pending.size());
    std::vector<std::int64_t> seqs;
    seqs.reserve(pending.size());
    for (const PendingRecord& one : pending) seqs.push_back(one.seq);
    versions_.load_contents(seqs, [&](std::size_t i) -> Version& { return said[i]; });
    return said;
}

std::vector<LinkRecord> LinkRecordMaker::normalise(std::span<const PendingRecord> pending,
                                                   std::span<const Version> said, unsigned workers) const {
    std::vector<LinkRecord> made(pending.size());
    run_shares(pending.size(), records_per_task, workers, [&](std::size_t i) {
        made[i] = make_link_record(kind_.profile, feeds_.at(feed_of_rid(pending[i].rid)),
                                   read_body(schema_, kind_.kind, said[i].source_id, said[i].json));
    });
    return made;
}

void LinkRecordMaker::relate(std::span<const PendingRecord> pending, std::span<const Version> said,
                             NamedRecords* named, std::span<LinkRecord> made) {
    for (std::size_t i = 0; i < pending.size(); ++i) relate_one(pending[i], said[i], named, made[i]);
}

/// Notes whose child and whose parent it is, and gives its parent a label that is the same for all feeds.
void LinkRecordMaker::relate_one(const PendingRecord& pending, const Version& version, NamedRecords* named,
                                 LinkRecord& made) {
    const std::string& feed = feeds_.at(feed_of_rid(pending.rid));
    const bool is_named = named && !named->empty();
    if (is_named || kind_.is_parent) {
        const std::int64_t name = name_key(kind_.name, feed, version.source_id);
        if (is_named) named->see(name, pending.rid);
        if (kind_.is_parent) names_.emplace_back(name, pending.rid);
    }
    if (kind_.parent_kind < 0 || made.parent.empty()) return;
    const std::string& parent_kind = schema_.kind(static_cast<std::size_t>(kind_.parent_kind)).name;
    children_.emplace_back(name_key(parent_kind, feed, made.parent), pending.rid);
    made.parent = parent_label(feed, made.parent);
}

/// Equal for children of one thing: its cluster, or the parent as the feed calls it.
std::string LinkRecordMaker::parent_label(const std::string& feed, const std::string& parent) {
    const std::string alone = feed + "/" + parent;
    const auto& parent_kind = schema_.kind(static_cast<std::size_t>(kind_.parent_kind)).name;
    const auto known = tables_.names.find(name_key(parent_kind, feed, parent));
    if (!known) return alone;
    std::vector<std::int64_t> rids;
    packed::read_rids(*known, rids);
    for (const std::int64_t rid : rids)
        if (const auto value = tables_.members.find(rid)) {
            const packed::Member member = packed::read_member(*value);
            if (member.present) return "#" + std::to_string(member.cluster);
        }
    return alone;
}

void LinkRecordMaker::write_relations() {
    if (!children_.empty()) add_rids(tables_.children, kind_.slot, children_);
    if (!names_.empty()) add_rids(tables_.names, kind_.slot, names_);
    tables_.children.flush();
    tables_.names.flush();
}

} // namespace moisson
