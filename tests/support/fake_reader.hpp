// A StoreReader made of what a test puts in: golden records, feed states, outbox rows.
#pragma once
#include "core/store/store.hpp"

namespace moisson::test {

class FakeReader : public StoreReader {
public:
    std::vector<GoldenRecord> records;
    std::vector<FeedState> states;
    std::vector<OutboxRow> rows;
    std::vector<RevisionRow> revisions;
    std::int64_t current = 1;

    std::int64_t revision() override { return current; }
    std::vector<FeedState> feeds() override { return states; }
    FeedState feed(const std::string&) override { return {}; }
    KnownIndex known_records(const std::string&) override { return {}; }
    std::vector<RunRow> runs(const std::string&, std::size_t) override { return {}; }
    std::optional<RunRow> run(RunId) override { return {}; }
    std::vector<RecordIssue> rejects(const std::string&, Severity) override { return {}; }
    std::map<std::string, std::uint64_t> reject_counts(const std::string&) override { return {}; }
    std::vector<OutboxRow> outbox() override { return rows; }
    std::vector<RemoteObject> remote_objects(const std::string&) override { return {}; }
    std::vector<Approval> approvals() override { return {}; }
    std::vector<Consultation> consulted;
    std::vector<Consultation> consultations(const std::string&, const std::string&) override {
        return consulted;
    }
    void for_each_golden(std::uint16_t kind, UnixTime,
                         const std::function<bool(const GoldenRecord&)>& visit) override {
        for (const GoldenRecord& record : records)
            if (record.kind == kind && !visit(record)) return;
    }
    std::optional<GoldenRecord> golden(const std::string&) override { return {}; }
    std::vector<GoldenRecord> find(const std::string&) override { return records; }
    std::vector<RevisionRow> history(const std::string&) override { return revisions; }
    std::vector<RevisionTime> revision_times() override { return {}; }
    void for_each_revision(RunId, const std::function<bool(const RevisionRow&)>&) override {}
    void for_each_revision_since(std::int64_t, const std::function<bool(const RevisionRow&)>&) override {}
    void for_each_difference(const std::string&, RunId, const std::function<bool(const DiffRow&)>&) override {
    }
    std::vector<Alias> aliases(const std::string&) override { return {}; }
    std::vector<ResourceCheck> resource_checks(const std::string&, const std::string&, std::size_t) override {
        return {};
    }
    std::map<std::string, std::uint64_t> dead_resources() override { return {}; }
    DeadAddresses dead_addresses() override { return {}; }
    void for_each_record(const std::string&, const std::vector<std::uint32_t>&,
                         const std::function<void(std::uint32_t, const Record&)>&) override {}
    std::uint64_t count(std::uint16_t) override { return records.size(); }
    std::uint64_t database_bytes() override { return 0; }
    void clusters(std::uint16_t, const std::function<bool(const ClusterRow&)>&) override {}
    MergedView merged_view(const GoldenRecord& golden) override { return {{golden}, {}}; }
    std::vector<PairRow> review_pairs(std::uint16_t, std::size_t) override { return {}; }
    std::vector<PairRow> edges_of(const std::string&) override { return {}; }
    void for_each_event_since(std::int64_t, const std::function<bool(const ClusterEvent&)>&) override {}
    std::vector<Judgement> judgements(bool) override { return {}; }
    std::vector<Pin> pins(bool) override { return {}; }
    std::vector<Opposition> oppositions() override { return {}; }
    LinkModel link_model(std::uint16_t) override { return {}; }
    LinkThresholds link_thresholds(std::uint16_t) override { return {}; }
};

} // namespace moisson::test
