#include "core/store/linking/link_pass.hpp"

#include "core/store/crash_point.hpp"
#include "core/store/linking/link_whole.hpp"
#include "core/store/outbox_rows.hpp"
#include "core/store/sequence.hpp"
#include "core/store/sqlite_store.hpp"

#include <algorithm>
#include <malloc.h>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

/// So many changed records are linked faster as a whole.
constexpr std::uint64_t part_linked_as_whole = 3;
constexpr std::size_t few_records = 20'000;
constexpr std::size_t records_at_once = 8192; ///< in memory in their normal form
/// A fit on fewer would say no more than the priors do.
constexpr std::uint64_t least_records_to_fit = 1000;

template<class Rids>
void make_unique(Rids& rids) {
    std::sort(rids.begin(), rids.end());
    rids.erase(std::unique(rids.begin(), rids.end()), rids.end());
}

bool same_thresholds(const LinkThresholds& a, const LinkThresholds& b) {
    return a.same == b.same && a.review == b.review;
}

std::string summary_json(const LinkSummary& summary) {
    return nlohmann::json{{"pending", summary.pending},
                          {"changed", summary.changed},
                          {"looked_at", summary.looked_at},
                          {"pairs", summary.pairs},
                          {"edges", summary.edges},
                          {"joined", summary.joined},
                          {"left", summary.left},
                          {"merged", summary.merged},
                          {"split", summary.split},
                          {"dissolved", summary.dissolved},
                          {"revived", summary.revived},
                          {"goldens", summary.goldens},
                          {"full", summary.full}}
        .dump();
}

} // namespace

bool link_is_due(Database& database, const Schema& schema) {
    if (database.number("SELECT max(seq) FROM version") > linked_seq(database)) return true;
    if (database.number(
            "SELECT EXISTS (SELECT 1 FROM judgement WHERE linked = 0) OR EXISTS (SELECT 1 FROM pin "
            "WHERE linked = 0) OR EXISTS (SELECT 1 FROM link_touched)") != 0)
        return true;
    const std::vector<LinkKind> kinds = load_link_kinds(database, schema);
    return std::any_of(kinds.begin(), kinds.end(), [](const LinkKind& kind) { return !kind.current; });
}

LinkPass::LinkPass(Database& database, const Schema& schema, const LinkContext& context)
    : database_(database), schema_(schema), context_(context), kinds_(database, schema), tables_(database),
      named_(database) {
    first_seq_ = sequence_.next = last_revision(database) + 1;
}

LinkSummary LinkPass::run() {
    take_pending();
    trust_changed_ = load_trust(database_) != context_.trust;
    if (trust_changed_) save_trust(database_, context_.trust);
    crash_point("link.begun");
    for (LinkKind& kind : load_link_kinds(database_, schema_)) link_kind(kind);
    finish();
    return summary_;
}

void LinkPass::take_pending() {
    pending_ = pending_records(database_, kinds_, linked_seq(database_));
    pending_.shrink_to_fit(); // it is kept to the end
    summary_.pending = pending_.size();
    std::stable_sort(pending_.begin(), pending_.end(),
                     [](const PendingRecord& a, const PendingRecord& b) { return a.kind < b.kind; });
    Statement touched(database_, "SELECT rid FROM link_touched");
    while (touched.step()) touched_.push_back(touched.integer(0));
    Statement pins(database_, "SELECT kind, feed, id FROM pin WHERE linked = 0");
    while (pins.step())
        if (const auto rid = named_.rid_of(name_key(pins.text(0), pins.text(1), pins.text(2))))
            touched_.push_back(*rid);
}

std::span<const PendingRecord> LinkPass::pending_of(const LinkKind& kind) {
    const auto range =
        std::equal_range(pending_.begin(), pending_.end(), PendingRecord{0, 0, kind.kind, false},
                         [](const PendingRecord& a, const PendingRecord& b) { return a.kind < b.kind; });
    return {range.first, range.second};
}

