#include "core/store/linking/cluster_rows.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace moisson {

namespace {

constexpr const char* columns_of_cluster =
    "SELECT cluster, slot, anchor, fresh, state, seq, merged_into FROM cluster ";

StoredCluster read_cluster(const Statement& row) {
    StoredCluster cluster;
    cluster.number = row.integer(0);
    cluster.slot = static_cast<std::uint8_t>(row.integer(1));
    cluster.anchor = row.integer(2);
    if (!row.is_null(3)) {
        cluster.fresh.emplace();
        const std::string_view bytes = row.text(3);
        std::memcpy(cluster.fresh->data(), bytes.data(), std::min(bytes.size(), cluster.fresh->size()));
    }
    cluster.state = static_cast<ClusterState>(row.integer(4));
    cluster.seq = row.integer(5);
    cluster.merged_into = row.integer(6);
    return cluster;
}

std::optional<StoredCluster> first_cluster(Statement& row) {
    std::optional<StoredCluster> found;
    if (row.step()) found = read_cluster(row);
    row.reset();
    return found;
}

std::string_view id_bytes(const PublicId& id) {
    return {reinterpret_cast<const char*>(id.data()), id.size()};
}

} // namespace

std::string_view to_string(EventKind kind) {
    static constexpr std::array<std::string_view, 6> names = {"join",  "leave",    "merge",
                                                              "split", "dissolve", "revive"};
    return names.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(EventCause cause) {
    static constexpr std::array<std::string_view, 4> names = {"records", "withdrawn", "judgement",
                                                              "linked anew"};
    return names.at(static_cast<std::size_t>(cause));
}

ClusterRows::ClusterRows(Database& database)
    : database_(database), select_(database, std::string(columns_of_cluster) + "WHERE cluster = ?1"),
      born_(database, std::string(columns_of_cluster) + "WHERE anchor = ?1 AND state = 0 AND fresh IS NULL"),
      fresh_(database, std::string(columns_of_cluster) + "WHERE fresh = ?1"),
      insert_(database, "INSERT INTO cluster VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
      update_(database, "UPDATE cluster SET state = ?2, seq = ?3, merged_into = ?4 WHERE cluster = ?1") {}

std::optional<StoredCluster> ClusterRows::load(std::int64_t number) {
    select_.with(number);
    return first_cluster(select_);
}

std::optional<StoredCluster> ClusterRows::born_as(std::int64_t rid) {
    born_.with(rid);
    return first_cluster(born_);
}

std::optional<StoredCluster> ClusterRows::with_fresh_id(const PublicId& id) {
    fresh_.reset();
    fresh_.bind_blob(1, id_bytes(id));
    return first_cluster(fresh_);
}

void ClusterRows::insert(const StoredCluster& cluster) {
    insert_.with(cluster.number, cluster.slot, cluster.anchor, nullptr, static_cast<int>(cluster.state),
                 cluster.seq, cluster.merged_into);
    if (cluster.fresh) insert_.bind_blob(4, id_bytes(*cluster.fresh));
    insert_.run();
}

void ClusterRows::update(const StoredCluster& cluster) {
    update_.with(cluster.number, static_cast<int>(cluster.state), cluster.seq, cluster.merged_into).run();
}

std::int64_t ClusterRows::last_number() { return database_.number("SELECT max(cluster) FROM cluster"); }

BirthOrder::BirthOrder(Database& database) {
    Statement rows = births(database);
    while (rows.step()) {
        const Birth birth = read_birth(rows);
        ranges_.push_back({birth.first_rid, static_cast<std::int64_t>(birth.ids.count), birth.first_seq});
    }
    std::sort(ranges_.begin(), ranges_.end(),
              [](const Range& a, const Range& b) { return a.first_rid < b.first_rid; });
}

std::int64_t BirthOrder::of(std::int64_t rid) const {
    const auto after =
        std::upper_bound(ranges_.begin(), ranges_.end(), rid,
                         [](std::int64_t wanted, const Range& range) { return wanted < range.first_rid; });
    if (after == ranges_.begin()) return 0;
    const Range& range = *std::prev(after);
    return rid < range.first_rid + range.count ? range.first_seq + (rid - range.first_rid) : 0;
}

std::string ClusterIds::of(std::int64_t number) {
    if (number == 0) return {};
    const auto cluster = rows_.load(number);
    return cluster ? of(*cluster) : std::string();
}

std::string ClusterIds::of(const StoredCluster& cluster) {
    return cluster.fresh ? to_text(*cluster.fresh) : births_.of(cluster.anchor);
}

} // namespace moisson
