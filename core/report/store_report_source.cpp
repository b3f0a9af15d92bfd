#include "core/report/store_report_source.hpp"

#include <algorithm>
#include <utility>

namespace moisson {
namespace {

bool holds_record_of(const GoldenRecord& golden, const std::string& feed) {
    return std::any_of(golden.sources.begin(), golden.sources.end(),
                       [&](const GoldenRecord::Member& member) { return member.feed == feed; });
}

} // namespace

void StoreReportSource::for_each_cluster(std::uint16_t kind, const std::string& feed,
                                         const std::function<void(const ReportCluster&)>& visit) {
    // Clusters are read after the cursor has passed them: a reader has one statement of a kind open.
    std::vector<GoldenRecord> together;
    reader_.for_each_golden(kind, 0, [&](const GoldenRecord& golden) {
        if (!holds_record_of(golden, feed)) return true;
        if (golden.sources.size() == 1)
            visit({golden, {golden}});
        else
            together.push_back(golden);
        return true;
    });
    for (GoldenRecord& golden : together) {
        std::vector<GoldenRecord> own = reader_.merged_view(golden).members;
        for (GoldenRecord& member : own) member.public_id = golden.public_id;
        visit({std::move(golden), std::move(own)});
    }
}

std::vector<RecordIssue> StoreReportSource::rejects(const std::string& feed) {
    return reader_.rejects(feed, Severity::error);
}

} // namespace moisson
