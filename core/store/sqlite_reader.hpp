// StoreReader on SQLite. Each public call is one read transaction.
#pragma once
#include "core/store/database.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/store.hpp"

#include <map>
#include <string>

namespace moisson {

class SqliteReader final : public StoreReader {
public:
    SqliteReader(const std::filesystem::path& file, std::shared_ptr<const Schema> schema);

    std::int64_t revision() override;
    std::vector<FeedState> feeds() override;
    FeedState feed(const std::string& feed) override;
    KnownIndex known_records(const std::string& feed) override;
    std::vector<RunRow> runs(const std::string& feed, std::size_t limit) override;
    std::optional<RunRow> run(RunId run) override;
    std::vector<RecordIssue> rejects(const std::string& feed, Severity least) override;
    std::map<std::string, std::uint64_t> reject_counts(const std::string& feed) override;
    std::vector<OutboxRow> outbox() override;
    std::vector<RemoteObject> remote_objects(const std::string& target) override;
    std::vector<Approval> approvals() override;
    std::vector<Consultation> consultations(const std::string& first_day,
                                            const std::string& last_day) override;
    void for_each_golden(std::uint16_t kind, UnixTime as_of,
                         const std::function<bool(const GoldenRecord&)>& visit) override;
    std::optional<GoldenRecord> golden(const std::string& public_id) override;
    std::vector<GoldenRecord> find(const std::string& id) override;
    std::vector<RevisionRow> history(const std::string& public_id) override;
    std::vector<RevisionTime> revision_times() override;
    void for_each_revision(RunId run, const std::function<bool(const RevisionRow&)>& visit) override;
    void for_each_revision_since(std::int64_t after,
                                 const std::function<bool(const RevisionRow&)>& visit) override;
    void for_each_difference(const std::string& feed, RunId run,
                             const std::function<bool(const DiffRow&)>& visit) override;
    std::vector<Alias> aliases(const std::string& feed) override;
    std::vector<ResourceCheck> resource_checks(const std::string& feed, const std::string& after,
                                               std::size_t limit) override;
    std::map<std::string, std::uint64_t> dead_resources() override;
    DeadAddresses dead_addresses() override;
    void for_each_record(const std::string& feed, const std::vector<std::uint32_t>& locals,
                         const std::function<void(std::uint32_t, const Record&)>& visit) override;
    std::uint64_t count(std::uint16_t kind) override;
    std::uint64_t database_bytes() override;
    void clusters(std::uint16_t kind, const std::function<bool(const ClusterRow&)>& visit) override;
    MergedView merged_view(const GoldenRecord& golden) override;
    std::vector<PairRow> review_pairs(std::uint16_t kind, std::size_t limit) override;
    std::vector<PairRow> edges_of(const std::string& public_id) override;
    void for_each_event_since(std::int64_t after,
                              const std::function<bool(const ClusterEvent&)>& visit) override;
    std::vector<Judgement> judgements(bool undone_too) override;
    std::vector<Pin> pins(bool undone_too) override;
    std::vector<Opposition> oppositions() override;
    LinkModel link_model(std::uint16_t kind) override;
    LinkThresholds link_thresholds(std::uint16_t kind) override;

private:
    void visit_revisions(std::int64_t first, std::int64_t last,
                         const std::function<bool(const RevisionRow&)>& visit);

    std::shared_ptr<const Schema> schema_;
    Database database_;
    KindNumbers kinds_;
};

} // namespace moisson
