#include "core/store/linking/cluster_writer.hpp"

#include "core/store/crash_point.hpp"
#include "core/store/sequence.hpp"
#include "core/store/store.hpp"

#include <algorithm>

namespace moisson {

namespace {

using packed::Rid;

} // namespace

ClusterWriter::ClusterWriter(Database& database, LinkKind& kind, LinkTables& tables,
                             const LinkContext& context, LinkSummary& summary, Sequence& sequence)
    : database_(database), kind_(kind), tables_(tables), context_(context), summary_(summary),
      sequence_(sequence), rows_(database), births_(database),
      insert_event_(database, "INSERT INTO cluster_event VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      next_number_(rows_.last_number() + 1) {
    any_cluster_ = next_number_ > 1;
}

std::vector<ClusterChange> ClusterWriter::write(const LinkGraph& graph, std::span<const std::uint32_t> labels,
                                                std::span<const Rid> gone, std::span<const Rid> judged,
                                                bool everything) {
    judged_ = judged;
    everything_ = everything;
    if (any_cluster_) load_before(graph, gone);
    make_groups(graph, labels);
    fate_ = decide_identities(before_, after_);
    after_rows_.resize(after_.size());
    keeper_.assign(before_.size(), -1);
    for (std::size_t group = 0; group < after_.size(); ++group)
        if (fate_.kept[group] >= 0)
            keeper_[static_cast<std::size_t>(fate_.kept[group])] = static_cast<int>(group);
    for (std::size_t group = 0; group < after_.size(); ++group) continue_or_found(group);
    settle_strays(graph, labels);
    give_fresh_ids();
    for (std::size_t group = 0; group < after_.size(); ++group) announce(group);
    crash_point("link.clusters");
    for (std::size_t old = 0; old < before_.size(); ++old) end_cluster(old);
    for (const Rid rid : gone) withdraw(rid);
    std::stable_sort(puts_.begin(), puts_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [rid, member] : puts_)
        if (member)
            tables_.members.put(rid, packed::member_value(kind_.slot, *member));
        else
            tables_.members.erase(rid);
    puts_ = {};
    tables_.members.flush();
    return std::move(changes_);
}

std::vector<Rid> ClusterWriter::moved() {
    std::sort(moved_.begin(), moved_.end());
    moved_.erase(std::unique(moved_.begin(), moved_.end()), moved_.end());
    return moved_;
}

/// Clusters that have one of these records now.
void ClusterWriter::load_before(const LinkGraph& graph, std::span<const Rid> gone) {
    std::vector<Rid> rids(graph.nodes);
    rids.insert(rids.end(), gone.begin(), gone.end());
    std::inplace_merge(rids.begin(), rids.begin() + static_cast<std::ptrdiff_t>(graph.nodes.size()),
                       rids.end());
    tables_.members.find(rids, [&](std::size_t i, const std::string_view* value) {
        if (value) entries_[rids[i]] = packed::read_member(*value);
    });
    for (const Rid rid : rids)
        if (const auto entry = entries_.find(rid); entry != entries_.end() && entry->second.present)
            load_cluster(rid, entry->second.cluster);
}

void ClusterWriter::load_cluster(Rid rid, std::int64_t number) {
    const auto [known, fresh] = before_of_.try_emplace(number, before_.size());
    if (fresh) {
        auto row = rows_.load(number);
        if (!row)
            throw StoreError(65, "the store has no cluster " + std::to_string(number) +
                                     "; run `moisson verify` and restore a backup");
        before_.push_back({static_cast<std::uint64_t>(number), row->anchor, {}});
        before_rows_.push_back(std::move(*row));
    }
    before_[known->second].members.push_back(rid);
}

/// Clusters of two and more, and records alone that were in one.
void ClusterWriter::make_groups(const LinkGraph& graph, std::span<const std::uint32_t> labels) {
    std::vector<std::uint32_t> group_of(graph.nodes.size(), 0); // of the smallest node, + 1
    std::vector<std::uint32_t> size(graph.nodes.size(), 0);
    for (const std::uint32_t label : labels) ++size[label];
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const std::uint32_t label = labels[i];
        if (size[label] == 1) {
            const auto entry = entries_.find(graph.nodes[i]);
            if (entry == entries_.end() || !entry->second.present) continue;
        }
        if (group_of[label] == 0) {
            after_.emplace_back().reserve(size[label]);
            group_of[label] = static_cast<std::uint32_t>(after_.size());
        }
        after_[group_of[label] - 1].push_back(graph.nodes[i]);
    }
}

