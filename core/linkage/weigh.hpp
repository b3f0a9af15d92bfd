// A pair of rows weighed as fast as many are: names, which cost most to compare, only where they can matter.
#pragma once
#include "core/linkage/compare_rows.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace moisson {

struct WeighedPair {
    Levels levels;
    float weight = 0; ///< guarded
};

/// Gives what compare_rows(), link_weight() and guarded_weight() give. One thread at a time: it remembers
/// what patterns weigh.
class PairWeigher {
public:
    PairWeigher(const LinkModel& model, const LinkThresholds& thresholds);

    /// Nothing when the pair is lighter than thresholds.review. `shared`: a function that gives
    /// SharedFrequency, asked only for pairs that would be kept without.
    template<typename Shared>
    std::optional<WeighedPair> weigh(const RowOf& a, const RowOf& b, Shared&& shared) {
        const std::optional<Compared> compared = look(a, b);
        return compared ? settle(*compared, shared()) : std::nullopt;
    }

private:
    struct Compared {
        Levels levels;
        PairGuard guard = PairGuard::none;
    };
    std::optional<Compared> look(const RowOf& a, const RowOf& b);
    std::optional<WeighedPair> settle(const Compared& compared, SharedFrequency shared) const;
    bool too_light(PairGuard guard, double weight) const;
    /// A pattern and what it weighs.
    struct Known {
        std::uint64_t pattern = 0; ///< 0: none, as no pair has no level at all
        double weight = 0;
    };
    /// The most that a pair of these levels can weigh, whatever its names say.
    double most(Levels but_name);

    const LinkModel& model_;
    const LinkThresholds& thresholds_;
    std::vector<Known> most_;
};

} // namespace moisson