/// Never fitted, and there is something to learn from; or fitted when there was far less.
bool LinkPass::wants_fit(const LinkKind& kind, std::uint64_t records) const {
    if (context_.refit) return records > 0;
    if (kind.model.version == 0) return records >= least_records_to_fit;
    return context_.refit_growth > 0 &&
           records >= std::max(least_records_to_fit, context_.refit_growth * kind.model.records);
}

bool LinkPass::wants_everything(const LinkKind& kind, std::size_t pending) const {
    return !kind.current || context_.refit || context_.full ||
           !same_thresholds(kind.thresholds, context_.thresholds) ||
           (pending > few_records && pending * part_linked_as_whole > kind.records) ||
           wants_fit(kind, kind.records + pending);
}

void LinkPass::link_kind(LinkKind& kind) {
    const Verdicts before(database_, kind.name);
    // What is normal decides which values agree, too: another normalisation merges otherwise.
    all_merged_anew_ = trust_changed_ || !kind.current;
    if (wants_everything(kind, pending_of(kind).size()))
        link_everything(kind, before);
    else
        link_changes(kind, before);
    save_link_kind(database_, kind);
}

namespace {

/// A whole kind is read from its first record to its last: pages that were read are not asked for again, and
/// what a run before left in memory is not needed now.
class SmallCache {
public:
    explicit SmallCache(Database& database)
        : database_(database), before_(database.number("PRAGMA cache_size")) {
        database_.execute("PRAGMA cache_size=-2048; PRAGMA shrink_memory;");
        ::malloc_trim(0);
    }
    ~SmallCache() {
        try {
            database_.execute("PRAGMA cache_size=" + std::to_string(before_));
        } catch (const StoreError&) { // the next one to use the store will say so
        }
    }
    SmallCache(const SmallCache&) = delete;
    SmallCache& operator=(const SmallCache&) = delete;

private:
    Database& database_;
    std::int64_t before_;
};

} // namespace

void LinkPass::link_everything(LinkKind& kind, const Verdicts&) {
    const SmallCache cache(database_);
    kind.thresholds = context_.thresholds;
    std::vector<std::int64_t> gone;
    LinkGraph graph;
    {
        std::vector<PendingRecord> records = all_records(database_, kinds_, kind.kind);
        for (const PendingRecord& one : records)
            if (!one.active) gone.push_back(one.rid);
        LinkRecordMaker maker(database_, schema_, kind, tables_);
        const std::uint64_t present = records.size() - gone.size();
        const bool fit = wants_fit(kind, present);
        if (fit) summary_.fitted.push_back(kind.name);
        graph = link_whole(kind, tables_, maker, std::move(records), named_, context_, fit, summary_);
    }
    save_link_model(database_, kind);
    kind.known = kind.current = true;
    summary_.full.push_back(kind.name);
    const Verdicts verdicts(database_, kind.name); // names were found on the way
    add_verdicts(graph, verdicts);
    write_clusters(kind, graph, gone, verdicts, true);
}

/// Changed records of the kind, and those whose parent is another now, by rid.
std::vector<PendingRecord> LinkPass::records_at_hand(const LinkKind& kind) {
    const std::span<const PendingRecord> pending = pending_of(kind);
    std::vector<PendingRecord> at_hand(pending.begin(), pending.end());
    if (kind.parent_kind < 0 || children_.empty()) return at_hand;
    IdentityReader identities(database_);
    for (const std::int64_t rid : children_)
        if (const Identity* child = identities.find(rid))
            if (kinds_.schema_kind(child->known.kind) == kind.kind)
                at_hand.push_back({rid, child->seq, kind.kind, child->known.active});
    std::sort(at_hand.begin(), at_hand.end(),
              [](const PendingRecord& a, const PendingRecord& b) { return a.rid < b.rid; });
    const auto same = [](const PendingRecord& a, const PendingRecord& b) { return a.rid == b.rid; };
    at_hand.erase(std::unique(at_hand.begin(), at_hand.end(), same), at_hand.end());
    return at_hand;
}

