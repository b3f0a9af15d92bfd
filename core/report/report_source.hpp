// What a cross analysis reads, one cluster after the other.
#pragma once
#include "core/store/store.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace moisson {

/// Everything that is published under one public id.
struct ReportCluster {
    GoldenRecord golden;
    /// Each producer's own record, as it would be published if nobody else had it: one source, its own
    /// values.
    std::vector<GoldenRecord> members;
};

class ReportSource {
public:
    virtual ~ReportSource() = default;
    /// Clusters of a kind, of one record or several, that hold at least one record of `feed`; in a stable
    /// order.
    virtual void for_each_cluster(std::uint16_t kind, const std::string& feed,
                                  const std::function<void(const ReportCluster&)>& visit) = 0;
    virtual std::vector<RecordIssue> rejects(const std::string& feed) = 0;
};

} // namespace moisson
