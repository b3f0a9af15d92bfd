// Evidence of one pair.
#pragma once
#include "core/linkage/link_model.hpp"
#include "core/linkage/link_record.hpp"

namespace moisson {

/// Symmetric. About a microsecond.
Levels compare(const LinkModel& model, const LinkRecord& a, const LinkRecord& b);

/// What is certain before any weight. Source: linkage design, deterministic guards.
enum class PairGuard : std::uint8_t {
    none,
    at_most_review,  ///< two valid SIRET of different SIREN; two ids of one producer in a kind with
                     ///< parents (services) or resources (data sets): it knows its own
    at_least_review, ///< the same valid SIRET in the same zone
};
PairGuard pair_guard(const LinkRecord& a, const LinkRecord& b);

/// The weight after the guard: capped just below `same`, or raised to `review`.
double guarded_weight(double weight, PairGuard guard, const LinkThresholds& thresholds);

} // namespace moisson