/// What linking compares of them, where it is something else now.
std::vector<LinkChange> LinkPass::link_record_changes(const LinkKind& kind,
                                                      const std::vector<PendingRecord>& at_hand) {
    std::vector<LinkChange> changes;
    LinkRecordMaker maker(database_, schema_, kind, tables_);
    std::vector<std::int64_t> rids;
    std::vector<PendingRecord> active;
    for (std::size_t done = 0; done < at_hand.size(); done += records_at_once) {
        const auto part = std::span(at_hand).subspan(done, std::min(records_at_once, at_hand.size() - done));
        rids.clear();
        active.clear();
        for (const PendingRecord& one : part) {
            rids.push_back(one.rid);
            if (one.active) active.push_back(one);
        }
        const std::vector<LinkRecord> made = maker.make(active, &named_, context_.workers);
        auto next = made.begin();
        tables_.records.find(rids, [&](std::size_t i, const std::string_view* value) {
            LinkChange change{rids[i], value ? std::string(packed::record_bytes(*value)) : std::string(), {}};
            if (part[i].active) change.after = pack(*next++);
            if (change.before != change.after) changes.push_back(std::move(change));
        });
    }
    maker.write_relations();
    return changes;
}

void LinkPass::link_changes(LinkKind& kind, const Verdicts& before) {
    if (pending_of(kind).size() > records_at_once) ::malloc_trim(0); // what their harvest left in memory
    const std::vector<LinkChange> changes = link_record_changes(kind, records_at_hand(kind));
    std::vector<std::int64_t> gone, seeds;
    for (const LinkChange& change : changes) {
        kind.records += static_cast<std::uint64_t>(change.before.empty()) - (change.after.empty() ? 1 : 0);
        if (change.after.empty()) gone.push_back(change.rid);
    }
    summary_.changed += changes.size();
    const Verdicts verdicts(database_, kind.name);
    seeds = verdicts.changed();
    seeds.insert(seeds.end(), before.changed().begin(), before.changed().end());
    PairFinder finder(kind, tables_, summary_, context_);
    for (const EdgeChange& edge : finder.update(changes)) seeds.push_back(edge.rid);
    for (const LinkChange& change : changes) {
        seeds.push_back(change.rid);
        for (const Verdicts::Other& other : verdicts.of(change.rid)) seeds.push_back(other.rid);
    }
    make_unique(seeds);
    if (seeds.empty() && pending_of(kind).empty() && touched_.empty() && !trust_changed_) return;
    write_clusters(kind, components_around(kind, tables_, verdicts, std::move(seeds)), gone, verdicts, false);
}

void LinkPass::write_clusters(LinkKind& kind, const LinkGraph& graph, std::span<const std::int64_t> gone,
                              const Verdicts& verdicts, bool everything) {
    const std::vector<std::uint32_t> labels =
        cluster(graph.keys, graph.edges, graph.verdicts, kind.thresholds);
    ClusterWriter writer(database_, kind, tables_, context_, summary_, sequence_);
    std::vector<ClusterChange> changes = writer.write(graph, labels, gone, verdicts.changed(), everything);
    if (kind.is_parent) take_children(kind, writer.moved());
    const std::vector<ClusterChange> anew = merged_anew(kind, changes);
    changes.insert(changes.end(), anew.begin(), anew.end());
    GoldenWriter golden(database_, schema_, kinds_, context_, summary_, sequence_);
    golden.write(kind.kind, changes);
}