/// Whether this record's own public id stands for no living cluster.
bool ClusterWriter::is_free(Rid rid) {
    if (!any_cluster_) return true;
    const auto living = rows_.born_as(rid);
    if (!living) return true;
    const auto old = before_of_.find(living->number);
    return old != before_of_.end() && keeper_[old->second] < 0;
}

bool ClusterWriter::names_birth(std::int64_t number, Rid rid) {
    const auto old = before_of_.find(number);
    const auto row = old != before_of_.end() ? std::optional(before_rows_[old->second]) : rows_.load(number);
    return row && !row->fresh && row->anchor == rid;
}

void ClusterWriter::continue_or_found(std::size_t group) {
    const std::vector<Rid>& members = after_[group];
    if (fate_.kept[group] < 0) return found(group);
    StoredCluster& row = after_rows_[group];
    row = before_rows_[static_cast<std::size_t>(fate_.kept[group])];
    if (members.size() > 1 || row.fresh || row.anchor != members.front()) return;
    row.number = 0; // its anchor is alone, under the id it was born with
}

/// A new cluster takes the id of the oldest of its records whose own is free.
void ClusterWriter::found(std::size_t group) {
    StoredCluster& row = after_rows_[group];
    const std::vector<Rid>& members = after_[group];
    Rid oldest = 0;
    for (const Rid rid : members)
        if ((oldest == 0 || births_.of(rid) < births_.of(oldest)) && is_free(rid)) oldest = rid;
    if (oldest != 0 && members.size() == 1) return; // alone under its own id
    row.number = next_number_++;
    row.slot = kind_.slot;
    row.anchor = oldest;
    if (oldest != 0) return;
    row.anchor = *std::min_element(members.begin(), members.end(),
                                   [&](Rid a, Rid b) { return births_.of(a) < births_.of(b); });
    without_id_.push_back(group);
}

void ClusterWriter::give_fresh_ids() {
    if (without_id_.empty()) return;
    const std::uint64_t seed = context_.random_seed ^ static_cast<std::uint64_t>(sequence_.next);
    const PublicIdRange ids =
        next_public_ids(context_.now, seed, without_id_.size(), last_public_id(database_));
    for (std::size_t i = 0; i < without_id_.size(); ++i) after_rows_[without_id_[i]].fresh = ids.at(i);
}

/// Records that come back from where nobody saw them, and are alone now.
void ClusterWriter::settle_strays(const LinkGraph& graph, std::span<const std::uint32_t> labels) {
    if (entries_.empty()) return;
    std::vector<bool> shared(graph.nodes.size(), false);
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] != i) shared[labels[i]] = shared[i] = true;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Rid rid = graph.nodes[i];
        const auto entry = entries_.find(rid);
        if (shared[i] || entry == entries_.end() || entry->second.present) continue;
        if (is_free(rid)) {
            if (names_birth(entry->second.cluster, rid))
                puts_.emplace_back(rid, std::nullopt);
            else
                return_alone(rid, 0, EventCause::records);
            continue;
        }
        StoredCluster row;
        row.number = next_number_++;
        row.slot = kind_.slot;
        row.anchor = rid;
        without_id_.push_back(after_.size());
        after_.push_back({rid});
        after_rows_.push_back(row);
        fate_.kept.push_back(-1);
        fate_.split_from.push_back(-1);
    }
}

/// Its own id denotes the record again; `from`: the cluster it leaves now, 0: it was not there.
void ClusterWriter::return_alone(Rid rid, std::int64_t from, EventCause cause) {
    if (from != 0) {
        event(EventKind::leave, from, 0, rid, cause);
        ++summary_.left;
    }
    event(EventKind::revive, 0, from, rid, cause);
    ++summary_.revived;
    puts_.emplace_back(rid, std::nullopt);
    moved_.push_back(rid);
}

