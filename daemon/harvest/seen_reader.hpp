// The store as somebody sees it who may not see every feed: what is published to everybody is made of it.
#pragma once
#include "core/export/feed_sight.hpp"
#include "core/store/paged_reader.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>

namespace moisson {

/// Present records are merged from the feeds that the sight shows; states, revisions and rows of the others
/// are not there. What no publication asks for (runs, quarantine, links) throws std::logic_error, so that
/// nothing passes by it. Thread: that of the reader below, which must outlive it.
class SeenReader final : public StoreReader {
public:
    SeenReader(StoreReader& whole, std::filesystem::path file, const Schema& schema, FeedSight sight)
        : whole_(whole), file_(std::move(file)), schema_(std::shared_ptr<void>(), &schema),
          sight_(std::move(sight)) {}

    std::int64_t revision() override { return whole_.revision(); }
    std::vector<RevisionTime> revision_times() override { return whole_.revision_times(); }
    DeadAddresses dead_addresses() override { return whole_.dead_addresses(); } // asked about shown addresses
    std::vector<FeedState> feeds() override {
        std::vector<FeedState> states = whole_.feeds();
        std::erase_if(states, [&](const FeedState& state) { return !sight_.shows(state.feed); });
        return states;
    }
    FeedState feed(const std::string& feed) override {
        return sight_.shows(feed) ? whole_.feed(feed) : FeedState();
    }
    std::vector<OutboxRow> outbox() override { return whole_.outbox(); }
    std::vector<RemoteObject> remote_objects(const std::string& target) override {
        return whole_.remote_objects(target);
    }
    std::vector<Approval> approvals() override { return whole_.approvals(); }
    std::vector<Consultation> consultations(const std::string& first, const std::string& last) override {
        return whole_.consultations(first, last);
    }
    void for_each_golden(std::uint16_t kind, UnixTime as_of,
                         const std::function<bool(const GoldenRecord&)>& visit) override {
        if (as_of != 0) not_seen();
        WalkPosition position;
        pages().walk(kind, position, std::numeric_limits<std::uint64_t>::max(), sight_, visit);
    }
    std::optional<GoldenRecord> golden(const std::string& public_id) override {
        return pages().golden(public_id, sight_);
    }
    MergedView merged_view(const GoldenRecord& golden) override {
        return pages().merged_view(golden, sight_);
    }
    std::vector<RevisionRow> history(const std::string& public_id) override {
        std::vector<RevisionRow> rows = whole_.history(public_id);
        std::erase_if(rows, [&](const RevisionRow& row) { return !sight_.shows(row.feed); });
        return rows;
    }

    KnownIndex known_records(const std::string&) override { not_seen(); }
    std::vector<RunRow> runs(const std::string&, std::size_t) override { not_seen(); }
    std::optional<RunRow> run(RunId) override { not_seen(); }
    std::vector<RecordIssue> rejects(const std::string&, Severity) override { not_seen(); }
    std::map<std::string, std::uint64_t> reject_counts(const std::string&) override { not_seen(); }
    std::vector<GoldenRecord> find(const std::string&) override { not_seen(); }
    void for_each_revision(RunId, const std::function<bool(const RevisionRow&)>&) override { not_seen(); }
    void for_each_revision_since(std::int64_t, const std::function<bool(const RevisionRow&)>&) override {
        not_seen();
    }
    void for_each_difference(const std::string&, RunId, const std::function<bool(const DiffRow&)>&) override {
        not_seen();
    }
    std::vector<Alias> aliases(const std::string&) override { not_seen(); }
    std::vector<ResourceCheck> resource_checks(const std::string&, const std::string&, std::size_t) override {
        not_seen();
    }
    std::map<std::string, std::uint64_t> dead_resources() override { not_seen(); }
    void for_each_record(const std::string&, const std::vector<std::uint32_t>&,
                         const std::function<void(std::uint32_t, const Record&)>&) override {
        not_seen();
    }
    std::uint64_t count(std::uint16_t) override { not_seen(); }
    std::uint64_t database_bytes() override { return whole_.database_bytes(); }
    void clusters(std::uint16_t, const std::function<bool(const ClusterRow&)>&) override { not_seen(); }
    std::vector<PairRow> review_pairs(std::uint16_t, std::size_t) override { not_seen(); }
    std::vector<PairRow> edges_of(const std::string&) override { not_seen(); }
    void for_each_event_since(std::int64_t, const std::function<bool(const ClusterEvent&)>&) override {
        not_seen();
    }
    std::vector<Judgement> judgements(bool) override { not_seen(); }
    std::vector<Pin> pins(bool) override { not_seen(); }
    std::vector<Opposition> oppositions() override { not_seen(); }
    LinkModel link_model(std::uint16_t) override { not_seen(); }
    LinkThresholds link_thresholds(std::uint16_t) override { not_seen(); }

private:
    [[noreturn]] static void not_seen() {
        throw std::logic_error("a publication asked for what it may not see");
    }
    PagedReader& pages() {
        if (!pages_) pages_ = PagedReader::open(file_, schema_);
        return *pages_;
    }

    StoreReader& whole_;
    std::filesystem::path file_;
    std::shared_ptr<const Schema> schema_; ///< not owned
    FeedSight sight_;
    std::unique_ptr<PagedReader> pages_; ///< opened when it is needed first
};

} // namespace moisson
