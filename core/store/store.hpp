// The store in domain words: no SQL type crosses this header. One writing connection, used from one thread;
// StoreReader is a second, read-only view for the API, the commands and the exports.
#pragma once
#include "core/change/differ.hpp"
#include "core/golden/merge.hpp"
#include "core/model/alias.hpp"
#include "core/model/resource_check.hpp"
#include "core/model/run.hpp"
#include "core/model/schema.hpp"
#include "core/store/forgetting.hpp"
#include "core/store/linking.hpp"
#include "core/store/remote_objects.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace moisson {

/// The store cannot go on. `exit_code` is the sysexits code of the command (65 corrupt, 74 I/O, 75 another
/// daemon, 77 not allowed).
class StoreError : public std::runtime_error {
public:
    StoreError(int exit_code, const std::string& message)
        : std::runtime_error(message), exit_code_(exit_code) {}
    int exit_code() const { return exit_code_; }

private:
    int exit_code_;
};

/// HTTP validators and digest of the last *applied* snapshot, so that a failed run never answers 304 to
/// itself.
struct Validators {
    std::string etag, last_modified;
    Digest128 snapshot; ///< over the bytes of all parts
    std::string cursor; ///< incremental feeds: high-water mark of the update date, ISO
};

struct FeedState {
    std::string feed;
    bool known = false;
    bool paused = false;
    std::string pause_reason;
    UnixTime last_success_at = 0, last_change_at = 0, last_full_at = 0, last_attempt_at = 0, next_run_at = 0;
    std::string next_run_why; ///< one line for people
    unsigned consecutive_failures = 0;
    RunId last_run = 0, last_applied_run = 0, held_run = 0;
    std::string last_code; ///< "" or the error code of the last failed run ("http.gone" → state gone)
    std::map<std::string, std::uint64_t> records; ///< active, per kind name
    std::uint64_t rejects = 0;
    std::map<std::string, std::string> personal_data; ///< rules of the last applied run
    std::uint64_t in_grace =
        0; ///< active records missing from the last complete runs: the next run must read everything
    Validators validators;
    FeedMemory memory;
};

/// What a run brought, beside its difference.
struct ApplyContext {
    RunId run = 0;
    FeedPtr feed;
    Validators validators;
    UnixTime now = 0;
    std::vector<RecordIssue> issues;
    std::vector<std::pair<std::string, std::uint64_t>> issue_counts;
    std::vector<std::string> warnings;
    std::uint64_t bytes = 0;
    std::uint64_t duration_ms = 0;                                ///< spent before `started`
    std::optional<std::chrono::steady_clock::time_point> started; ///< the journal counts from here to the end
    std::string actor; ///< "schedule", "operator NAME", "approve NAME: reason"
    /// approve --rekey: created records with the content of missing ones keep their identity
    bool rekey = false;
    bool idle = false; ///< nothing came and nothing was asked for: neither success nor failure
    /// Of the snapshot, when one was read: finish_unchanged() concludes from it what was compared.
    Completeness completeness = Completeness::full;
    std::uint64_t random_seed = 0; ///< for public ids (UUIDv7); core has no randomness
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
    /// Store::link() follows: it marks the outbox, so that a change is published once, as linked.
    bool link_follows = false;
    std::vector<Alias> proposals; ///< what a run that is held proposes
};

struct OutboxRow {                ///< one resource of one target that is stale, or was
    std::string target, resource; ///< e.g. "directory", "structures.csv"
    std::string state;            ///< pending | inflight | done | failed | parked
    std::int64_t wanted_seq = 0, published_seq = 0;
    UnixTime since = 0, next_try_at = 0, verified_at = 0;
    UnixTime changed_at = 0; ///< when a publication last changed what readers see
    unsigned attempts = 0;
    std::string sha256;
    std::uint64_t bytes = 0, rows = 0;
    std::string error;
};

/// One row of the revision log of one source record.
struct RevisionRow {
    std::int64_t seq = 0;
    RunId run = 0;
    UnixTime at = 0;
    std::string change; ///< created | updated | withdrawn | restored; of a cluster: golden
    std::string feed, kind, id, public_id;
    std::string before, after; ///< bodies; before is empty for created
};