EventCause ClusterWriter::cause_of(const std::vector<Rid>& members) const {
    if (everything_) return EventCause::everything;
    for (const Rid rid : members)
        if (std::binary_search(judged_.begin(), judged_.end(), rid)) return EventCause::judgement;
    return EventCause::records;
}

void ClusterWriter::event(EventKind kind, std::int64_t cluster, std::int64_t other, Rid rid,
                          EventCause cause) {
    insert_event_.with(sequence_.take(), static_cast<int>(kind), cluster, other, rid, static_cast<int>(cause))
        .run();
}

void ClusterWriter::announce(std::size_t group) {
    const std::vector<Rid>& members = after_[group];
    StoredCluster& row = after_rows_[group];
    const EventCause cause = cause_of(members);
    const int kept = fate_.kept[group];
    const auto was_in = [&](Rid rid) -> std::int64_t {
        const auto entry = entries_.find(rid);
        return entry != entries_.end() && entry->second.present ? entry->second.cluster : 0;
    };
    if (row.number == 0) { // alone under its own id
        const Rid rid = members.front();
        if (kept >= 0) { // … as before: its cluster has no other any more
            puts_.emplace_back(rid, std::nullopt);
            moved_.push_back(rid);
        } else {
            return_alone(rid, was_in(rid), cause);
        }
        return;
    }
    const bool is_new = kept < 0;
    if (is_new) {
        rows_.insert(row);
        ++kind_.clusters;
        const int from = fate_.split_from[group];
        if (from >= 0) {
            event(EventKind::split, row.number, before_rows_[static_cast<std::size_t>(from)].number, 0,
                  cause);
            ++summary_.split;
        }
        const auto entry = entries_.find(row.anchor);
        const bool had_ended = !row.fresh && entry != entries_.end() &&
                               (!entry->second.present || !names_birth(entry->second.cluster, row.anchor));
        if (had_ended) {
            event(EventKind::revive, row.number, 0, 0, cause);
            ++summary_.revived;
        }
    }
    bool changed = is_new;
    for (const Rid rid : members) {
        const std::int64_t from = was_in(rid);
        if (from == row.number && !is_new) continue;
        changed = true;
        if (from != 0) {
            event(EventKind::leave, from, row.number, rid, cause);
            ++summary_.left;
        }
        if (!is_new || rid != row.anchor) {
            event(EventKind::join, row.number, from, rid, cause);
            ++summary_.joined;
        }
        puts_.emplace_back(rid, packed::Member{row.number, true});
        moved_.push_back(rid);
    }
    if (kept >= 0)
        changed = changed || before_[static_cast<std::size_t>(kept)].members.size() != members.size();
    if (changed) changes_.push_back({row, members});
    kind_.members += members.size();
}

/// Members are counted anew for every cluster at hand; what a cluster had before goes here.
void ClusterWriter::end_cluster(std::size_t old) {
    StoredCluster& row = before_rows_[old];
    kind_.members -= before_[old].members.size();
    if (keeper_[old] >= 0) {
        if (after_rows_[static_cast<std::size_t>(keeper_[old])].number != 0) return;
        row.state = ClusterState::alone;
    } else if (const int heir = fate_.merged_into[old];
               heir >= 0 && after_rows_[static_cast<std::size_t>(heir)].number != 0) {
        const auto group = static_cast<std::size_t>(heir);
        row.state = ClusterState::merged;
        row.merged_into = after_rows_[group].number;
        event(EventKind::merge, row.merged_into, row.number, 0, cause_of(after_[group]));
        ++summary_.merged;
    } else {
        row.state = ClusterState::dissolved;
        event(EventKind::dissolve, row.number, 0, 0,
              everything_ ? EventCause::everything : EventCause::withdrawn);
        ++summary_.dissolved;
    }
    --kind_.clusters;
    changes_.push_back({row, {}});
}

void ClusterWriter::withdraw(Rid rid) {
    const auto entry = entries_.find(rid);
    if (entry == entries_.end() || !entry->second.present) return;
    event(EventKind::leave, entry->second.cluster, 0, rid, EventCause::withdrawn);
    ++summary_.left;
    puts_.emplace_back(rid, packed::Member{entry->second.cluster, false});
    moved_.push_back(rid);
}

} // namespace moisson
