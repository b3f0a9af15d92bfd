// All pairs of a whole kind in memory: the first linking, refits, and the reference that incremental linking
// must equal.
#pragma once
#include "core/linkage/compare.hpp"
#include "core/linkage/link_keys.hpp"
#include "core/linkage/link_table.hpp"
#include "core/linkage/meetings.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace moisson {

struct LinkEdge {               ///< a pair that is at least reviewed
    std::uint32_t a = 0, b = 0; ///< indexes of records, a < b
    Levels levels;
    float weight = 0; ///< guarded
};

/// Every pair that meets and weighs at least thresholds.review, ordered by (a, b). `workers` threads compare;
/// the result does not depend on their number.
std::vector<LinkEdge> all_edges(const LinkModel& model, const LinkThresholds& thresholds,
                                std::span<const LinkRecord> records, unsigned workers);

/// The same without a LinkRecord for each: what a million records fit in. `table` has been weighed with
/// `model`.
std::vector<LinkEdge> all_edges(const LinkModel& model, const LinkThresholds& thresholds,
                                const LinkTable& table, unsigned workers);

/// The same for meetings of that table, crowded as the model has it.
std::vector<LinkEdge> all_edges(const LinkModel& model, const LinkThresholds& thresholds,
                                const LinkTable& table, const Meetings& meetings, unsigned workers);

/// Fits word weights, then class priors and levels by expectation and maximisation over the pairs that meet
/// (aggregated by pattern), starting from the priors. Needs no labels. Same records = same model.
LinkModel fit_link_model(const LinkProfile& profile, std::span<const LinkRecord> records,
                         std::uint32_t version, std::uint64_t now, unsigned workers);

/// The same for rows; leaves `table` weighed with the new model.
LinkModel fit_link_model(LinkTable& table, std::uint32_t version, std::uint64_t now, unsigned workers);

/// The same in two steps: words, after which the rows have their keys; then everything else, which leaves
/// `meetings` crowded as the new model has it.
LinkModel fit_words(LinkTable& table, std::uint32_t version, std::uint64_t now);
void fit_pairs(LinkModel& model, const LinkTable& table, Meetings& meetings, unsigned workers);

} // namespace moisson
