// From weighted pairs to clusters: greedy correlation clustering. The result depends on the set of pairs
// only, never on the order in which they came.
#pragma once
#include "core/linkage/link_model.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace moisson {

struct ClusterEdge {
    std::uint32_t a = 0, b = 0; ///< indexes of nodes
    float weight = 0;
};

/// What a person decided of a pair; wins over every weight.
struct ClusterVerdict {
    std::uint32_t a = 0, b = 0;
    bool same = false;
};

/// `keys[i]`: LinkRecord::key of node i, for ties. Returns for every node the smallest index of its cluster.
/// All nodes of every connected component of the edges with weight >= thresholds.same (and of `same`
/// verdicts) must be given together. Source: pairs sorted by weight, two clusters merge when the sum over
/// their pairs of clamp(weight - same, -20, 12), and review - same - 1 for two records without a pair, is
/// positive.
std::vector<std::uint32_t> cluster(std::span<const std::uint64_t> keys, std::span<const ClusterEdge> edges,
                                   std::span<const ClusterVerdict> verdicts,
                                   const LinkThresholds& thresholds);

} // namespace moisson
