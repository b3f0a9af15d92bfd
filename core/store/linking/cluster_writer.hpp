// From a partition of records to clusters with public ids that keep their meaning, members and events.
#pragma once
#include "core/linkage/identities.hpp"
#include "core/store/linking/cluster_rows.hpp"
#include "core/store/linking/link_graph.hpp"
#include "core/store/linking/link_values.hpp"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace moisson {

/// The next revisions.
struct Sequence {
    std::int64_t next = 1;
    std::int64_t take() { return next++; }
};

/// A cluster whose members are others than before, ascending; none: it ended.
struct ClusterChange {
    StoredCluster cluster;
    std::vector<std::int64_t> members;
};

class ClusterWriter {
public:
    ClusterWriter(Database& database, LinkKind& kind, LinkTables& tables, const LinkContext& context,
                  LinkSummary& summary, Sequence& sequence);

    /// `labels`: of each node of the graph, the smallest node of its cluster. `gone`: withdrawn since,
    /// ascending. `judged`: whose verdicts changed, ascending. Writes clusters, members and events; the rows
    /// of `golden`, and the clusters' `seq`, are the caller's.
    std::vector<ClusterChange> write(const LinkGraph& graph, std::span<const std::uint32_t> labels,
                                     std::span<const std::int64_t> gone, std::span<const std::int64_t> judged,
                                     bool everything);
    /// Records whose cluster is another one than before, ascending: their children look again.
    std::vector<std::int64_t> moved();

private:
    struct Before;
    struct Group;
    void load_before(const LinkGraph& graph, std::span<const std::int64_t> gone);
    void load_cluster(std::int64_t rid, std::int64_t number);
    void make_groups(const LinkGraph& graph, std::span<const std::uint32_t> labels);
    void continue_or_found(std::size_t group);
    bool is_free(std::int64_t rid);
    void found(std::size_t group);
    void return_alone(std::int64_t rid, std::int64_t from, EventCause cause);
    void announce(std::size_t group);
    void end_cluster(std::size_t old);
    void withdraw(std::int64_t rid);
    void settle_strays(const LinkGraph& graph, std::span<const std::uint32_t> labels);
    void give_fresh_ids();
    void event(EventKind kind, std::int64_t cluster, std::int64_t other, std::int64_t rid, EventCause cause);
    EventCause cause_of(const std::vector<std::int64_t>& members) const;
    bool names_birth(std::int64_t number, std::int64_t rid);

    Database& database_;
    LinkKind& kind_;
    LinkTables& tables_;
    const LinkContext& context_;
    LinkSummary& summary_;
    Sequence& sequence_;
    ClusterRows rows_;
    BirthOrder births_;
    Statement insert_event_;

    std::vector<OldCluster> before_;
    std::vector<StoredCluster> before_rows_;
    std::unordered_map<std::int64_t, std::size_t> before_of_;  ///< cluster → index
    std::unordered_map<std::int64_t, packed::Member> entries_; ///< of nodes and gone records
    std::vector<std::vector<std::int64_t>> after_;
    std::vector<StoredCluster> after_rows_; ///< number 0: the record is alone
    std::vector<std::size_t> without_id_;   ///< of after_rows_: need a fresh one
    ClusterFate fate_;
    std::vector<int> keeper_; ///< per cluster before: the group that keeps its id, or -1
    std::span<const std::int64_t> judged_;
    bool everything_ = false;
    bool any_cluster_ = false; ///< there ever was one
    std::int64_t next_number_ = 0;
    std::vector<ClusterChange> changes_;
    std::vector<std::int64_t> moved_;
    std::vector<std::pair<std::int64_t, std::optional<packed::Member>>> puts_;
};

} // namespace moisson
