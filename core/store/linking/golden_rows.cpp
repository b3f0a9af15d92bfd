#include "core/store/linking/golden_rows.hpp"

#include "core/mapping/mapping.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/sqlite_reader.hpp"

#include <algorithm>
#include <set>

namespace moisson {

GoldenRows::GoldenRows(Database& database, const Schema& schema, const KindNumbers& kinds)
    : database_(database), schema_(schema), kinds_(kinds), feeds_(feed_names(database)),
      identities_(database), versions_(database), public_ids_(database), cluster_ids_(database),
      clusters_(database) {
    Statement slots(database, "SELECT slot, kind FROM link_kind");
    while (slots.step()) slots_[static_cast<std::uint8_t>(slots.integer(0))] = schema.find(slots.text(1));
}

GoldenRecord GoldenRows::start(std::uint16_t kind, std::int64_t rid) const {
    GoldenRecord golden;
    golden.kind = kind;
    golden.sources.push_back({feeds_.at(feed_of_rid(rid)), {}});
    return golden;
}

void GoldenRows::fill(GoldenRecord& golden, std::int64_t seq, std::string_view id,
                      std::string_view seen_change, std::string_view body) const {
    golden.seq = seq;
    golden.sources.front().id = id;
    golden.record = read_body(schema_, golden.kind, id, body);
    golden.origin.assign(golden.record.values.size(), 0);
    const int date = schema_.kind(golden.kind).find(Role::update_date);
    if (date < 0 || seen_change.empty()) return;
    Value& value = golden.record.values[static_cast<std::size_t>(date)];
    if (is_absent(value)) value = std::string(seen_change);
}

std::optional<GoldenRecord> GoldenRows::load(std::int64_t rid) {
    const Identity* identity = identities_.find(rid);
    const int kind = identity ? kinds_.schema_kind(identity->known.kind) : -1;
    if (kind < 0) return std::nullopt;
    GoldenRecord golden = start(static_cast<std::uint16_t>(kind), rid);
    if (!sight_.shows(golden.sources.front().feed)) return std::nullopt;
    golden.public_id = public_ids_.of(rid);
    golden.active = identity->known.active;
    Version version;
    versions_.load_content(identity->seq, version);
    fill(golden, identity->seq, version.source_id, version.seen_change, version.json);
    return golden;
}

int GoldenRows::kind_of_slot(std::uint8_t slot) {
    const auto found = slots_.find(slot);
    return found == slots_.end() ? -1 : found->second;
}

GoldenRecord GoldenRows::merged(const StoredCluster& cluster, const GoldenState& state) {
    GoldenRecord golden;
    golden.kind = static_cast<std::uint16_t>(kind_of_slot(cluster.slot));
    golden.public_id = cluster_ids_.of(cluster);
    golden.seq = state.seq;
    for (const packed::NamedRid& member : state.members)
        golden.sources.push_back({feeds_.at(feed_of_rid(member.rid)), member.id});
    golden.record = read_body(schema_, golden.kind, {}, state.json);
    golden.origin = state.origin;
    golden.origin.resize(golden.record.values.size(), 0);
    return golden;
}

/// A record alone under another id than the one it was born with.
std::optional<GoldenRecord> GoldenRows::load_alone(const StoredCluster& cluster, std::int64_t rid,
                                                   std::optional<std::int64_t> last_seq) {
    const Identity* identity = identities_.find(rid);
    const std::int64_t seq = identity ? version_at(*identity, last_seq) : 0;
    if (seq == 0) return std::nullopt;
    GoldenRecord golden = start(static_cast<std::uint16_t>(kind_of_slot(cluster.slot)), rid);
    golden.public_id = cluster_ids_.of(cluster);
    Version version;
    versions_.load_content(seq, version);
    fill(golden, seq, version.source_id, version.seen_change, version.json);
    return golden;
}

std::optional<GoldenRecord> GoldenRows::load(const StoredCluster& cluster,
                                             std::optional<std::int64_t> last_seq) {
    if (kind_of_slot(cluster.slot) < 0) return std::nullopt; // its schema file was removed; it waits
    const auto state = last_seq ? golden_state_at(database_, cluster.seq, *last_seq)
                                : load_golden_state(database_, cluster.seq);
    if (!state || state->members.empty()) return std::nullopt;
    if (!sight_.shows_all()) {
        const std::vector<std::int64_t> shown = shown_members(*state);
        if (shown.empty()) return std::nullopt;
        if (shown.size() < state->members.size()) return merge_some(cluster, *state, shown, last_seq);
    }
    if (!state->json.empty()) return merged(cluster, *state);
    auto golden = load_alone(cluster, state->members.front().rid, last_seq);
    if (golden) golden->seq = std::max(golden->seq, state->seq);
    return golden;
}

std::vector<std::int64_t> GoldenRows::shown_members(const GoldenState& state) const {
    std::vector<std::int64_t> shown;
    for (const packed::NamedRid& member : state.members)
        if (sight_.shows(feeds_.at(feed_of_rid(member.rid)))) shown.push_back(member.rid);
    return shown;
}

/// As if the others did not exist; only that these are one thing may be known from them.
std::optional<GoldenRecord> GoldenRows::merge_some(const StoredCluster& cluster, const GoldenState& state,
                                                   const std::vector<std::int64_t>& rids,
                                                   std::optional<std::int64_t> last_seq) {
    if (!merger_) merger_.emplace(database_, schema_, kinds_, load_trust(database_));
    ++merges_;
    merger_->load(rids, last_seq);
    std::vector<std::int64_t> there;
    for (const std::int64_t rid : rids)
        if (merger_->has(rid)) there.push_back(rid);
    if (there.empty()) return std::nullopt;
    GoldenRecord golden = merger_->member(there.front());
    golden.public_id = cluster_ids_.of(cluster);
    golden.seq = std::max(golden.seq, state.seq);
    if (there.size() == 1) return golden;
    for (std::size_t i = 1; i < there.size(); ++i) {
        const GoldenRecord member = merger_->member(there[i]);
        golden.seq = std::max(golden.seq, member.seq);
        golden.sources.push_back(member.sources.front());
    }
    MergedRecord merged = merger_->explain(golden.kind, there);
    golden.record = std::move(merged.record);
    for (std::size_t field = 0; field < merged.fields.size(); ++field)
        golden.origin[field] = merged.fields[field].origin;
    return golden;
}

/// What it said last, of a cluster that ended.
std::optional<GoldenRecord> GoldenRows::load_last(const StoredCluster& ended) {
    const auto end = load_golden_state(database_, ended.seq);
    if (!end || end->previous == 0) return std::nullopt;
    StoredCluster before = ended;
    before.seq = end->previous;
    const auto state = load_golden_state(database_, before.seq);
    if (!state) return std::nullopt;
    std::optional<GoldenRecord> golden;
    const std::vector<std::int64_t> shown = shown_members(*state);
    if (!state->json.empty() && shown.size() == state->members.size())
        golden = merged(before, *state);
    else if (!shown.empty())
        golden = load(shown.front());
    if (!golden) return golden;
    golden->public_id = cluster_ids_.of(ended);
    golden->active = false;
    return golden;
}

std::optional<GoldenRecord> GoldenRows::load(const IdTarget& target) {
    if (!target.cluster) return load(target.rid);
    return target.cluster->state == ClusterState::lives ? load(*target.cluster) : load_last(*target.cluster);
}

bool GoldenRows::visit_cluster(const StoredCluster& cluster, GoldenRange& range, const Visit& visit) {
    constexpr std::uint64_t looks_of_a_merge = 20; // what it takes, against a record that is only read
    const std::uint64_t merged_before = merges_;
    const auto golden = load(cluster, range.last_seq);
    if (merges_ != merged_before) range.most_looked_at -= std::min(range.most_looked_at, looks_of_a_merge);
    return !golden || visit(*golden);
}

void GoldenRows::for_each(std::uint16_t kind, std::optional<std::int64_t> last_seq, const Visit& visit) {
    walk({.kind = kind, .last_seq = last_seq}, visit);
}

std::shared_ptr<const PastClusters> GoldenRows::past(std::uint16_t kind, std::int64_t last_seq) {
    const auto slot = slot_of_kind(database_, schema_.kind(kind).name);
    return slot ? std::make_shared<const PastClusters>(database_, *slot, last_seq) : nullptr;
}

std::optional<PublicId> GoldenRows::walk(const GoldenRange& wanted, const Visit& visit) {
    GoldenRange range = wanted; // the rest of the way
    const std::int64_t stored = kinds_.stored_kind(range.kind);
    if (stored < 0) return std::nullopt;
    std::optional<ClusterWindow> clusters;
    if (const auto slot = slot_of_kind(database_, schema_.kind(range.kind).name))
        clusters.emplace(database_, *slot, range.last_seq, range.past);
    const std::vector<StoredCluster> none;
    const std::vector<StoredCluster>& fresh = clusters ? clusters->fresh() : none;
    auto next = fresh.begin(); // with ids of their own, between those that records were born with
    while (range.after && next != fresh.end() && *next->fresh <= *range.after) ++next;
    Statement rows = range.after ? births_from(database_, *range.after) : births(database_);
    while (rows.step()) {
        const Birth birth = read_birth(rows);
        for (; next != fresh.end() && *next->fresh < birth.ids.first; ++next) {
            range.after = next->fresh;
            if (!visit_cluster(*next, range, visit)) return next->fresh;
        }
        if (range.last_seq && birth.first_seq > *range.last_seq) break;
        if (auto stopped = visit_birth(birth, stored, range, clusters ? &*clusters : nullptr, visit))
            return stopped;
    }
    for (; next != fresh.end(); ++next)
        if (!visit_cluster(*next, range, visit)) return next->fresh;
    return std::nullopt;
}

/// Walks the created versions of one run; most records still are what they were then, the others are looked
/// up.
std::optional<PublicId> GoldenRows::visit_birth(const Birth& birth, std::int64_t stored_kind,
                                                GoldenRange& range, ClusterWindow* clusters,
                                                const Visit& visit) {
    const std::uint64_t skipped = range.after ? birth.ids.count_up_to(*range.after) : 0;
    const auto first = static_cast<std::int64_t>(skipped);
    Statement rows(database_, "SELECT seq, source_id, seen_change, json FROM version "
                              "WHERE seq >= ?1 AND seq < ?2 ORDER BY seq");
    rows.with(birth.first_seq + first, birth.first_seq + static_cast<std::int64_t>(birth.ids.count));
    Version version;
    GoldenRecord golden = start(static_cast<std::uint16_t>(kinds_.schema_kind(stored_kind)), birth.first_rid);
    const bool shown = sight_.shows(golden.sources.front().feed);
    if (clusters) clusters->begin(birth.first_rid + first, birth.ids.count - skipped, range.clusters_at_once);
    while (rows.step()) {
        const std::int64_t index = rows.integer(0) - birth.first_seq, rid = birth.first_rid + index;
        const PublicId id = birth.ids.at(static_cast<std::uint64_t>(index));
        if (range.most_looked_at-- == 0) return range.after;
        range.after = id;
        if (clusters) {
            if (const StoredCluster* cluster = clusters->founded(rid))
                if (!visit_cluster(*cluster, range, visit)) return id;
            if (clusters->is_member(rid)) continue;
        }
        if (!shown) continue;
        const Identity* identity = identities_.find(rid);
        if (!identity || identity->known.kind != stored_kind) continue;
        const std::int64_t seq = version_at(*identity, range.last_seq);
        if (seq == 0) continue;
        golden.public_id = to_text(id);
        if (seq == rows.integer(0)) {
            fill(golden, seq, rows.text(1), rows.text(2), rows.text(3));
        } else {
            versions_.load_content(seq, version);
            fill(golden, seq, version.source_id, version.seen_change, version.json);
        }
        if (!visit(golden)) return id;
    }
    return std::nullopt;
}

std::int64_t GoldenRows::version_at(const Identity& identity, std::optional<std::int64_t> last_seq) {
    if (!last_seq || identity.seq <= *last_seq) return identity.known.active ? identity.seq : 0;
    RevisionChange change{};
    const std::int64_t seq = versions_.in_force(identity.seq, *last_seq, change);
    return change == RevisionChange::withdrawn ? 0 : seq;
}

GoldenRows& KeptGoldenRows::look_as(const FeedSight& sight) {
    const std::int64_t now = database_.data_version();
    if (!rows_ || now != data_version_) rows_.emplace(database_, schema_, kinds_);
    data_version_ = now;
    rows_->look_as(sight);
    return *rows_;
}

void SqliteReader::for_each_golden(std::uint16_t kind, UnixTime as_of,
                                   const std::function<bool(const GoldenRecord&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    std::optional<std::int64_t> last_seq;
    if (as_of != 0) last_seq = last_seq_at(database_, as_of);
    GoldenRows(database_, *schema_, kinds_).for_each(kind, last_seq, visit);
}

std::optional<GoldenRecord> SqliteReader::golden(const std::string& public_id) {
    const auto id = parse_public_id(public_id);
    if (!id) return std::nullopt;
    Transaction transaction(database_, Transaction::Kind::read);
    const auto target = resolve_id(database_, *id);
    auto golden = target ? GoldenRows(database_, *schema_, kinds_).load(*target) : std::nullopt;
    if (golden && target->redirected) golden->redirected_from = public_id;
    return golden;
}

std::vector<GoldenRecord> SqliteReader::find(const std::string& id) {
    if (auto golden = this->golden(id)) return {*golden};
    Transaction transaction(database_, Transaction::Kind::read);
    GoldenRows rows(database_, *schema_, kinds_);
    std::vector<GoldenRecord> found;
    std::set<std::int64_t> clusters; // of several records with this id, perhaps
    for (const auto& [feed, name] : feed_names(database_)) {
        std::string_view within = id; // "feed/id", or an id that any feed may have
        if (id.size() > name.size() && id.starts_with(name) && id[name.size()] == '/')
            within.remove_prefix(name.size() + 1);
        scan_identities(database_, feed, [&, number = feed](const Identity& identity) {
            const bool same_hash = identity.known.key == record_key(identity.known.kind, id) ||
                                   identity.known.key == record_key(identity.known.kind, within);
            if (!same_hash) return true;
            const std::int64_t rid = record_rid(number, identity.known.local_id);
            auto golden = rows.load(rid);
            if (!golden || (golden->sources[0].id != id && golden->sources[0].id != within)) return true;
            const auto cluster = identity.known.active ? cluster_of(database_, rid) : std::nullopt;
            if (cluster && clusters.insert(cluster->number).second)
                golden = rows.load(*cluster);
            else if (cluster)
                return true;
            if (golden) found.push_back(std::move(*golden));
            return true;
        });
    }
    return found;
}

} // namespace moisson
