#include "core/store/linking/link_whole.hpp"

#include "core/linkage/fit.hpp"
#include "core/linkage/row_keys.hpp"
#include "core/store/crash_point.hpp"
#include "core/store/linking/link_values.hpp"

#include <algorithm>
#include <limits>

namespace moisson {

namespace {

using packed::Rid;

constexpr std::uint64_t whole_progress_every = 4096;

/// Writes every link record on the way.
LinkTable make_all(LinkKind& kind, LinkTables& tables, LinkRecordMaker& maker,
                   std::span<const PendingRecord> records, NamedRecords& named, const LinkContext& context,
                   LinkGraph& graph) {
    LinkTable table(kind.profile);
    table.reserve(records.size());
    auto next = records.begin();
    tables.records.rebuild(
        [&](std::int64_t, std::string_view value) { return packed::slot_of(value) != kind.slot; },
        [&](PackedMap::Entry& entry) {
            while (next != records.end() && !next->active) ++next;
            if (next == records.end()) return false;
            if (context.progress && table.size() % whole_progress_every == 0)
                context.progress(table.size(), records.size());
            const LinkRecord record = maker.make(*next, &named);
            table.add(record);
            graph.nodes.push_back(next->rid);
            graph.keys.push_back(record.key);
            entry = {next->rid, packed::record_value(kind.slot, pack(record))};
            ++next;
            return true;
        });
    maker.write_relations();
    return table;
}

struct KeyOfNode {
    std::int64_t key = 0;
    std::uint32_t node = 0;
};

/// Sorted part by part: a part fits into the processor's caches, and goes when it is written.
class KeyStream {
public:
    KeyStream(const LinkKind& kind, const LinkTable& table) : parts_(part_count) {
        std::vector<LinkKey> keys;
        for (auto& part : parts_) part.reserve(table.size() * expected_keys / part_count);
        for (std::uint32_t node = 0; node < table.size(); ++node) {
            keys.clear();
            row_keys({table, table.row(node)}, keys);
            for (const LinkKey& one : keys) {
                const std::int64_t key = packed::key_in_map(one.key, kind.slot);
                const auto part = (static_cast<std::uint64_t>(key) >> 57) ^ 64; // in the order of signed keys
                parts_[part].push_back({key, node});
            }
        }
    }

    /// Nodes of the next key, ascending; false: there is none.
    bool next(std::int64_t& key, std::vector<std::uint32_t>& nodes) {
        for (; part_ < parts_.size(); ++part_) {
            std::vector<KeyOfNode>& part = parts_[part_];
            if (at_ == 0)
                std::sort(part.begin(), part.end(), [](const KeyOfNode& a, const KeyOfNode& b) {
                    return a.key != b.key ? a.key < b.key : a.node < b.node;
                });
            if (at_ < part.size()) break;
            part = {};
            at_ = 0;
        }
        if (part_ == parts_.size()) return false;
        const std::vector<KeyOfNode>& part = parts_[part_];
        key = part[at_].key;
        nodes.clear();
        for (; at_ < part.size() && part[at_].key == key; ++at_)
            if (nodes.empty() || nodes.back() != part[at_].node) nodes.push_back(part[at_].node);
        return true;
    }

private:
    static constexpr std::size_t part_count = 128, expected_keys = 16;
    std::vector<std::vector<KeyOfNode>> parts_;
    std::size_t part_ = 0, at_ = 0;
};

void write_keys(const LinkKind& kind, LinkTables& tables, const LinkGraph& graph, const LinkTable& table) {
    KeyStream stream(kind, table);
    std::vector<std::uint32_t> nodes;
    std::vector<Rid> rids;
    tables.keys.rebuild(
        [&](std::int64_t, std::string_view value) { return packed::slot_of(value) != kind.slot; },
        [&](PackedMap::Entry& entry) {
            if (!stream.next(entry.key, nodes)) return false;
            rids.clear();
            for (const std::uint32_t node : nodes) rids.push_back(graph.nodes[node]);
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
            const std::uint32_t node =
                std::min(forth == edges.end() ? none : forth->a, from == back.end() ? none : edges[*from].b);
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
    LinkTable table = make_all(kind, tables, maker, records, named, context, graph);
    crash_point("link.records");
    if (fit)
        kind.model =
            fit_link_model(table, kind.model.version + 1,
                           static_cast<std::uint64_t>(std::max<UnixTime>(context.now, 0)), context.workers);
    else
        table.weigh(kind.model);
    std::vector<LinkEdge> edges = all_edges(kind.model, kind.thresholds, table, context.workers);
    summary.changed += table.size();
    summary.looked_at += table.size();
    summary.edges += edges.size();
    write_edges(kind, tables, graph, edges);
    crash_point("link.edges");
    graph.edges.reserve(edges.size());
    for (const LinkEdge& edge : edges) graph.edges.push_back({edge.a, edge.b, edge.weight});
    edges = {};
    write_keys(kind, tables, graph, table);
    crash_point("link.keys");
    kind.records = graph.nodes.size();
    if (context.progress) context.progress(records.size(), records.size());
    return graph;
}

} // namespace moisson
