#include "core/mapping/filter.hpp"

#include <algorithm>

namespace moisson {

RecordFilter::RecordFilter(const FeedConfig& feed, SelectorList& selectors)
    : keep_(compile_conditions(feed.keep, selectors)), drop_(compile_conditions(feed.drop, selectors)) {}

bool RecordFilter::keeps(const RawRecord& raw, FoldedSlots& folded) const {
    return all_hold(keep_, raw, folded) &&
           std::none_of(drop_.begin(), drop_.end(),
                        [&](const ConditionTest& test) { return test.holds(raw, folded); });
}

} // namespace moisson
