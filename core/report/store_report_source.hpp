// The store as the source of a cross analysis.
#pragma once
#include "core/report/report_source.hpp"

namespace moisson {

class StoreReportSource : public ReportSource {
public:
    explicit StoreReportSource(StoreReader& reader) : reader_(reader) {}
    void for_each_cluster(std::uint16_t kind, const std::string& feed,
                          const std::function<void(const ReportCluster&)>& visit) override;
    std::vector<RecordIssue> rejects(const std::string& feed) override;

private:
    StoreReader& reader_;
};

} // namespace moisson
