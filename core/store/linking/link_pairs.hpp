// From changed link records to changed edges, the incremental way: keys, records that meet, weights.
#pragma once
#include "core/linkage/compare_rows.hpp"
#include "core/linkage/link_keys.hpp"
#include "core/linkage/link_table.hpp"
#include "core/store/linking.hpp"
#include "core/store/linking/link_kinds.hpp"
#include "core/store/linking/link_values.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace moisson {

/// What linking compares of one record, before and after; empty: it was or is not there.
struct LinkChange {
    std::int64_t rid = 0;
    std::string before, after; ///< pack(LinkRecord)
};

/// One side of a pair whose evidence changed.
struct EdgeChange {
    std::int64_t rid = 0;
    bool kept = true; ///< false: the pair is no edge any more
    packed::Edge edge;
};

class PairFinder {
public:
    PairFinder(const LinkKind& kind, LinkTables& tables, LinkSummary& summary, const LinkContext& context);
    /// Writes link records, keys and edges. `changes` by rid. Returns both sides of every pair that changed,
    /// by (rid, other).
    std::vector<EdgeChange> update(const std::vector<LinkChange>& changes);

private:
    struct Subject;
    struct Batch;
    /// A subject by its number, and a record that it meets, by one of the keys that they share.
    struct PairOf {
        std::int64_t other = 0;
        std::uint32_t subject = 0;
        std::uint32_t reason = 0; ///< of KeyCrowding
        friend auto operator<=>(const PairOf&, const PairOf&) = default;
    };
    std::vector<std::int64_t> update_keys(const std::vector<LinkChange>& changes);
    void weigh_again(std::span<const std::int64_t> rids);
    void load_subjects(std::span<const std::int64_t> rids, Batch& batch);
    void load_keys(Batch& batch);
    void collect_pairs(Batch& batch, std::span<const std::int64_t> subjects_all);
    void weigh(Batch& batch);
    std::vector<std::string> record_bytes_of(const std::vector<std::int64_t>& rids);
    void weigh_with(const Batch& batch, std::span<const PairOf> pairs, const LinkTable& others);
    void settle_edges(std::span<const std::int64_t> rids);
    void write_edges();

    const LinkKind& kind_;
    WordWeights weights_;
    LinkTables& tables_;
    LinkSummary& summary_;
    const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
    unsigned workers_;
    std::vector<EdgeChange> found_; ///< both sides of the edges there are now, of records looked at
    std::vector<EdgeChange> changed_;
};

} // namespace moisson
