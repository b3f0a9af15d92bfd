#include "core/report/store_report_source.hpp"

#include "core/mapping/mapping.hpp"

#include <algorithm>
#include <map>
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
        std::vector<GoldenRecord> own = members(golden);
        visit({std::move(golden), std::move(own)});
    }
}

/// What each member says now: the last state that the history of the cluster knows of it.
std::vector<GoldenRecord> StoreReportSource::members(const GoldenRecord& golden) {
    std::map<std::pair<std::string, std::string>, std::string> bodies;
    for (RevisionRow& row : reader_.history(golden.public_id))
        bodies[{row.feed, row.id}] = std::move(row.after);
    std::vector<GoldenRecord> found;
    for (const GoldenRecord::Member& source : golden.sources) {
        const auto body = bodies.find({source.feed, source.id});
        if (body == bodies.end() || body->second.empty()) continue;
        GoldenRecord member;
        member.public_id = golden.public_id;
        member.kind = golden.kind;
        member.sources = {source};
        member.record = read_body(schema_, golden.kind, source.id, body->second);
        member.origin.assign(member.record.values.size(), 0);
        found.push_back(std::move(member));
    }
    return found;
}

std::vector<RecordIssue> StoreReportSource::rejects(const std::string& feed) {
    return reader_.rejects(feed, Severity::error);
}

} // namespace moisson
