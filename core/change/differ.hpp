// Compares one snapshot with what the store remembers and stages what differs in a flat file beside the snapshot.
// Nothing is written to the store before the guards have passed the complete difference.
#pragma once
#include "core/change/known_index.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/run.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace moisson {

/// One line of the quarantine (errors) or of the kept warnings.
struct RecordIssue {
    Position position;
    std::uint16_t kind = 0;
    std::string id; ///< source id, may be empty
    Issue issue;
};

/// What feeds the store remembers besides its records; kept per feed and kind for the lost-field guard.
struct FeedMemory {
    std::uint64_t active_records = 0;
    std::uint64_t mapping_version = 0;         ///< other than the feed's: every record is mapped again
    std::uint64_t largest_snapshot = 0;        ///< records in the biggest applied snapshot
    std::vector<std::vector<double>> fill_rates; ///< [kind][field] of the last applied full run, 0..1; may be empty
    bool first_run = true;                     ///< nothing was ever applied
};

/// The complete difference; the changed records themselves are in `staged_file`.
struct Difference {
    std::filesystem::path staged_file;
    RunCounts counts;
    std::vector<std::uint64_t> active_before;     ///< per kind
    std::uint64_t newly_missing = 0;              ///< not withdrawn yet, in grace
    std::vector<std::uint32_t> missing;           ///< local ids: one more miss (grace goes on)
    std::vector<std::uint32_t> withdrawn;         ///< local ids: grace is over
    std::vector<std::uint32_t> back;              ///< local ids seen unchanged again after misses
    std::vector<std::vector<double>> fill_rates;  ///< [kind][field] over the records seen
    std::vector<std::string> missing_selectors;   ///< mapped columns or paths that the snapshot does not have
    bool missing_identifier = false;
    std::uint64_t same_content_other_id = 0;      ///< created records whose content equals a missing one's (id churn)
    std::uint64_t duplicates_collapsed = 0, duplicates_conflicting = 0;
    std::uint64_t retyped_ids = 0;                ///< "1" ↔ "1.0": same record, said once
    std::uint64_t staged = 0;                     ///< records in the staged file, raw_only included
    std::string newest_date;                      ///< greatest update date seen that is not after today; the cursor of incremental feeds
    Completeness completeness = Completeness::full;
    /// The store would be the same after an apply (the quarantine is compared by the store itself).
    bool nothing_to_write() const { return staged == 0 && missing.empty() && withdrawn.empty() && back.empty(); }
};

/// One changed record read back from the staged file.
struct StagedRecord {
    enum class Change : std::uint8_t { created, updated, touched, restored, raw_only } change = Change::created;
    std::uint64_t key = 0;
    std::uint32_t local_id = KnownIndex::npos; ///< npos when created
    std::uint16_t kind = 0;
    Digest128 raw;
    std::uint64_t fingerprint = 0;
    std::uint32_t date_hash = 0;
    std::string_view id, date, body; ///< valid until the next call
};

/// Sequential reader of a staged file; throws std::runtime_error when it is damaged (length and digest are checked first).
class StagedReader {
public:
    explicit StagedReader(const std::filesystem::path& file);
    ~StagedReader();
    bool next(StagedRecord& record);
    void rewind();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

struct DifferOptions {
    std::filesystem::path staged_file;
    std::shared_ptr<const Schema> schema;
    FeedPtr feed;
    FeedMemory memory;
    bool force_map = false;      ///< --full/--force or another mapping version: ignore raw digests
    std::size_t max_issues_kept = 10000; ///< per code; all are counted
};

/// Thread: one worker. Memory: the index, one batch, and the kept issues.
class Differ {
public:
    Differ(DifferOptions options, KnownIndex index, std::unique_ptr<Mapping> mapping);
    ~Differ();
    void add(const RawRecord& raw);
    /// `selector_seen` as reported by the decoder. Ends the staged file (with its own digest and fsync).
    Difference finish(Completeness completeness, const std::vector<bool>& selector_seen);
    /// Quarantine and warnings of this snapshot, and the records they replace.
    const std::vector<RecordIssue>& issues() const;
    const std::vector<std::pair<std::string, std::uint64_t>>& issue_counts() const; ///< per code, all of them
    const RunCounts& progress() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Refusals come before guards: an error here means `failed`, nothing is kept (exit 65).
std::optional<RunError> refuse(const GuardsConfig& guards, const FeedMemory& memory, const Difference& difference);
/// First guard that trips on the complete difference, or none. Defaults and floors: shared contract in docs of [guards].
std::optional<GuardTrip> evaluate_guards(const GuardsConfig& guards, const Schema& schema, const FeedMemory& memory,
                                         const Difference& difference);

} // namespace moisson
