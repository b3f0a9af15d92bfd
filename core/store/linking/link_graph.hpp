// Records and the pairs between them, as clustering takes them.
#pragma once
#include "core/linkage/cluster.hpp"
#include "core/store/linking/judgement_rows.hpp"
#include "core/store/linking/link_kinds.hpp"

#include <cstdint>
#include <vector>

namespace moisson {

struct LinkGraph {
    std::vector<std::int64_t> nodes; ///< rids of present records, ascending
    std::vector<std::uint64_t> keys; ///< LinkRecord::key of each
    std::vector<ClusterEdge> edges;
    std::vector<ClusterVerdict> verdicts;
};

/// Whole components around the seeds: what is reached over pairs that weigh enough and over verdicts "same".
/// `seeds` ascending; those that are no records of the linker are left out.
LinkGraph components_around(const LinkKind& kind, LinkTables& tables, const Verdicts& verdicts,
                            std::vector<std::int64_t> seeds);
/// Adds the verdicts between its nodes.
void add_verdicts(LinkGraph& graph, const Verdicts& verdicts);

} // namespace moisson