/// The last revision of a run that was applied, or of a pass of the linker.
struct RevisionTime {
    std::int64_t seq = 0;
    UnixTime at = 0;
};
/// When that revision was made; 0 when the journal no longer says it.
UnixTime time_of_revision(const std::vector<RevisionTime>& times, std::int64_t seq);
UnixTime time_of_public_id(std::string_view public_id); ///< when it was given; 0 when it is none

/// How often something was asked for on one day. Of the day and the thing only: nothing says by whom.
struct Consultation {
    std::string day;     ///< UTC, "2026-11-27"
    std::string subject; ///< plural of a kind, or the name of a file
    std::string way;     ///< list | record | why | changes | file | catalogue
    std::uint64_t count = 0;
};
/// Their data set, and its file without ".csv".
inline constexpr const char* consultations_name = "consultations";

/// One published record: a record alone, or a cluster.
struct GoldenRecord {
    std::string public_id; ///< "mo_" + UUIDv7
    std::uint16_t kind = 0;
    std::int64_t seq = 0; ///< revision of its last change
    struct Member {
        std::string feed, id;
    };
    std::vector<Member> sources;
    Record record;                     ///< merged values
    std::vector<std::uint16_t> origin; ///< per field: index into sources (meaningful where a value is)
    bool active = true; ///< false: withdrawn, this is what it said last (only from golden() and find())
    std::string redirected_from; ///< golden(): the id that was asked for, when another one stands for it now
};

class Store {
public:
    struct Options {
        std::filesystem::path file;
        std::shared_ptr<const Schema> schema;
        bool create = true;
        bool check = false; ///< quick_check and foreign_key_check at open (the daemon does)
        /// When it holds anything, a missing or empty store was lost and is not made again (65). Empty: not
        /// asked.
        std::filesystem::path snapshots = {};
    };
    /// Takes the lock file beside the store (75 with the holder's pid when taken), opens, migrates. Throws
    /// StoreError.
    static std::unique_ptr<Store> open(const Options& options, UnixTime now);
    virtual ~Store() = default;

    /// Runs that a crash left open become `interrupted`, outbox rows in flight become pending. Returns how
    /// many.
    virtual unsigned recover(UnixTime now) = 0;

    virtual FeedState feed_state(const std::string& feed) = 0;
    virtual KnownIndex known_records(const std::string& feed) = 0;
    virtual void schedule(const std::string& feed, UnixTime next_run_at, const std::string& why = {}) = 0;
    virtual void pause(const std::string& feed, bool paused, const std::string& reason, UnixTime now) = 0;

    virtual RunId begin_run(const std::string& feed, UnixTime now) = 0;
    /// One transaction: upserts, withdrawals, history, revision log, public ids, outbox, quarantine,
    /// validators, journal. Before or after, never between. Throws StoreError.
    virtual RunRow apply(const ApplyContext& context, const Difference& difference) = 0;
    /// A run that changed nothing (304, same digest, no difference): journal and feed state only.
    virtual RunRow finish_unchanged(const ApplyContext& context, const RunCounts& counts) = 0;
    virtual RunRow fail_run(RunId run, const RunError& error, const ApplyContext& context) = 0;
    /// Keeps the staged file's path, digest and context for diff / approve. Replaces an earlier held run of
    /// the feed.
    virtual RunRow hold_run(const ApplyContext& context, const Difference& difference,
                            const GuardTrip& trip) = 0;
    /// Approve: applies the staged difference if its digest and base still match, else StoreError 65 with the
    /// remedy.
    virtual RunRow approve(const std::string& feed, RunId run, ApplyContext context) = 0;
    virtual RunRow deny(const std::string& feed, RunId run, const std::string& actor,
                        const std::string& reason, UnixTime now) = 0;

    virtual std::vector<Alias> aliases(const std::string& feed) = 0; ///< of any state, by old id
    /// By (feed, old id); the last one counts.
    virtual void put_aliases(const std::vector<Alias>& aliases) = 0;
    /// One that becomes dead, or answers again, makes the files of data sets stale: quality_min looks at it.
    virtual void put_resource_checks(const std::string& feed, const std::vector<ResourceCheck>& checks,
                                     UnixTime now) = 0;
    virtual void forget_resource_checks(const std::string& feed, const std::vector<std::string>& urls) = 0;

