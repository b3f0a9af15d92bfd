// What pairs of records agree in, counted by pattern: what a model is fitted to.
#pragma once
#include "core/linkage/link_model.hpp"
#include "core/linkage/link_table.hpp"
#include "core/linkage/meetings.hpp"

#include <cstdint>
#include <vector>

namespace moisson {

/// Pairs of equal levels and frequencies.
struct Pattern {
    Levels levels;
    SharedFrequency shared;
    double pairs = 0;

    /// A value that many share says how frequent it is, not how often such things agree.
    bool counts(Comparison comparison) const {
        if (comparison == Comparison::phone) return shared.phone == 0;
        if (comparison == Comparison::email) return shared.email == 0;
        return shared.name == 0 || comparison > Comparison::given;
    }
};

/// Pairs that meet, of a sample of the records that is the same whatever their order.
struct MetPatterns {
    std::vector<Pattern> patterns;
    double stands_for = 1; ///< pairs of all, for each that was counted
};
MetPatterns met_patterns(const LinkTable& table, const Meetings& meetings, unsigned workers);

/// Pairs by chance, which show how often strangers agree.
std::vector<Pattern> chance_patterns(const LinkTable& table, const Meetings& meetings, unsigned workers);

} // namespace moisson
