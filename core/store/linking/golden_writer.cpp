#include "core/store/linking/golden_writer.hpp"

#include "core/golden/echoes.hpp"
#include "core/mapping/mapping.hpp"
#include "core/store/crash_point.hpp"
#include "core/store/feed_rows.hpp"
#include "core/threads/run_tasks.hpp"

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

constexpr std::size_t clusters_at_once = 4096; ///< twice so many are in memory
constexpr std::size_t things_per_task = 128;   ///< records or clusters

GoldenState read_state(const Statement& row) {
    return {row.integer(0),
            row.integer(1),
            row.integer(2),
            packed::read_names(row.text(3)),
            packed::read_origin(row.text(4)),
            row.string(5)};
}

constexpr const char* columns_of_golden = "SELECT seq, cluster, previous, members, origin, json FROM golden ";

} // namespace

std::optional<GoldenState> load_golden_state(Database& database, std::int64_t seq) {
    Statement row(database, std::string(columns_of_golden) + "WHERE seq = ?1");
    if (!row.with(seq).step()) return std::nullopt;
    return read_state(row);
}

std::optional<GoldenState> golden_state_at(Database& database, std::int64_t seq, std::int64_t up_to) {
    Statement previous(database, "SELECT previous FROM golden WHERE seq = ?1");
    while (seq > up_to) {
        const bool there = previous.with(seq).step();
        seq = there ? previous.integer(0) : 0;
        previous.reset();
    }
    return seq == 0 ? std::nullopt : load_golden_state(database, seq);
}

TrustByFeed load_trust(Database& database) {
    TrustByFeed trust;
    const auto stored = nlohmann::json::parse(database.text("SELECT value FROM meta WHERE name = 'trust'"));
    for (const auto& [feed, row] : stored.items())
        trust[feed] = {row.at("level"), row.at("fields"), row.at("echo"),
                       row.value("withheld", std::set<std::string>())};
    return trust;
}

void save_trust(Database& database, const TrustByFeed& trust) {
    nlohmann::json stored = nlohmann::json::object();
    for (const auto& [feed, row] : trust)
        stored[feed] = {
            {"level", row.level}, {"fields", row.fields}, {"echo", row.echo}, {"withheld", row.withheld}};
    const std::string text = stored.dump();
    Statement(database, "UPDATE meta SET value = ?1 WHERE name = 'trust'").with(text).run();
}

GoldenMerger::GoldenMerger(Database& database, const Schema& schema, const KindNumbers& kinds,
                           TrustByFeed trust)
    : schema_(schema), kinds_(kinds), trust_(std::move(trust)), feeds_(feed_names(database)),
      identities_(database), versions_(database) {
    const std::vector<Pin> pins = load_pins(database, false);
    if (pins.empty()) return;
    const NamedRecords named(database);
    for (const Pin& pin : pins)
        if (const auto rid = named.rid_of(name_key(pin.record.kind, pin.record.feed, pin.record.id)))
            pins_[*rid].push_back(pin);
}

/// A record that was withdrawn since and waits for the linker is merged as it was.
std::int64_t GoldenMerger::version_of(const Identity& identity, std::optional<std::int64_t> last_seq) {
    RevisionChange change{};
    return last_seq ? versions_.in_force(identity.seq, *last_seq, change) : identity.seq;
}

void GoldenMerger::load(std::vector<std::int64_t> rids, std::optional<std::int64_t> last_seq) {
    fetch(std::move(rids), last_seq);
    read_fetched(1);
}

void GoldenMerger::fetch(std::vector<std::int64_t> rids, std::optional<std::int64_t> last_seq) {
    std::sort(rids.begin(), rids.end());
    rids.erase(std::unique(rids.begin(), rids.end()), rids.end());
    loaded_.clear();
    loaded_.reserve(rids.size());
    std::vector<std::size_t> by_seq;
    for (const std::int64_t rid : rids) {
        const Identity* identity = identities_.find(rid);
        const int kind = identity ? kinds_.schema_kind(identity->known.kind) : -1;
        if (kind < 0) continue;
        Loaded one;
        one.rid = rid;
        one.seq = version_of(*identity, last_seq);
        if (one.seq == 0) continue;
        one.record.kind = static_cast<std::uint16_t>(kind);
        by_seq.push_back(loaded_.size());
        loaded_.push_back(std::move(one));
    }
    std::sort(by_seq.begin(), by_seq.end(),
              [&](std::size_t a, std::size_t b) { return loaded_[a].seq < loaded_[b].seq; });
    std::vector<std::int64_t> seqs;
    for (const std::size_t i : by_seq) seqs.push_back(loaded_[i].seq);
    fetched_.assign(loaded_.size(), {});
    versions_.load_contents(seqs, [&](std::size_t i) -> Version& { return fetched_[by_seq[i]]; });
}

