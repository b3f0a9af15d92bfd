// Store on SQLite: one writing connection, one process (lock file), one thread.
#pragma once
#include "core/store/database.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/lock_file.hpp"
#include "core/store/record_writer.hpp"
#include "core/store/run_rows.hpp"
#include "core/store/store.hpp"

#include <set>

namespace moisson {

class SqliteStore final : public Store {
public:
    SqliteStore(const Options& options, UnixTime now);
    ~SqliteStore() override;

    unsigned recover(UnixTime now) override;
    FeedState feed_state(const std::string& feed) override;
    KnownIndex known_records(const std::string& feed) override;
    void schedule(const std::string& feed, UnixTime next_run_at, const std::string& why) override;
    void pause(const std::string& feed, bool paused, const std::string& reason, UnixTime now) override;
    RunId begin_run(const std::string& feed, UnixTime now) override;
    RunRow apply(const ApplyContext& context, const Difference& difference) override;
    RunRow finish_unchanged(const ApplyContext& context, const RunCounts& counts) override;
    RunRow fail_run(RunId run, const RunError& error, const ApplyContext& context) override;
    RunRow hold_run(const ApplyContext& context, const Difference& difference,
                    const GuardTrip& trip) override;
    RunRow approve(const std::string& feed, RunId run, ApplyContext context) override;
    RunRow deny(const std::string& feed, RunId run, const std::string& actor, const std::string& reason,
                UnixTime now) override;
    std::vector<Alias> aliases(const std::string& feed) override;
    void put_aliases(const std::vector<Alias>& aliases) override;
    void put_resource_checks(const std::string& feed, const std::vector<ResourceCheck>& checks,
                             UnixTime now) override;
    void forget_resource_checks(const std::string& feed, const std::vector<std::string>& urls) override;
    void set_outbox_resources(const std::vector<OutboxRow>& wanted, UnixTime now) override;
    void settle(const OutboxRow& row) override;
    void put_remote(const RemoteObject& row) override;
    void add_consultations(const std::vector<Consultation>& counts, UnixTime now) override;
    void approve_target(const Approval& approval) override;
    LinkSummary link(const LinkContext& context) override;
    bool needs_link() override;
    Judgement judge(const Judgement& judgement) override;
    std::vector<std::string> judge_all(const std::vector<Judgement>& judgements) override;
    void undo_judgement(std::int64_t number, UnixTime now) override;
    Pin pin(const Pin& pin) override;
    void undo_pin(std::int64_t number, UnixTime now) override;
    ForgetSummary forget(const ForgetContext& context) override;
    void forget_merged(ForgetSummary& summary) override;
    bool oppositions_wait() override;
    void undo_opposition(std::int64_t number, const std::string& who, UnixTime now) override;
    std::vector<Opposition> oppositions() override;
    void checkpoint() override;
    void prune(UnixTime now) override;

private:
    /// The run and its feed, read for a transaction that ends the run.
    struct Ending {
        StoredRun run;
        FeedRow feed;
    };
    Ending load_ending(const ApplyContext& context, RunResult wanted);
    void finish(Ending& ending, const ApplyContext& context, RunResult result);
    /// Removes the held run of the feed and says why in the journal.
    void release_held(const FeedRow& feed, const std::string& decision);
    /// Throws StoreError 75 when the feed changed since the difference was made.
    static void require_base(const FeedRow& feed, const Difference& difference);
    /// The writes of one run, inside the caller's transaction.
    void write_difference(Ending& ending, const ApplyContext& context, const Difference& difference,
                          StagedReader& staged);
    void remember(FeedRow& feed, const ApplyContext& context, const Difference& difference);
    void quarantine(FeedRow& feed, const ApplyContext& context);
    void release_opposed(const OppositionList& list, const ForgetContext& context, ForgetSummary& summary);
    void note_names(const std::set<RecordName>& names);
    std::string insert_judgement(std::vector<Judgement>& in_force, Judgement& wanted);

    std::shared_ptr<const Schema> schema_;
    LockFile lock_;
    Database database_;
};

} // namespace moisson