/// Living clusters that are as they were, with a member that says something else now.
std::vector<ClusterChange> LinkPass::merged_anew(const LinkKind& kind,
                                                 const std::vector<ClusterChange>& changes) {
    std::set<std::int64_t> numbers;
    std::vector<std::int64_t> rids(touched_);
    for (const PendingRecord& one : pending_of(kind)) rids.push_back(one.rid);
    make_unique(rids);
    tables_.members.find(rids, [&](std::size_t, const std::string_view* value) {
        if (!value || packed::slot_of(*value) != kind.slot) return;
        const packed::Member member = packed::read_member(*value);
        if (member.present) numbers.insert(member.cluster);
    });
    if (all_merged_anew_) {
        Statement living(database_, "SELECT cluster FROM cluster WHERE slot = ?1 AND state = 0");
        for (living.with(kind.slot); living.step();) numbers.insert(living.integer(0));
    }
    for (const ClusterChange& change : changes) numbers.erase(change.cluster.number);
    std::vector<ClusterChange> anew;
    ClusterRows rows(database_);
    for (const std::int64_t number : numbers) {
        const auto row = rows.load(number);
        const auto state = row ? load_golden_state(database_, row->seq) : std::nullopt;
        if (!state) continue;
        ClusterChange change{*row, {}};
        for (const packed::NamedRid& member : state->members) change.members.push_back(member.rid);
        anew.push_back(std::move(change));
    }
    return anew;
}

/// Their parent is another thing now.
void LinkPass::take_children(const LinkKind& kind, const std::vector<std::int64_t>& moved) {
    IdentityReader identities(database_);
    Versions versions(database_);
    Version version;
    const auto feeds = feed_names(database_);
    std::vector<std::int64_t> names, rids;
    for (const std::int64_t rid : moved) {
        const Identity* parent = identities.find(rid);
        if (!parent) continue;
        versions.load_content(parent->seq, version);
        names.push_back(name_key(kind.name, feeds.at(feed_of_rid(rid)), version.source_id));
    }
    make_unique(names);
    tables_.children.find(names, [&](std::size_t, const std::string_view* value) {
        if (!value) return;
        packed::read_rids(*value, rids);
        children_.insert(children_.end(), rids.begin(), rids.end());
    });
    make_unique(children_);
}

void LinkPass::finish() {
    database_.execute("UPDATE judgement SET linked = 1 WHERE linked = 0;"
                      "UPDATE pin SET linked = 1 WHERE linked = 0;"
                      "DELETE FROM link_touched");
    const std::int64_t last = sequence_.next - 1;
    Statement(database_, "UPDATE meta SET value = ?1 WHERE name = 'linked_seq'").with(last).run();
    if (last >= first_seq_) {
        summary_.first_seq = first_seq_;
        summary_.last_seq = last;
        const std::string text = summary_json(summary_);
        Statement(database_, "INSERT INTO link_pass VALUES (?1, ?2, ?3, ?4)")
            .with(last, first_seq_, context_.now, text)
            .run();
    }
}

LinkSummary SqliteStore::link(const LinkContext& context) {
    const auto trusted = [&] { return load_trust(database_) == context.trust; };
    if (!context.refit && !context.full && !link_is_due(database_, *schema_) && trusted()) {
        const std::vector<LinkKind> kinds = load_link_kinds(database_, *schema_);
        const bool as_before = std::all_of(kinds.begin(), kinds.end(), [&](const LinkKind& kind) {
            return same_thresholds(kind.thresholds, context.thresholds);
        });
        if (as_before) return {};
    }
    Transaction transaction(database_);
    LinkPass pass(database_, *schema_, context);
    const bool news = database_.number("SELECT max(seq) FROM version") > linked_seq(database_);
    LinkSummary summary = pass.run();
    if (news || summary.last_seq > 0) mark_outbox(database_, last_revision(database_), context.now);
    if (!summary.full.empty()) ::malloc_trim(0); // what a whole kind needed goes back to the system
    crash_point("link.before-commit");
    transaction.commit();
    crash_point("link.after-commit");
    return summary;
}

bool SqliteStore::needs_link() { return link_is_due(database_, *schema_); }

} // namespace moisson