void GoldenMerger::read_fetched(unsigned workers) {
    run_shares(loaded_.size(), things_per_task, workers,
               [&](std::size_t i) { read(loaded_[i], fetched_[i]); });
    fetched_.clear();
}

void GoldenMerger::read(Loaded& one, const Version& version) const {
    one.record = read_body(schema_, one.record.kind, version.source_id, version.json);
    one.id = version.source_id;
    const int date = schema_.kind(one.record.kind).find(Role::update_date);
    if (date < 0) return;
    Value& value = one.record.values[static_cast<std::size_t>(date)];
    if (is_absent(value) && !version.seen_change.empty()) value = version.seen_change;
    if (const auto* text = std::get_if<std::string>(&value)) one.date = *text;
}

const GoldenMerger::Loaded* GoldenMerger::find_loaded(std::int64_t rid) const {
    const auto found =
        std::lower_bound(loaded_.begin(), loaded_.end(), rid,
                         [](const Loaded& one, std::int64_t wanted) { return one.rid < wanted; });
    return found != loaded_.end() && found->rid == rid ? &*found : nullptr;
}

const GoldenMerger::Loaded& GoldenMerger::loaded(std::int64_t rid) const {
    if (const Loaded* found = find_loaded(rid)) return *found;
    throw StoreError(65, "a cluster has a record that the store does not have; run `moisson verify` and "
                         "restore a backup");
}

std::vector<PinnedValue> GoldenMerger::pinned(std::uint16_t kind,
                                              const std::vector<std::int64_t>& members) const {
    std::map<int, const Pin*> latest;
    if (pins_.empty()) return {};
    for (const std::int64_t rid : members)
        if (const auto found = pins_.find(rid); found != pins_.end())
            for (const Pin& pin : found->second) {
                const int field = schema_.kind(kind).find(pin.field);
                if (field < 0) continue;
                const Pin*& best = latest[field];
                if (!best || best->number < pin.number) best = &pin;
            }
    std::vector<PinnedValue> values;
    for (const auto& [field, pin] : latest) values.push_back({static_cast<std::uint16_t>(field), pin->value});
    return values;
}

MergedRecord GoldenMerger::explain(std::uint16_t kind, const std::vector<std::int64_t>& members) const {
    static const FeedTrust unknown;
    std::vector<MergeMember> merged;
    for (const std::int64_t rid : members) {
        const Loaded& one = loaded(rid);
        MergeMember member;
        member.feed = feeds_.at(feed_of_rid(rid));
        const auto trust = trust_.find(member.feed);
        const FeedTrust& of_feed = trust == trust_.end() ? unknown : trust->second;
        member.id = one.id;
        member.record = &one.record;
        member.update_date = one.date;
        member.trust = of_feed.level;
        member.trust_fields = &of_feed.fields;
        member.echo = of_feed.echo;
        member.withheld = &of_feed.withheld;
        merged.push_back(std::move(member));
    }
    note_echoes(merged);
    return moisson::merge(schema_.kind(kind), merged, pinned(kind, members));
}

GoldenRecord GoldenMerger::member(std::int64_t rid) const {
    const Loaded& one = loaded(rid);
    GoldenRecord record;
    record.kind = one.record.kind;
    record.seq = one.seq;
    record.sources.push_back({feeds_.at(feed_of_rid(rid)), one.id});
    record.record = one.record;
    record.origin.assign(one.record.values.size(), 0);
    return record;
}

