// Which records of a stretch of row numbers found or belong to clusters, now or as it was: what a walk over
// records asks for each of them.
#pragma once
#include "core/store/linking/golden_writer.hpp"
#include "core/store/packed/packed_map.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace moisson {

class ClusterWindow {
public:
    /// `last_seq`: as it was after that revision.
    ClusterWindow(Database& database, std::uint8_t slot, std::optional<std::int64_t> last_seq);
    /// Loads the stretch [first, first + count), as far as it is needed; row numbers asked for next ascend in
    /// it.
    void begin(std::int64_t first, std::uint64_t count);
    /// The cluster whose public id this record was born with.
    const StoredCluster* founded(std::int64_t rid);
    bool is_member(std::int64_t rid);
    /// Clusters with ids of their own, by public id.
    const std::vector<StoredCluster>& fresh() const { return fresh_; }

private:
    void load(std::int64_t rid);
    void load_members(std::int64_t first, std::int64_t end);
    void load_founders(std::int64_t first, std::int64_t end);
    void load_past(); ///< members at that time; 8 bytes for each of them
    bool existed(const StoredCluster& cluster);

    Database& database_;
    std::uint8_t slot_;
    std::optional<std::int64_t> last_seq_;
    PackedMap members_map_;
    std::int64_t loaded_ = 0, loaded_end_ = 0, end_ = 0;
    std::vector<std::int64_t> members_, past_members_;
    std::vector<StoredCluster> founders_, fresh_; ///< by anchor; by id
};

/// Slots of linked kinds, and what a public id of a cluster leads to.
std::optional<std::uint8_t> slot_of_kind(Database& database, const std::string& kind);

} // namespace moisson
