#include "core/store/linking/cluster_window.hpp"

#include <algorithm>

namespace moisson {

namespace {

/// Clusters of one kind that end the statement's text with its condition.
std::vector<StoredCluster> load_clusters(Database& database, const std::string& condition, std::int64_t first,
                                         std::int64_t second, std::int64_t third) {
    std::vector<std::int64_t> numbers;
    Statement rows(database, "SELECT cluster FROM cluster WHERE " + condition);
    for (rows.with(first, second, third); rows.step();) numbers.push_back(rows.integer(0));
    rows.reset();
    std::vector<StoredCluster> clusters;
    ClusterRows stored(database);
    for (const std::int64_t number : numbers)
        if (auto cluster = stored.load(number)) clusters.push_back(std::move(*cluster));
    return clusters;
}

} // namespace

PastClusters::PastClusters(Database& database, std::uint8_t slot, std::int64_t last_seq) {
    std::vector<std::int64_t> numbers;
    Statement rows(database, "SELECT DISTINCT cluster FROM golden WHERE seq > ?1");
    for (rows.with(last_seq); rows.step();) numbers.push_back(rows.integer(0));
    rows.reset();
    ClusterRows stored(database);
    for (const std::int64_t number : numbers) {
        const auto cluster = stored.load(number);
        if (!cluster || cluster->slot != slot) continue;
        changed.insert(number);
        if (const auto state = golden_state_at(database, cluster->seq, last_seq))
            for (const packed::NamedRid& member : state->members) members.push_back(member.rid);
    }
    std::sort(members.begin(), members.end());
}

ClusterWindow::ClusterWindow(Database& database, std::uint8_t slot, std::optional<std::int64_t> last_seq,
                             std::shared_ptr<const PastClusters> past)
    : database_(database), slot_(slot), last_seq_(last_seq), members_map_(database, "link_member"),
      past_(std::move(past)) {
    const std::string living = last_seq ? "" : " AND state = 0";
    fresh_ = load_clusters(
        database, "fresh IS NOT NULL AND slot = ?1 AND ?2 = ?3" + living + " ORDER BY fresh", slot, 0, 0);
    if (!last_seq) return;
    if (!past_) past_ = std::make_shared<PastClusters>(database, slot, *last_seq);
    std::erase_if(fresh_, [&](const StoredCluster& cluster) { return !existed(cluster); });
}

bool ClusterWindow::existed(const StoredCluster& cluster) {
    const auto state = golden_state_at(database_, cluster.seq, *last_seq_);
    return state && !state->members.empty();
}

void ClusterWindow::begin(std::int64_t first, std::uint64_t count, std::uint64_t at_once) {
    loaded_ = loaded_end_ = first;
    end_ = first + static_cast<std::int64_t>(count);
    at_once_ = static_cast<std::int64_t>(at_once);
}

void ClusterWindow::load(std::int64_t rid) {
    if (rid >= loaded_ && rid < loaded_end_) return;
    loaded_ = rid;
    loaded_end_ = std::max(rid + 1, std::min(end_, rid + at_once_));
    load_founders(loaded_, loaded_end_);
    load_members(loaded_, loaded_end_);
}

void ClusterWindow::load_members(std::int64_t first, std::int64_t end) {
    members_.clear();
    members_map_.walk(first, [&](std::int64_t rid, std::string_view value) {
        if (rid >= end) return false;
        const packed::Member member = packed::read_member(value);
        if (member.present && (!past_ || !past_->changed.contains(member.cluster))) members_.push_back(rid);
        return true;
    });
    if (!past_) return;
    const auto from = std::lower_bound(past_->members.begin(), past_->members.end(), first);
    const auto to = std::lower_bound(from, past_->members.end(), end);
    const auto middle = static_cast<std::ptrdiff_t>(members_.size());
    members_.insert(members_.end(), from, to);
    std::inplace_merge(members_.begin(), members_.begin() + middle, members_.end());
}

void ClusterWindow::load_founders(std::int64_t first, std::int64_t end) {
    const std::string living = last_seq_ ? "" : " AND state = 0";
    founders_ = load_clusters(database_,
                              "anchor >= ?1 AND anchor < ?2 AND slot = ?3 AND fresh IS NULL" + living +
                                  " ORDER BY anchor",
                              first, end, slot_);
    if (last_seq_) std::erase_if(founders_, [&](const StoredCluster& cluster) { return !existed(cluster); });
}

const StoredCluster* ClusterWindow::founded(std::int64_t rid) {
    load(rid);
    const auto found = std::lower_bound(
        founders_.begin(), founders_.end(), rid,
        [](const StoredCluster& cluster, std::int64_t wanted) { return cluster.anchor < wanted; });
    return found != founders_.end() && found->anchor == rid ? &*found : nullptr;
}

bool ClusterWindow::is_member(std::int64_t rid) {
    load(rid);
    return std::binary_search(members_.begin(), members_.end(), rid);
}

std::optional<std::uint8_t> slot_of_kind(Database& database, const std::string& kind) {
    Statement row(database, "SELECT slot FROM link_kind WHERE kind = ?1");
    if (!row.with(kind).step()) return std::nullopt;
    return static_cast<std::uint8_t>(row.integer(0));
}

} // namespace moisson
