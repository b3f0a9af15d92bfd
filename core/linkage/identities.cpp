#include "core/linkage/identities.hpp"

#include <algorithm>
#include <unordered_map>

namespace moisson {

namespace {

constexpr std::uint32_t anchor_weight = 3;

struct CommonMembers {
    std::uint32_t old_cluster = 0, new_cluster = 0, weight = 0;
};

/// One entry per pair of an old and a new cluster with common members.
std::vector<CommonMembers> common_members(std::span<const OldCluster> before,
                                          std::span<const std::vector<std::int64_t>> after) {
    std::unordered_map<std::int64_t, std::uint32_t> now;
    for (std::uint32_t i = 0; i < after.size(); ++i)
        for (const std::int64_t record : after[i]) now.emplace(record, i);
    std::vector<CommonMembers> common;
    for (std::uint32_t i = 0; i < before.size(); ++i) {
        std::unordered_map<std::uint32_t, std::uint32_t> weights;
        for (const std::int64_t record : before[i].members)
            if (const auto found = now.find(record); found != now.end())
                weights[found->second] += record == before[i].anchor ? 1 + anchor_weight : 1;
        for (const auto& [cluster, weight] : weights) common.push_back({i, cluster, weight});
    }
    return common;
}

} // namespace

ClusterFate decide_identities(std::span<const OldCluster> before,
                              std::span<const std::vector<std::int64_t>> after) {
    ClusterFate fate{std::vector<int>(after.size(), -1), std::vector<int>(after.size(), -1),
                     std::vector<int>(before.size(), -1)};
    std::vector<CommonMembers> common = common_members(before, after);
    const auto smallest = [&](std::uint32_t cluster) {
        return *std::min_element(after[cluster].begin(), after[cluster].end());
    };
    std::sort(common.begin(), common.end(), [&](const CommonMembers& a, const CommonMembers& b) {
        if (a.weight != b.weight) return a.weight > b.weight;
        if (a.old_cluster != b.old_cluster) return before[a.old_cluster].id < before[b.old_cluster].id;
        return smallest(a.new_cluster) < smallest(b.new_cluster);
    });
    std::vector<bool> kept(before.size(), false);
    for (const CommonMembers& pair : common)
        if (!kept[pair.old_cluster] && fate.kept[pair.new_cluster] < 0) {
            fate.kept[pair.new_cluster] = static_cast<int>(pair.old_cluster);
            kept[pair.old_cluster] = true;
        }
    for (const CommonMembers& pair : common) { // heaviest first: the first that fits is the one that counts
        if (fate.kept[pair.new_cluster] < 0 && fate.split_from[pair.new_cluster] < 0)
            fate.split_from[pair.new_cluster] = static_cast<int>(pair.old_cluster);
        if (!kept[pair.old_cluster] && fate.merged_into[pair.old_cluster] < 0)
            fate.merged_into[pair.old_cluster] = static_cast<int>(pair.new_cluster);
    }
    return fate;
}

} // namespace moisson
