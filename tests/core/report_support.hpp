// Clusters for the tests of the cross analysis, without a store.
#pragma once
#include "core/report/cross_report.hpp"
#include "tests/core/golden_support.hpp"

namespace moisson::test {

class FakeReportSource : public ReportSource {
public:
    std::vector<ReportCluster> clusters;
    std::vector<RecordIssue> issues;

    void for_each_cluster(std::uint16_t kind, const std::string&,
                          const std::function<void(const ReportCluster&)>& visit) override {
        for (const ReportCluster& cluster : clusters)
            if (cluster.golden.kind == kind) visit(cluster);
    }
    std::vector<RecordIssue> rejects(const std::string&) override { return issues; }

    /// Records of one thing; the first one's values are those of the merged record.
    void add(const std::vector<GoldenMember>& members) {
        const auto schema = golden_schema();
        ReportCluster cluster;
        for (const GoldenMember& said : members) {
            GoldenRecord member;
            member.kind = static_cast<std::uint16_t>(schema->find("structure"));
            member.sources = {{said.feed, said.id}};
            const Kind& kind = schema->kind(member.kind);
            member.record = Record{member.kind, said.id, std::vector<Value>(kind.fields.size())};
            member.origin.resize(kind.fields.size());
            for (const auto& [name, value] : said.values)
                member.record.values.at(static_cast<std::size_t>(kind.find(name))) = value;
            cluster.members.push_back(member);
        }
        cluster.golden = cluster.members[0];
        for (std::size_t i = 1; i < cluster.members.size(); ++i)
            cluster.golden.sources.push_back(cluster.members[i].sources[0]);
        clusters.push_back(std::move(cluster));
    }
};

inline std::shared_ptr<FeedConfig> report_feed(std::string id, std::string producer,
                                               std::map<std::string, std::string> personal_data = {}) {
    auto made = std::make_shared<FeedConfig>();
    made->id = std::move(id);
    made->title = "Flux " + producer;
    made->producer.name = std::move(producer);
    made->license.id = "lov2";
    made->source.type = "csv";
    made->personal_data = std::move(personal_data);
    return made;
}

inline CrossReport report_of(FakeReportSource& source, const std::vector<std::shared_ptr<FeedConfig>>& feeds,
                             std::size_t examples = 5) {
    ReportOptions options{
        .examples = examples, .now = 1795651200, .feeds = {}, .remembered = {}}; // 2026-11-26
    for (const auto& feed : feeds) options.feeds.push_back(feed);
    return gather_report(source, *golden_schema(), *feeds[0], options);
}

} // namespace moisson::test
