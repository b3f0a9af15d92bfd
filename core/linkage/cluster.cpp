#include "core/linkage/cluster.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace moisson {

namespace {

/// Source: linkage design, but for two records without a pair: it has -8 for them, which broke things that
/// many producers describe badly into pieces. No pair is evidence that nobody kept, lighter than a review.
constexpr double most_for = 12, most_against = -20, below_review = 1;
constexpr double score_steps =
    1024; ///< scores are multiples of its inverse: their sum does not depend on the order

struct Neighbour {
    std::uint32_t node = 0;
    float score = 0;
};

class Clusterer {
public:
    Clusterer(std::span<const std::uint64_t> keys, std::span<const ClusterEdge> edges,
              std::span<const ClusterVerdict> verdicts, const LinkThresholds& thresholds)
        : keys_(keys), verdicts_(verdicts), same_(thresholds.same),
          no_pair_(std::min(thresholds.review - thresholds.same, 0.0) - below_review),
          edges_(edges.begin(), edges.end()), cluster_(keys.size()), members_(keys.size()) {
        std::iota(cluster_.begin(), cluster_.end(), 0U);
        for (std::uint32_t node = 0; node < keys.size(); ++node) members_[node] = {node};
        collect_different();
        order_edges();
        find_neighbours();
    }

    std::vector<std::uint32_t> run() {
        for (const ClusterVerdict& verdict : verdicts_)
            if (verdict.same) merge(verdict.a, verdict.b);
        for (bool merged = true; merged;) {
            merged = false;
            for (const ClusterEdge& edge : edges_)
                if (edge.weight >= same_ && belong_together(cluster_[edge.a], cluster_[edge.b]))
                    merged = merge(edge.a, edge.b);
        }
        std::vector<std::uint32_t> smallest(keys_.size());
        for (std::uint32_t node = 0; node < keys_.size(); ++node)
            smallest[node] =
                *std::min_element(members_[cluster_[node]].begin(), members_[cluster_[node]].end());
        return smallest;
    }

private:
    void order_edges() {
        const auto low = [&](const ClusterEdge& e) { return std::min(keys_[e.a], keys_[e.b]); };
        const auto high = [&](const ClusterEdge& e) { return std::max(keys_[e.a], keys_[e.b]); };
        std::sort(edges_.begin(), edges_.end(), [&](const ClusterEdge& x, const ClusterEdge& y) {
            if (x.weight != y.weight) return x.weight > y.weight;
            return low(x) != low(y) ? low(x) < low(y) : high(x) < high(y);
        });
    }

    void find_neighbours() {
        begin_.assign(keys_.size() + 1, 0);
        for (const ClusterEdge& edge : edges_) ++begin_[edge.a + 1], ++begin_[edge.b + 1];
        std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
        neighbours_.resize(edges_.size() * 2);
        std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
        for (const ClusterEdge& edge : edges_) {
            const double above = std::clamp(edge.weight - same_, most_against, most_for);
            const auto score = static_cast<float>(std::round(above * score_steps) / score_steps);
            neighbours_[next[edge.a]++] = {edge.b, score};
            neighbours_[next[edge.b]++] = {edge.a, score};
        }
    }

    /// Of one cluster that is to join another: whether a person said that a member of each are different.
    bool forbidden(std::uint32_t x, std::uint32_t y) const {
        if (different_.empty()) return false;
        return std::any_of(members_[x].begin(), members_[x].end(), [&](std::uint32_t node) {
            const auto [begin, end] =
                std::equal_range(different_.begin(), different_.end(), std::pair(node, 0U),
                                 [](const auto& a, const auto& b) { return a.first < b.first; });
            return std::any_of(begin, end, [&](const auto& pair) { return cluster_[pair.second] == y; });
        });
    }

    void collect_different() {
        for (const ClusterVerdict& verdict : verdicts_)
            if (!verdict.same) {
                different_.emplace_back(verdict.a, verdict.b);
                different_.emplace_back(verdict.b, verdict.a);
            }
        std::sort(different_.begin(), different_.end());
    }

    bool belong_together(std::uint32_t x, std::uint32_t y) const {
        if (x == y) return false;
        if (members_[x].size() > members_[y].size()) std::swap(x, y);
        if (forbidden(x, y)) return false;
        double sum = 0;
        std::size_t met = 0;
        for (const std::uint32_t node : members_[x])
            for (std::uint32_t at = begin_[node]; at < begin_[node + 1]; ++at)
                if (cluster_[neighbours_[at].node] == y) {
                    sum += neighbours_[at].score;
                    ++met;
                }
        const std::size_t strangers = members_[x].size() * members_[y].size() - met;
        return sum + no_pair_ * static_cast<double>(strangers) > 0;
    }

    bool merge(std::uint32_t a, std::uint32_t b) {
        std::uint32_t x = cluster_[a], y = cluster_[b];
        if (x == y) return true;
        if (members_[x].size() > members_[y].size()) std::swap(x, y);
        for (const std::uint32_t node : members_[x]) cluster_[node] = y;
        members_[y].insert(members_[y].end(), members_[x].begin(), members_[x].end());
        members_[x] = {};
        return true;
    }

    std::span<const std::uint64_t> keys_;
    std::span<const ClusterVerdict> verdicts_;
    double same_, no_pair_;
    std::vector<ClusterEdge> edges_;
    std::vector<std::uint32_t> cluster_;
    std::vector<std::vector<std::uint32_t>> members_;
    std::vector<std::uint32_t> begin_;
    std::vector<Neighbour> neighbours_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> different_; ///< both ways, sorted
};

} // namespace

std::vector<std::uint32_t> cluster(std::span<const std::uint64_t> keys, std::span<const ClusterEdge> edges,
                                   std::span<const ClusterVerdict> verdicts,
                                   const LinkThresholds& thresholds) {
    return Clusterer(keys, edges, verdicts, thresholds).run();
}

} // namespace moisson
