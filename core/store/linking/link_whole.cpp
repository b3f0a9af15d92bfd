#include "core/store/linking/link_whole.hpp"

#include "core/linkage/fit.hpp"
#include "core/linkage/table_keys.hpp"
#include "core/store/crash_point.hpp"
#include "core/store/linking/link_values.hpp"

#include <algorithm>
#include <future>
#include <limits>
#include <utility>

namespace moisson {

namespace {

using packed::Rid;

constexpr std::size_t whole_records_at_once = 2048; ///< in memory as they are stored, before they are rows

/// Makes the link records of a kind, some thousands at once: rows to compare, and entries to store. While
/// some are read from the store, those before them are brought to their normal form, and those before these
/// are packed; the store is used by the caller's thread alone.
class WholeRecords {
public:
    WholeRecords(const LinkKind& kind, LinkRecordMaker& maker, std::span<const PendingRecord> records,
                 NamedRecords& named, const LinkContext& context, LinkGraph& graph)
        : kind_(kind), maker_(maker), records_(records), named_(named), context_(context), graph_(graph),
          table_(kind.profile) {
        table_.reserve(records.size());
    }

    bool next(PackedMap::Entry& entry) {
        while (at_ == packed_.entries.size())
            if (!fill()) return false;
        entry = std::move(packed_.entries[at_++]);
        return true;
    }

    LinkTable take_table() { return std::move(table_); }

private:
    struct Batch {
        std::vector<PendingRecord> records;
        std::vector<Version> said;
        std::vector<LinkRecord> made;
        std::vector<PackedMap::Entry> entries;
    };

    /// Every batch takes one step. False: there is none any more.
    bool fill() {
        Batch read = read_batch();
        if (packs_.valid()) packs_.get();
        if (normalises_.valid()) normalises_.get();
        packed_ = std::move(made_);
        at_ = 0;
        made_ = std::exchange(read_, std::move(read));
        maker_.relate(made_.records, made_.said, &named_, made_.made);
        if (!made_.records.empty()) packs_ = std::async(std::launch::async, [this] { pack_batch(made_); });
        if (!read_.records.empty())
            normalises_ = std::async(std::launch::async, [this] {
                read_.made = maker_.normalise(read_.records, read_.said, context_.workers);
            });
        if (context_.progress) context_.progress(done_, records_.size());
        return !(packed_.entries.empty() && made_.records.empty() && read_.records.empty());
    }

    Batch read_batch() {
        Batch batch;
        for (; done_ < records_.size() && batch.records.size() < whole_records_at_once; ++done_)
            if (records_[done_].active) batch.records.push_back(records_[done_]);
        batch.said = maker_.read(batch.records);
        return batch;
    }

    void pack_batch(Batch& batch) {
        batch.entries.assign(batch.records.size(), {});
        add_rows(table_, batch.records.size(), context_.workers, [&](std::size_t i, LinkTable& part) {
            part.add(batch.made[i]);
            batch.entries[i] = {batch.records[i].rid, packed::record_value(kind_.slot, pack(batch.made[i]))};
        });
        for (std::size_t i = 0; i < batch.records.size(); ++i) {
            graph_.nodes.push_back(batch.records[i].rid);
            graph_.keys.push_back(batch.made[i].key);
        }
        batch.said.clear(); // here, where no one waits
        batch.made.clear();
    }

    const LinkKind& kind_;
    LinkRecordMaker& maker_;
    std::span<const PendingRecord> records_;
    NamedRecords& named_;
    const LinkContext& context_;
    LinkGraph& graph_;
    LinkTable table_;
    Batch read_, made_, packed_; ///< by their last step that is done; the next may be under way
    std::size_t at_ = 0, done_ = 0;
    std::future<void> packs_, normalises_; ///< last: they end before what they work on
};

/// What a map has of other kinds stays.
auto of_others(const LinkKind& kind) {
    return
        [slot = kind.slot](std::int64_t, std::string_view value) { return packed::slot_of(value) != slot; };
}

/// Writes every link record on the way.
LinkTable make_all(LinkKind& kind, LinkTables& tables, LinkRecordMaker& maker,
                   std::span<const PendingRecord> records, NamedRecords& named, const LinkContext& context,
                   LinkGraph& graph) {
    WholeRecords whole(kind, maker, records, named, context, graph);
    tables.records.rebuild(of_others(kind), [&](PackedMap::Entry& entry) { return whole.next(entry); });
    maker.write_relations();
    return whole.take_table();
}

/// Gives back the memory of what it has written.
void write_keys(const LinkKind& kind, LinkTables& tables, const LinkGraph& graph, TableKeys& keys) {
    std::size_t part = 0, at = 0;
    std::vector<Rid> rids;
    tables.keys.rebuild(of_others(kind), [&](PackedMap::Entry& entry) {
        while (part < TableKeys::part_count && at == keys.part(part).size()) {
            keys.forget(part++);
            at = 0;
        }
        if (part == TableKeys::part_count) return false;
        const std::span<const KeyOfRow> block = next_block(keys.part(part), at);
        at += block.size();
        rids.clear();
        for (const KeyOfRow& one : block) rids.push_back(graph.nodes[one.row]);
        entry.key = packed::key_in_map(block.front().key, kind.slot);
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
    tables.edges.rebuild(of_others(kind), [&](PackedMap::Entry& entry) {
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
                     std::vector<PendingRecord> records, NamedRecords& named, const LinkContext& context,
                     bool fit, LinkSummary& summary) {
    LinkGraph graph;
    LinkTable table = make_all(kind, tables, maker, records, named, context, graph);
    const std::size_t count = std::exchange(records, {}).size();
    crash_point("link.records");
    if (fit)
        kind.model = fit_words(table, kind.model.version + 1,
                               static_cast<std::uint64_t>(std::max<UnixTime>(context.now, 0)));
    else
        table.weigh(kind.model);
    TableKeys keys(table, packed::key_mask(kind.slot), context.workers);
    Meetings meetings(table, keys, context.workers);
    // The store is written by this thread alone; meanwhile the others compare.
    auto compared = std::async(std::launch::async, [&] {
        if (fit)
            fit_pairs(kind.model, table, meetings, context.workers);
        else
            meetings.crowd(kind.model.crowding);
        return all_edges(kind.model, kind.thresholds, table, meetings, context.workers);
    });
    write_keys(kind, tables, graph, keys);
    crash_point("link.keys");
    std::vector<LinkEdge> edges = compared.get();
    summary.changed += table.size();
    summary.looked_at += table.size();
    summary.edges += edges.size();
    write_edges(kind, tables, graph, edges);
    crash_point("link.edges");
    graph.edges.reserve(edges.size());
    for (const LinkEdge& edge : edges) graph.edges.push_back({edge.a, edge.b, edge.weight});
    kind.records = graph.nodes.size();
    if (context.progress) context.progress(count, count);
    return graph;
}

} // namespace moisson
