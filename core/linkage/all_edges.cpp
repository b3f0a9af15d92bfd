#include "core/linkage/fit.hpp"
#include "core/linkage/weigh.hpp"
#include "core/threads/run_tasks.hpp"

#include <algorithm>

namespace moisson {

namespace {

/// Pairs of one run of rows with their weights.
class EdgeFinder {
public:
    EdgeFinder(const LinkModel& model, const LinkThresholds& thresholds, const LinkTable& table,
               const Meetings& meetings)
        : weigher_(model, thresholds), table_(table), meetings_(meetings) {}

    std::vector<LinkEdge> find(std::span<const std::uint32_t> rows) {
        std::vector<LinkEdge> edges;
        std::vector<std::uint32_t> others;
        Meetings::Reasons reasons;
        for (const std::uint32_t row : rows) {
            meetings_.after(row, reasons, others);
            for (const std::uint32_t other : others) look(row, other, edges);
        }
        return edges;
    }

private:
    void look(std::uint32_t a, std::uint32_t b, std::vector<LinkEdge>& edges) {
        const RowOf row_a{table_, table_.row(a)}, row_b{table_, table_.row(b)};
        if (const auto pair = weigher_.weigh(row_a, row_b, [&] { return meetings_.frequency(a, b); }))
            edges.push_back({a, b, pair->levels, pair->weight});
    }

    PairWeigher weigher_;
    const LinkTable& table_;
    const Meetings& meetings_;
};

} // namespace

std::vector<LinkEdge> all_edges(const LinkModel& model, const LinkThresholds& thresholds,
                                const LinkTable& table, const Meetings& meetings, unsigned workers) {
    const std::vector<std::uint32_t> rows = table.rows_by_zone();
    const std::size_t tasks = (rows.size() + rows_per_task - 1) / rows_per_task;
    std::vector<std::vector<LinkEdge>> found(tasks);
    run_tasks(tasks, workers, [&](std::size_t task) {
        const std::size_t begin = task * rows_per_task;
        const auto part =
            std::span(rows).subspan(begin, std::min<std::size_t>(rows_per_task, rows.size() - begin));
        found[task] = EdgeFinder(model, thresholds, table, meetings).find(part);
    });
    std::vector<LinkEdge> edges;
    for (auto& part : found) edges.insert(edges.end(), part.begin(), part.end());
    std::sort(edges.begin(), edges.end(),
              [](const LinkEdge& x, const LinkEdge& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
    return edges;
}

std::vector<LinkEdge> all_edges(const LinkModel& model, const LinkThresholds& thresholds,
                                const LinkTable& table, unsigned workers) {
    Meetings meetings(table, TableKeys(table, 0, workers), workers);
    meetings.crowd(model.crowding);
    return all_edges(model, thresholds, table, meetings, workers);
}

std::vector<LinkEdge> all_edges(const LinkModel& model, const LinkThresholds& thresholds,
                                std::span<const LinkRecord> records, unsigned workers) {
    LinkTable table(model.profile);
    table.reserve(records.size());
    for (const LinkRecord& record : records) table.add(record);
    table.weigh(model);
    return all_edges(model, thresholds, table, workers);
}

} // namespace moisson