    /// Makes the outbox hold a row per (target, resource); rows of resources that are configured no more are
    /// dropped.
    virtual void set_outbox_resources(const std::vector<OutboxRow>& wanted, UnixTime now) = 0;
    virtual void settle(const OutboxRow& row) = 0;        ///< writes state, attempts, digest … of one row
    virtual void put_remote(const RemoteObject& row) = 0; ///< a row of the ledger, new or changed
    virtual void approve_target(const Approval& approval) = 0;
    /// Adds to what is counted. The first of a new day makes the published file of the days before stale.
    virtual void add_consultations(const std::vector<Consultation>& counts, UnixTime now) = 0;

    /// Links what changed since the last pass, in one transaction: link records, keys, edges, clusters,
    /// golden records, events, outbox. Nothing pending: writes nothing. A kind that was never linked, and
    /// every kind whose roles or thresholds changed, is linked as a whole; the first time its model is
    /// fitted.
    virtual LinkSummary link(const LinkContext& context) = 0;
    virtual bool needs_link() = 0; ///< a run was applied, or a person decided, and link() has not seen it

    /// Records a verdict; an earlier one on the same pair is undone. Effective with the next link(). Throws
    /// StoreError 65 when verdicts would contradict each other (a chain of "same" across a "different"), with
    /// the chain.
    virtual Judgement judge(const Judgement& judgement) = 0;
    /// Many at once, as an import brings them: those that are refused are told, one line each, the others
    /// hold.
    virtual std::vector<std::string> judge_all(const std::vector<Judgement>& judgements) = 0;
    virtual void undo_judgement(std::int64_t number,
                                UnixTime now) = 0; ///< StoreError 66: there is none in force
    virtual Pin pin(const Pin& pin) = 0;           ///< an earlier pin of the same record and field is undone
    virtual void undo_pin(std::int64_t number, UnixTime now) = 0;

    /// Records entries of the opposition list and takes what they name out of the present (as a new
    /// revision), the history, the quarantine, the journal and held runs; entries that wait (of a restored
    /// store) too. One transaction. link() and then forget_merged() must follow. Throws StoreError.
    virtual ForgetSummary forget(const ForgetContext& context) = 0;
    /// The same for golden records, which link() has merged anew; then nothing waits any more, and what was
    /// overwritten is gone from the file.
    virtual void forget_merged(ForgetSummary& summary) = 0;
    virtual bool oppositions_wait() = 0;
    /// The entry no longer holds: every feed maps all its records again with its next run. StoreError 66:
    /// there is none in force. What was erased from the history does not come back.
    virtual void undo_opposition(std::int64_t number, const std::string& who, UnixTime now) = 0;
    virtual std::vector<Opposition> oppositions() = 0; ///< undone ones too, oldest first

    virtual void checkpoint() = 0; ///< WAL → file, truncate; at clean stop and nightly
    /// Keeps the last `runs` journal rows and quarantine per feed as configured.
    virtual void prune(UnixTime now) = 0;
};

/// Read-only, `query_only`; any number may be open. Each public call sees one consistent revision.
class StoreReader {
public:
    static std::unique_ptr<StoreReader> open(const std::filesystem::path& file,
                                             std::shared_ptr<const Schema> schema);
    virtual ~StoreReader() = default;

    virtual std::int64_t revision() = 0;        ///< highest seq
    virtual std::vector<FeedState> feeds() = 0; ///< without the fill rates of their memory
    virtual FeedState feed(const std::string& feed) = 0;
    virtual KnownIndex known_records(const std::string& feed) = 0; ///< for rehearsals; the same as Store's
    virtual std::vector<RunRow> runs(const std::string& feed, std::size_t limit) = 0; ///< newest first
    virtual std::optional<RunRow> run(RunId run) = 0;
    virtual std::vector<RecordIssue> rejects(const std::string& feed, Severity least) = 0;
    virtual std::map<std::string, std::uint64_t>
    reject_counts(const std::string& feed) = 0; ///< per code, all
    virtual std::vector<OutboxRow> outbox() = 0;
    virtual std::vector<RemoteObject> remote_objects(const std::string& target) = 0; ///< by key
    virtual std::vector<Approval> approvals() = 0;
    /// Of these days, both included ("" = no bound), by day, subject and way.
    virtual std::vector<Consultation> consultations(const std::string& first_day,
                                                    const std::string& last_day) = 0;