GoldenState GoldenMerger::merge(std::uint16_t kind, const std::vector<std::int64_t>& members) const {
    GoldenState state;
    for (const std::int64_t rid : members) state.members.push_back({rid, loaded(rid).id});
    if (members.size() < 2) return state;
    const MergedRecord result = explain(kind, members);
    write_body(schema_.kind(kind), result.record, state.json);
    for (const MergedField& field : result.fields) state.origin.push_back(field.origin);
    return state;
}

GoldenWriter::GoldenWriter(Database& database, const Schema& schema, const KindNumbers& kinds,
                           const LinkContext& context, LinkSummary& summary, Sequence& sequence)
    : database_(database), schema_(schema), kinds_(kinds), trust_(context.trust), summary_(summary),
      sequence_(sequence), workers_(context.workers), rows_(database),
      insert_(database, "INSERT INTO golden VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      replace_(database, "UPDATE golden SET origin = ?2, json = ?3 WHERE seq = ?1") {}

void GoldenWriter::write(std::uint16_t kind, const std::vector<ClusterChange>& changes) {
    std::future<void> merging;
    Part* merged = nullptr; // by it
    for (std::size_t done = 0, number = 0; done < changes.size(); done += clusters_at_once, ++number) {
        auto& room = parts_[number % 2];
        if (!room) room.emplace(database_, schema_, kinds_, trust_);
        Part& part = *room;
        part.changes = std::span(changes).subspan(done, std::min(clusters_at_once, changes.size() - done));
        fetch(part);
        if (merged) merging.get();
        merging = std::async(std::launch::async, [this, &part, kind] { merge(kind, part); });
        if (merged) write_part(kind, *merged);
        merged = &part;
    }
    if (!merged) return;
    merging.get();
    write_part(kind, *merged);
}

void GoldenWriter::fetch(Part& part) {
    std::vector<std::int64_t> rids;
    for (const ClusterChange& change : part.changes)
        rids.insert(rids.end(), change.members.begin(), change.members.end());
    part.merger.fetch(std::move(rids));
}

void GoldenWriter::merge(std::uint16_t kind, Part& part) const {
    part.merger.read_fetched(workers_);
    part.states.assign(part.changes.size(), {});
    run_shares(part.changes.size(), things_per_task, workers_, [&](std::size_t i) {
        const auto& members = part.changes[i].members;
        if (!members.empty()) part.states[i] = part.merger.merge(kind, members);
    });
}

void GoldenWriter::write_part(std::uint16_t kind, const Part& part) {
    for (std::size_t i = 0; i < part.changes.size(); ++i) write_one(kind, part.changes[i], part.states[i]);
    crash_point("link.golden");
}

void GoldenWriter::write_one(std::uint16_t kind, const ClusterChange& change, const GoldenState& now) {
    if (change.cluster.seq == 0) return append(change, now);
    const auto before = load_golden_state(database_, change.cluster.seq);
    if (!before || before->members != now.members) return append(change, now);
    if (before->json == now.json && before->origin == now.origin) return;
    if (!only_date_differs(kind, *before, now)) return append(change, now);
    const std::string origin = packed::origin_value(now.origin);
    replace_.with(before->seq, nullptr, now.json);
    replace_.bind_blob(2, origin);
    replace_.run();
}

bool GoldenWriter::only_date_differs(std::uint16_t kind, const GoldenState& before,
                                     const GoldenState& now) const {
    if (before.json.empty() || now.json.empty()) return false;
    const auto print = [&](const std::string& json) {
        return fingerprint(schema_.kind(kind), read_body(schema_, kind, {}, json));
    };
    return print(before.json) == print(now.json);
}

void GoldenWriter::append(const ClusterChange& change, const GoldenState& state) {
    StoredCluster cluster = change.cluster;
    const std::string members = packed::names_value(state.members),
                      origin = packed::origin_value(state.origin);
    const std::int64_t seq = sequence_.take();
    insert_.with(seq, cluster.number, cluster.seq, nullptr, nullptr, state.json);
    insert_.bind_blob(4, members);
    insert_.bind_blob(5, origin);
    insert_.run();
    cluster.seq = seq;
    rows_.update(cluster);
    if (!state.json.empty()) ++summary_.goldens;
}

} // namespace moisson
