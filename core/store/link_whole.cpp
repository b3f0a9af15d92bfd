#include "core/store/link_whole.hpp"

#include "core/linkage/fit.hpp"
#include "core/store/crash_point.hpp"
#include "core/store/link_values.hpp"

#include <algorithm>
#include <limits>

namespace moisson {

namespace {

using packed::Rid;

constexpr std::uint64_t whole_progress_every = 4096;

/// Writes every link record on the way.
std::vector<LinkRecord> make_all(LinkKind& kind, LinkTables& tables, LinkRecordMaker& maker,
                                 std::span<const PendingRecord> records, NamedRecords& named,
                                 const LinkContext& context, LinkGraph& graph) {
    std::vector<LinkRecord> made;
    made.reserve(records.size());
    auto next = records.begin();
    tables.records.rebuild(
        [&](std::int64_t, std::string_view value) { return packed::slot_of(value) != kind.slot; },
        [&](PackedMap::Entry& entry) {
            while (next != records.end() && !next->active) ++next;
            if (next == records.end()) return false;
            if (context.progress && made.size() % whole_progress_every == 0)
                context.progress(made.size(), records.size());
            made.push_back(maker.make(*next, &named));
            graph.nodes.push_back(next->rid);
            graph.keys.push_back(made.back().key);
            entry = {next->rid, packed::record_value(kind.slot, pack(made.back()))};
            ++next;
            return true;
        });
    maker.write_relations();
    return made;
}

struct KeyOf {
    std::int64_t key = 0;
    std::uint32_t node = 0;
};

/// Read from the link records again: by now those in memory have gone.
void write_keys(const LinkKind& kind, LinkTables& tables, const LinkGraph& graph) {
    std::vector<KeyOf> keys;
    keys.reserve(graph.nodes.size() * 8);
    std::vector<LinkKey> of_one;
    tables.records.find(graph.nodes, [&](std::size_t i, const std::string_view* value) {
        if (!value) return;
        link_keys(kind.model, unpack_link_record(packed::record_bytes(*value)), of_one);
        for (const LinkKey& key : of_one)
            keys.push_back({packed::key_in_map(key.key, kind.slot), static_cast<std::uint32_t>(i)});
    });
    std::sort(keys.begin(), keys.end(), [](const KeyOf& a, const KeyOf& b) {
        return a.key != b.key ? a.key < b.key : a.node < b.node;
    });
    auto next = keys.begin();
    std::vector<Rid> rids;
    tables.keys.rebuild([&](std::int64_t, std::string_view value) { return packed::slot_of(value) != kind.slot; },
                        [&](PackedMap::Entry& entry) {
                            if (next == keys.end()) return false;
                            rids.clear();
                            entry.key = next->key;
                            for (; next != keys.end() && next->key == entry.key; ++next)
                                rids.push_back(graph.nodes[next->node]);
                            entry.value = packed::rids_value(kind.slot, rids);
                            return true;
                        });
}

/// Both sides of every edge, by rid.
void write_edges(const LinkKind& kind, LinkTables& tables, const LinkGraph& graph,
                 const std::vector<LinkEdge>& edges) {
    std::vector<std::uint32_t> back(edges.size()); // edges by (b, a); they come by (a, b)
    for (std::uint32_t i = 0; i < back.size(); ++i) back[i] = i;
    std::stable_sort(back.begin(), back.end(),
                     [&](std::uint32_t x, std::uint32_t y) { return edges[x].b < edges[y].b; });
    auto forth = edges.begin();
    auto from = back.begin();
    std::vector<packed::Edge> near;
    tables.edges.rebuild(
        [&](std::int64_t, std::string_view value) { return packed::slot_of(value) != kind.slot; },
        [&](PackedMap::Entry& entry) {
            constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
            const std::uint32_t node = std::min(forth == edges.end() ? none : forth->a,
                                                from == back.end() ? none : edges[*from].b);
            if (node == none) return false;
            near.clear();
            for (; from != back.end() && edges[*from].b == node; ++from)
                near.push_back({graph.nodes[edges[*from].a], edges[*from].levels, edges[*from].weight});
            for (; forth != edges.end() && forth->a == node; ++forth)
                near.push_back({graph.nodes[forth->b], forth->levels, forth->weight});
            entry = {graph.nodes[node], packed::edges_value(kind.slot, near)};
            return true;
        });
}

} // namespace

LinkGraph link_whole(LinkKind& kind, LinkTables& tables, LinkRecordMaker& maker,
                     std::span<const PendingRecord> records, NamedRecords& named, const LinkContext& context,
                     bool fit, LinkSummary& summary) {
    LinkGraph graph;
    std::vector<LinkRecord> made = make_all(kind, tables, maker, records, named, context, graph);
    crash_point("link.records");
    if (fit)
        kind.model = fit_link_model(kind.profile, made, kind.model.version + 1,
                                    static_cast<std::uint64_t>(std::max<UnixTime>(context.now, 0)), context.workers);
    std::vector<LinkEdge> edges = all_edges(kind.model, kind.thresholds, made, context.workers);
    summary.changed += made.size();
    summary.looked_at += made.size();
    summary.edges += edges.size();
    made = {};
    write_edges(kind, tables, graph, edges);
    crash_point("link.edges");
    graph.edges.reserve(edges.size());
    for (const LinkEdge& edge : edges) graph.edges.push_back({edge.a, edge.b, edge.weight});
    edges = {};
    write_keys(kind, tables, graph);
    crash_point("link.keys");
    kind.records = graph.nodes.size();
    if (context.progress) context.progress(records.size(), records.size());
    return graph;
}

} // namespace moisson
