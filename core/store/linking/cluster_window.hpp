// Which records of a stretch of row numbers found or belong to clusters, now or as it was: what a walk over
// records asks for each of them.
#pragma once
#include "core/store/linking/golden_writer.hpp"
#include "core/store/packed/packed_map.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_set>
#include <vector>

namespace moisson {

/// What has changed in the clusters of one kind since a revision: all else is now as it was then. Costs what
/// changed.
struct PastClusters {
    PastClusters(Database& database, std::uint8_t slot, std::int64_t last_seq);
    std::unordered_set<std::int64_t> changed; ///< their numbers
    std::vector<std::int64_t> members;        ///< rids that were in them then; sorted
};

class ClusterWindow {
public:
    /// `last_seq`: as it was after that revision; `past` of that revision, when the caller has kept it.
    ClusterWindow(Database& database, std::uint8_t slot, std::optional<std::int64_t> last_seq,
                  std::shared_ptr<const PastClusters> past = nullptr);
    /// Loads the stretch [first, first + count), as far as it is needed, `at_once` records each time; row
    /// numbers asked for next ascend in it.
    void begin(std::int64_t first, std::uint64_t count, std::uint64_t at_once);
    /// The cluster whose public id this record was born with.
    const StoredCluster* founded(std::int64_t rid);
    bool is_member(std::int64_t rid);
    /// Clusters with ids of their own, by public id.
    const std::vector<StoredCluster>& fresh() const { return fresh_; }

private:
    void load(std::int64_t rid);
    void load_members(std::int64_t first, std::int64_t end);
    void load_founders(std::int64_t first, std::int64_t end);
    bool existed(const StoredCluster& cluster);

    Database& database_;
    std::uint8_t slot_;
    std::optional<std::int64_t> last_seq_;
    PackedMap members_map_;
    std::shared_ptr<const PastClusters> past_; ///< set when last_seq_ is
    std::int64_t loaded_ = 0, loaded_end_ = 0, end_ = 0, at_once_ = 1;
    std::vector<std::int64_t> members_;
    std::vector<StoredCluster> founders_, fresh_; ///< by anchor; by id
};

/// Slots of linked kinds, and what a public id of a cluster leads to.
std::optional<std::uint8_t> slot_of_kind(Database& database, const std::string& kind);

} // namespace moisson
