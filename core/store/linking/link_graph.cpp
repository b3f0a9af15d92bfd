#include "core/store/linking/link_graph.hpp"

#include "core/linkage/link_record.hpp"
#include "core/store/linking/link_values.hpp"

#include <algorithm>

namespace moisson {

namespace {

using packed::Rid;

void sort_unique(std::vector<Rid>& rids) {
    std::sort(rids.begin(), rids.end());
    rids.erase(std::unique(rids.begin(), rids.end()), rids.end());
}

struct NodeEdge {
    Rid a = 0, b = 0;
    float weight = 0;
};

/// Seeds, then who is reached from them, ring by ring: each ring is one pass over sorted keys.
class ComponentWalk {
public:
    ComponentWalk(const LinkKind& kind, LinkTables& tables, const Verdicts& verdicts)
        : kind_(kind), tables_(tables), verdicts_(verdicts) {}

    void run(std::vector<Rid> ring) {
        while (!ring.empty()) {
            const std::vector<Rid> fresh = add(ring);
            next_.clear();
            look(fresh);
            sort_unique(next_);
            ring.clear();
            std::set_difference(next_.begin(), next_.end(), nodes.begin(), nodes.end(),
                                std::back_inserter(ring));
        }
    }

    std::vector<Rid> nodes;      ///< ascending
    std::vector<NodeEdge> edges; ///< a < b; some b are no nodes

private:
    /// Those of the ring that have a link record: others are withdrawn, or of another kind.
    std::vector<Rid> add(const std::vector<Rid>& ring) {
        std::vector<Rid> fresh, all;
        tables_.records.find(ring, [&](std::size_t i, const std::string_view* value) {
            if (value && packed::slot_of(*value) == kind_.slot) fresh.push_back(ring[i]);
        });
        std::set_union(nodes.begin(), nodes.end(), fresh.begin(), fresh.end(), std::back_inserter(all));
        nodes = std::move(all);
        return fresh;
    }

    void look(const std::vector<Rid>& fresh) {
        std::vector<packed::Edge> near;
        tables_.edges.find(fresh, [&](std::size_t i, const std::string_view* value) {
            if (!value) return;
            packed::read_edges(*value, near);
            for (const packed::Edge& edge : near) {
                if (fresh[i] < edge.other) edges.push_back({fresh[i], edge.other, edge.weight});
                if (edge.weight >= kind_.thresholds.same) next_.push_back(edge.other);
            }
        });
        if (verdicts_.empty()) return;
        for (const Rid rid : fresh)
            for (const Verdicts::Other& other : verdicts_.of(rid))
                if (other.same) next_.push_back(other.rid);
    }

    const LinkKind& kind_;
    LinkTables& tables_;
    const Verdicts& verdicts_;
    std::vector<Rid> next_;
};

std::int64_t index_of(const std::vector<Rid>& nodes, Rid rid) {
    const auto found = std::lower_bound(nodes.begin(), nodes.end(), rid);
    return found != nodes.end() && *found == rid ? found - nodes.begin() : -1;
}

} // namespace

LinkGraph components_around(const LinkKind& kind, LinkTables& tables, const Verdicts& verdicts,
                            std::vector<Rid> seeds) {
    ComponentWalk walk(kind, tables, verdicts);
    walk.run(std::move(seeds));
    LinkGraph graph;
    graph.nodes = std::move(walk.nodes);
    std::sort(walk.edges.begin(), walk.edges.end(),
              [](const NodeEdge& a, const NodeEdge& b) { return a.a != b.a ? a.a < b.a : a.b < b.b; });
    for (const NodeEdge& edge : walk.edges) {
        const std::int64_t a = index_of(graph.nodes, edge.a), b = index_of(graph.nodes, edge.b);
        if (a >= 0 && b >= 0)
            graph.edges.push_back(
                {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), edge.weight});
    }
    graph.keys.resize(graph.nodes.size());
    tables.records.find(graph.nodes, [&](std::size_t i, const std::string_view* value) {
        if (value) graph.keys[i] = unpack_link_record(packed::record_bytes(*value)).key;
    });
    add_verdicts(graph, verdicts);
    return graph;
}

void add_verdicts(LinkGraph& graph, const Verdicts& verdicts) {
    if (verdicts.empty()) return;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        for (const Verdicts::Other& other : verdicts.of(graph.nodes[i])) {
            const std::int64_t b = index_of(graph.nodes, other.rid);
            if (b > static_cast<std::int64_t>(i))
                graph.verdicts.push_back(
                    {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(b), other.same});
        }
}

} // namespace moisson
