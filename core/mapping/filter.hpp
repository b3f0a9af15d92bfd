// [filter] of a feed file: which raw records are taken at all.
#pragma once
#include "core/mapping/conditions.hpp"

namespace moisson {

/// Kept: every `keep` condition holds and no `drop` condition does.
class RecordFilter {
public:
    RecordFilter(const FeedConfig& feed,
                 SelectorList& selectors); ///< throws std::invalid_argument on a bad regex
    bool keeps(const RawRecord& raw, FoldedSlots& folded) const;

private:
    Conditions keep_, drop_;
};

} // namespace moisson
