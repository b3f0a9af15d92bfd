// What a portal holds, counted: for a person who wonders whether to harvest it.
#pragma once
#include "daemon/harvest/examine.hpp"

#include <string>
#include <vector>

namespace moisson {

/// How many data sets have this value; "" counts those without one.
struct ValueCount {
    std::string field, value;
    std::uint64_t count = 0;
};

/// Counts by organisation and by licence over a whole snapshot, the most frequent first, at most `most` of
/// each. Empty for feeds that are no portal, and for a snapshot that cannot be read.
std::vector<ValueCount> preview_counts(const ExamineRequest& request, std::size_t most = 10);

} // namespace moisson