    /// Forward cursor over active golden records of a kind, in stable order (public id). `as_of` 0 = now.
    virtual void for_each_golden(std::uint16_t kind, UnixTime as_of,
                                 const std::function<bool(const GoldenRecord&)>& visit) = 0;
    virtual std::optional<GoldenRecord> golden(const std::string& public_id) = 0;
    /// `id`: public id, "feed/id" or a bare source id; several records may carry a bare one.
    virtual std::vector<GoldenRecord> find(const std::string& id) = 0;
    virtual std::vector<RevisionRow> history(const std::string& public_id) = 0; ///< oldest first
    virtual std::vector<RevisionTime> revision_times() = 0;                     ///< ascending
    /// Revision rows of one run, or of seq in (after, up_to].
    virtual void for_each_revision(RunId run, const std::function<bool(const RevisionRow&)>& visit) = 0;
    virtual void for_each_revision_since(std::int64_t after,
                                         const std::function<bool(const RevisionRow&)>& visit) = 0;
    /// What a held run would do: change, kind, id, fields that differ (schema names).
    struct DiffRow {
        std::string change, kind, id;
        std::vector<std::string> fields;
        std::string before, after;
    };
    virtual void for_each_difference(const std::string& feed, RunId run,
                                     const std::function<bool(const DiffRow&)>& visit) = 0;
    virtual std::vector<Alias> aliases(const std::string& feed) = 0; ///< of any state, by old id
    /// By url, those behind `after`, at most `limit`: a portal may give some hundred thousand addresses.
    virtual std::vector<ResourceCheck> resource_checks(const std::string& feed, const std::string& after,
                                                       std::size_t limit) = 0;
    virtual std::map<std::string, std::uint64_t> dead_resources() = 0; ///< addresses per feed
    virtual DeadAddresses dead_addresses() = 0;                        ///< of all feeds
    /// Records of a feed by their numbers, as they are or were last said; ascending numbers are fast.
    virtual void for_each_record(const std::string& feed, const std::vector<std::uint32_t>& locals,
                                 const std::function<void(std::uint32_t, const Record&)>& visit) = 0;
    virtual std::uint64_t count(std::uint16_t kind) = 0; ///< golden records
    virtual std::uint64_t database_bytes() = 0;

    /// Clusters of two and more, by public id.
    virtual void clusters(std::uint16_t kind, const std::function<bool(const ClusterRow&)>& visit) = 0;
    /// The members of a golden record, each as its producer says it, and why each value of the merged record
    /// won. `merged` is empty for a record alone.
    struct MergedView {
        std::vector<GoldenRecord> members; ///< one source each, in the order of GoldenRecord::sources
        std::vector<MergedField> merged; ///< by schema field; `origin` and `others` are indexes into members
    };
    virtual MergedView merged_view(const GoldenRecord& golden) = 0;
    /// Pairs that a person should look at: between the thresholds, not judged, not in one cluster; the most
    /// uncertain and the largest clusters first.
    virtual std::vector<PairRow> review_pairs(std::uint16_t kind, std::size_t limit) = 0;
    /// The pairs within the cluster of this public id, the strongest first; of a record alone: its pairs.
    virtual std::vector<PairRow> edges_of(const std::string& public_id) = 0;
    virtual void for_each_event_since(std::int64_t after,
                                      const std::function<bool(const ClusterEvent&)>& visit) = 0;
    virtual std::vector<Judgement> judgements(bool undone_too = false) = 0; ///< oldest first
    virtual std::vector<Pin> pins(bool undone_too = false) = 0;
    virtual std::vector<Opposition> oppositions() = 0; ///< undone ones too, oldest first
    virtual LinkModel
    link_model(std::uint16_t kind) = 0; ///< in use; the priors when the kind was never linked
    virtual LinkThresholds link_thresholds(std::uint16_t kind) = 0;
};

/// Online backup: VACUUM INTO a temporary file, fsync, check, count rows, manifest with SHA-256, rename.
/// Throws StoreError.
struct BackupInfo {
    std::filesystem::path file;
    std::uint64_t bytes = 0, records = 0;
    std::string sha256;
};
BackupInfo backup_store(const std::filesystem::path& store, const std::filesystem::path& to, UnixTime now);
/// Refuses a backup that does not check; moves the old store aside; marks a new epoch (validators cleared,
/// outbox pending).
void restore_store(const std::filesystem::path& backup, const std::filesystem::path& store, UnixTime now);
/// integrity_check, foreign keys, every body's fingerprint against its row, counts, chains. Empty = clean.
std::vector<std::string> verify_store(const std::filesystem::path& store, const Schema& schema);

} // namespace moisson
