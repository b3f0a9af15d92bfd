#include "core/linkage/fit_patterns.hpp"

#include "core/linkage/compare_rows.hpp"
#include "core/threads/run_tasks.hpp"

#include <algorithm>
#include <utility>

namespace moisson {

namespace {

/// Pairs that are looked at; of more, those of an even share of the records. The fit does not get better by
/// more.
constexpr std::uint64_t most_pairs = 1'000'000;
constexpr std::size_t most_chance_pairs = 200'000;
constexpr std::size_t most_ungathered = 32'768; ///< of one task

std::uint32_t ordinal(const SharedFrequency& shared) {
    return std::uint32_t{shared.name} << 16 | std::uint32_t{shared.phone} << 8 | shared.email;
}

bool pattern_before(const Pattern& a, const Pattern& b) {
    if (a.levels != b.levels) return a.levels.bits < b.levels.bits;
    return ordinal(a.shared) < ordinal(b.shared);
}

/// Adds up equal patterns.
void gather(std::vector<Pattern>& patterns) {
    std::sort(patterns.begin(), patterns.end(), pattern_before);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (kept && !pattern_before(patterns[kept - 1], patterns[i]))
            patterns[kept - 1].pairs += patterns[i].pairs;
        else
            patterns[kept++] = patterns[i];
    }
    patterns.resize(kept);
    patterns.shrink_to_fit(); // few are left of many
}

/// All patterns of all tasks.
std::vector<Pattern> together(const std::vector<std::vector<Pattern>>& found) {
    std::vector<Pattern> patterns;
    for (const auto& part : found) patterns.insert(patterns.end(), part.begin(), part.end());
    gather(patterns);
    return patterns;
}

/// The records that are asked whom they meet: one in so many, by their keys, so that their order does not
/// matter.
struct Sample {
    std::uint64_t one_in = 1;
    bool has(const LinkRow& row) const { return row.key % one_in == 0; }
    /// Of how many pairs each that is found stands for one: all are asked, and a pair is found by its first
    /// record; or some are, and a pair is found by both.
    double stands_for() const { return one_in == 1 ? 1 : static_cast<double>(one_in) / 2; }
};

std::vector<Pattern> patterns_of(const LinkTable& table, const Meetings& meetings, Sample sample,
                                 unsigned workers) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < table.size(); ++row)
        if (sample.has(table.row(row))) rows.push_back(row);
    const std::size_t tasks = (rows.size() + rows_per_task - 1) / rows_per_task;
    std::vector<std::vector<Pattern>> found(tasks);
    run_tasks(tasks, workers, [&](std::size_t task) {
        std::vector<std::uint32_t> others;
        Meetings::Reasons reasons;
        std::size_t most = most_ungathered;
        const std::size_t end = std::min<std::size_t>(rows.size(), (task + 1) * rows_per_task);
        for (std::size_t at = task * rows_per_task; at < end; ++at) {
            const std::uint32_t row = rows[at];
            if (sample.one_in == 1)
                meetings.after(row, reasons, others);
            else
                meetings.of(row, reasons, others);
            for (const std::uint32_t other : others) {
                const Levels levels = compare_rows({table, table.row(row)}, {table, table.row(other)});
                found[task].push_back({levels, meetings.frequency(row, other), 1});
            }
            if (found[task].size() < most) continue;
            gather(found[task]);
            most = std::max(most_ungathered, 2 * found[task].size());
        }
        gather(found[task]);
    });
    return together(found);
}

/// Rows in the order of their keys, as many as `first` of them.
std::vector<std::uint32_t> rows_by_key(const LinkTable& table, std::size_t first) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
    order.reserve(table.size());
    for (std::uint32_t row = 0; row < table.size(); ++row) order.emplace_back(table.row(row).key, row);
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(first, order.size()));
    if (end != order.end()) std::nth_element(order.begin(), end, order.end());
    std::sort(order.begin(), end);
    std::vector<std::uint32_t> rows;
    for (auto at = order.begin(); at != end; ++at) rows.push_back(at->second);
    return rows;
}

} // namespace

MetPatterns met_patterns(const LinkTable& table, const Meetings& meetings, unsigned workers) {
    // By keys, pairs that share several count several times: there are fewer than that.
    const std::uint64_t most = meetings.pairs_at_most();
    const Sample sample{most > most_pairs ? 2 * most / most_pairs : 1};
    return {patterns_of(table, meetings, sample, workers), sample.stands_for()};
}

/// Pairs of neighbours in the order of keys, which is as good as chance and the same for every order of
/// records.
std::vector<Pattern> chance_patterns(const LinkTable& table, const Meetings& meetings, unsigned workers) {
    const std::vector<std::uint32_t> order = rows_by_key(table, most_chance_pairs + 1);
    const std::size_t records = order.size();
    const std::size_t pairs = records < 2 ? 0 : std::min(most_chance_pairs, records * (records - 1) / 2);
    const std::size_t tasks = (pairs + rows_per_task - 1) / rows_per_task;
    std::vector<std::vector<Pattern>> found(tasks);
    run_tasks(tasks, workers, [&](std::size_t task) {
        for (std::size_t i = task * rows_per_task; i < std::min(pairs, (task + 1) * rows_per_task); ++i) {
            const std::uint32_t a = order[i % records], b = order[(i + 1 + i / records) % records];
            const Levels levels = compare_rows({table, table.row(a)}, {table, table.row(b)});
            found[task].push_back({levels, meetings.frequency(a, b), 1});
        }
        gather(found[task]);
    });
    return together(found);
}

} // namespace moisson
