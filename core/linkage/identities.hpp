// Which new cluster continues which old one, so that public ids never change meaning.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace moisson {

struct OldCluster {
    std::uint64_t id = 0;    ///< the store's number; a smaller one is older
    std::int64_t anchor = 0; ///< the record that founded it
    std::vector<std::int64_t> members;
};

struct ClusterFate {
    /// Per new cluster: index into old clusters whose id it keeps, or -1 (a new id).
    std::vector<int> kept;
    /// Per new cluster without an old id: old cluster that it was split from, or -1.
    std::vector<int> split_from;
    /// Per old cluster whose id no new cluster keeps: the new cluster that has most of it (redirect), or -1
    /// (dissolved).
    std::vector<int> merged_into;
};

/// Weight of (old, new) = sum over common records of 1, + 3 for the anchor; pairs by (weight descending,
/// older id first), greedily.
ClusterFate decide_identities(std::span<const OldCluster> before,
                              std::span<const std::vector<std::int64_t>> after);

} // namespace moisson
