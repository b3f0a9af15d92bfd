// Rows of `cluster` and `cluster_event`: which public ids stand for clusters, and what became of them.
#pragma once
#include "core/store/database.hpp"
#include "core/store/linking.hpp"
#include "core/store/public_ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace moisson {

enum class ClusterState : std::uint8_t { lives, merged, dissolved, alone };

struct StoredCluster {
    std::int64_t number = 0; ///< a smaller one is older
    std::uint8_t slot = 0;
    std::int64_t anchor = 0;       ///< rid
    std::optional<PublicId> fresh; ///< its public id; without: the one that the anchor was born with
    ClusterState state = ClusterState::lives;
    std::int64_t seq = 0; ///< its latest row in `golden`
    std::int64_t merged_into = 0;
};

enum class EventKind : std::uint8_t { join, leave, merge, split, dissolve, revive };
enum class EventCause : std::uint8_t { records, withdrawn, judgement, everything };
std::string_view to_string(EventKind kind);
std::string_view to_string(EventCause cause);

struct StoredEvent {
    EventKind kind = EventKind::join;
    std::int64_t cluster = 0, other = 0, rid = 0;
    EventCause cause = EventCause::records;
};

class ClusterRows {
public:
    explicit ClusterRows(Database& database);
    std::optional<StoredCluster> load(std::int64_t number);
    /// The living cluster whose public id this record was born with.
    std::optional<StoredCluster> born_as(std::int64_t rid);
    std::optional<StoredCluster> with_fresh_id(const PublicId& id);
    void insert(const StoredCluster& cluster);
    void update(const StoredCluster& cluster); ///< state, seq, merged_into
    std::int64_t last_number();

private:
    Database& database_;
    Statement select_, born_, fresh_, insert_, update_;
};

/// When records were born: a smaller number is older, as public ids are.
class BirthOrder {
public:
    explicit BirthOrder(Database& database);
    std::int64_t of(std::int64_t rid) const; ///< the revision that created it

private:
    struct Range {
        std::int64_t first_rid, count, first_seq;
    };
    std::vector<Range> ranges_; ///< by rid
};

/// Public ids of clusters.
class ClusterIds {
public:
    explicit ClusterIds(Database& database) : rows_(database), births_(database) {}
    std::string of(std::int64_t number); ///< empty for 0 and unknown ones
    std::string of(const StoredCluster& cluster);

private:
    ClusterRows rows_;
    PublicIds births_;
};

} // namespace moisson
