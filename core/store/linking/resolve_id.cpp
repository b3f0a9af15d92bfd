// What a public id stands for now: a record, a cluster, or what it was merged into.
#include "core/store/linking/golden_rows.hpp"

namespace moisson {

namespace {

/// Follows mergers to the cluster at their end.
std::optional<StoredCluster> heir_of(ClusterRows& rows, std::optional<StoredCluster> cluster) {
    while (cluster && cluster->state == ClusterState::merged) cluster = rows.load(cluster->merged_into);
    return cluster;
}

std::optional<packed::Member> member_entry(Database& database, std::int64_t rid) {
    const auto value = PackedMap(database, "link_member").find(rid);
    return value ? std::optional(packed::read_member(*value)) : std::nullopt;
}

IdTarget target_of(Database& database, ClusterRows& rows, const std::optional<StoredCluster>& from,
                   std::int64_t rid) {
    const auto cluster = heir_of(rows, from);
    if (cluster && cluster->state == ClusterState::lives) return {cluster, 0, true};
    if (!cluster || cluster->state != ClusterState::alone || cluster->anchor == rid) return {{}, rid, false};
    if (auto joined = cluster_of(database, cluster->anchor)) return {std::move(joined), 0, true};
    return {{}, cluster->anchor, true};
}

} // namespace

std::optional<StoredCluster> cluster_of(Database& database, std::int64_t rid) {
    const auto entry = member_entry(database, rid);
    if (!entry) return std::nullopt;
    ClusterRows rows(database);
    const auto cluster = heir_of(rows, rows.load(entry->cluster));
    return cluster && cluster->state == ClusterState::lives ? cluster : std::nullopt;
}

std::optional<IdTarget> resolve_id(Database& database, const PublicId& id) {
    ClusterRows rows(database);
    return resolve_id(database, rows, id);
}

std::optional<IdTarget> resolve_id(Database& database, ClusterRows& rows, const PublicId& id) {
    if (const auto rid = find_rid(database, id)) {
        if (auto living = rows.born_as(*rid)) return IdTarget{std::move(living), 0, false};
        const auto entry = member_entry(database, *rid);
        return entry ? target_of(database, rows, rows.load(entry->cluster), *rid) : IdTarget{{}, *rid, false};
    }
    auto cluster = rows.with_fresh_id(id);
    if (!cluster) return std::nullopt;
    if (cluster->state == ClusterState::lives) return IdTarget{std::move(cluster), 0, false};
    IdTarget target = target_of(database, rows, cluster, 0);
    if (!target.redirected) target.cluster = std::move(cluster); // a tombstone
    return target;
}

} // namespace moisson
