// Golden records, now or as they were, to who sees all feeds or some: merged ones of clusters; a record that
// nobody linked is its own.
#pragma once
#include "core/export/feed_sight.hpp"
#include "core/store/database.hpp"
#include "core/store/identity.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/linking/cluster_window.hpp"
#include "core/store/public_ids.hpp"
#include "core/store/store.hpp"
#include "core/store/versions.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace moisson {

/// What a public id stands for now.
struct IdTarget {
    std::optional<StoredCluster> cluster;
    std::int64_t rid = 0;    ///< without a cluster: the record
    bool redirected = false; ///< it was merged into something with another id
};
std::optional<IdTarget> resolve_id(Database& database, const PublicId& id);
std::optional<IdTarget> resolve_id(Database& database, ClusterRows& rows, const PublicId& id);
/// The cluster that has this record, or had it when it was withdrawn and lives on.
std::optional<StoredCluster> cluster_of(Database& database, std::int64_t rid);

/// A part of the golden records of a kind, in the order of public ids.
struct GoldenRange {
    std::uint16_t kind = 0;
    std::optional<std::int64_t> last_seq{};     ///< as they were after that revision
    std::shared_ptr<const PastClusters> past{}; ///< of last_seq, when the caller has kept it
    std::optional<PublicId> after{};            ///< only those behind this id
    std::uint64_t most_looked_at = UINT64_MAX;  ///< also those of other kinds, and members of clusters
    std::uint64_t clusters_at_once = 16'384;    ///< records whose clusters are loaded in one go
};

class GoldenRows {
public:
    GoldenRows(Database& database, const Schema& schema, const KindNumbers& kinds);
    /// From now on a record is merged from the feeds that this sight shows, and is not there when it shows
    /// none of them. A cluster that ended, of which it shows a part, says what one of its members says.
    void look_as(const FeedSight& sight) { sight_ = sight; }
    std::optional<GoldenRecord> load(std::int64_t rid); ///< the record alone, whatever cluster it is in
    /// `last_seq`: as it was after that revision. None: it had no members.
    std::optional<GoldenRecord> load(const StoredCluster& cluster, std::optional<std::int64_t> last_seq = {});
    std::optional<GoldenRecord> load(const IdTarget& target);
    std::optional<IdTarget> resolve(const PublicId& id) { return resolve_id(database_, clusters_, id); }
    /// Active ones of a kind, by public id; `last_seq`: as they were after that revision.
    void for_each(std::uint16_t kind, std::optional<std::int64_t> last_seq,
                  const std::function<bool(const GoldenRecord&)>& visit);
    /// The same, a part of them. Returns the id to go on behind; nothing at the end.
    std::optional<PublicId> walk(const GoldenRange& range,
                                 const std::function<bool(const GoldenRecord&)>& visit);
    /// Of another version of the schema, or never linked: nothing.
    std::shared_ptr<const PastClusters> past(std::uint16_t kind, std::int64_t last_seq);

private:
    using Visit = std::function<bool(const GoldenRecord&)>;
    std::optional<PublicId> visit_birth(const Birth& birth, std::int64_t stored_kind, GoldenRange& range,
                                        ClusterWindow* clusters, const Visit& visit);
    bool visit_cluster(const StoredCluster& cluster, GoldenRange& range, const Visit& visit);
    std::optional<GoldenRecord> load_last(const StoredCluster& ended);
    GoldenRecord merged(const StoredCluster& cluster, const GoldenState& state);
    std::vector<std::int64_t> shown_members(const GoldenState& state) const;
    std::optional<GoldenRecord> merge_some(const StoredCluster& cluster, const GoldenState& state,
                                           const std::vector<std::int64_t>& rids,
                                           std::optional<std::int64_t> last_seq);
    std::optional<GoldenRecord> load_alone(const StoredCluster& cluster, std::int64_t rid,
                                           std::optional<std::int64_t> last_seq);
    /// The version to show; 0 when the record was not there.
    std::int64_t version_at(const Identity& identity, std::optional<std::int64_t> last_seq);
    void fill(GoldenRecord& golden, std::int64_t seq, std::string_view id, std::string_view seen_change,
              std::string_view body) const;
    GoldenRecord start(std::uint16_t kind, std::int64_t rid) const;
    int kind_of_slot(std::uint8_t slot);

    Database& database_;
    const Schema& schema_;
    const KindNumbers& kinds_;
    std::map<std::int64_t, std::string> feeds_;
    std::map<std::uint8_t, int> slots_; ///< → schema kind
    IdentityReader identities_;
    Versions versions_;
    PublicIds public_ids_;
    ClusterIds cluster_ids_;
    ClusterRows clusters_;
    FeedSight sight_;
    std::optional<GoldenMerger> merger_; ///< of who does not see all; made when it is needed first
    std::uint64_t merges_ = 0;           ///< that it made
};

/// The rows of a connection that only reads, kept from one question to the next: made anew when anybody has
/// written since, so that nothing older than the question's own snapshot is ever told.
class KeptGoldenRows {
public:
    KeptGoldenRows(Database& database, const Schema& schema, const KindNumbers& kinds)
        : database_(database), schema_(schema), kinds_(kinds) {}
    /// Within a read transaction, and to be used within it.
    GoldenRows& look_as(const FeedSight& sight);
    void drop() { rows_.reset(); } ///< after a failure: a statement may stand in the middle

private:
    Database& database_;
    const Schema& schema_;
    const KindNumbers& kinds_;
    std::int64_t data_version_ = 0;
    std::optional<GoldenRows> rows_;
};

/// The members of a golden record that the sight shows, and why each value won among them.
StoreReader::MergedView merged_view(Database& database, const Schema& schema, const KindNumbers& kinds,
                                    const GoldenRecord& golden, const FeedSight& sight);

} // namespace moisson
