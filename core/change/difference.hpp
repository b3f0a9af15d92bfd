// What one snapshot changes in one feed, and what the feed's guards look at.
#pragma once
#include "core/change/known_index.hpp"
#include "core/model/record.hpp"
#include "core/model/run.hpp"

#include <filesystem>
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
    /// True: said again by each snapshot that has it (errors, doubled ids). False: it belongs to the record's
    /// content and stays for as long as the record is not mapped again.
    bool every_run = true;
};

/// What the store remembers of a feed besides its records.
struct FeedMemory {
    std::uint64_t active_records = 0;
    std::uint64_t mapping_version = 0;  ///< other than the feed's: every record is mapped again
    std::uint64_t largest_snapshot = 0; ///< `records_seen` of the biggest applied snapshot
    std::vector<std::vector<double>>
        fill_rates;        ///< [kind][field] of the last applied full run, 0..1; may be empty
    bool first_run = true; ///< nothing was ever applied
    RunId base_run = 0;    ///< the last applied run: what a difference is made against
};

/// The complete difference; the changed records themselves are in `staged_file`, which also holds all of
/// this.
struct Difference {
    /// A staged "created" record that is a known one under another id: it keeps its identity.
    struct Rekeyed {
        std::uint32_t staged = 0;
        std::uint32_t local_id = 0;
        friend bool operator==(const Rekeyed&, const Rekeyed&) = default;
    };
    std::filesystem::path staged_file;
    RunId base_run = 0;                       ///< FeedMemory::base_run; applied to nothing else
    Digest128 staged_digest;                  ///< of the file's content
    RunCounts counts;                         ///< `read` counts raw records, the others records
    std::uint64_t records_seen = 0;           ///< records in the snapshot: refused and doubled ones included
    std::uint64_t records_distinct = 0;       ///< good records with an id of their own
    std::vector<std::uint64_t> active_before; ///< per kind
    std::uint64_t newly_missing = 0;          ///< not withdrawn yet, in grace since this snapshot
    std::vector<std::uint32_t> missing;       ///< local ids: one more miss (grace goes on)
    std::vector<std::uint32_t> withdrawn;     ///< local ids: grace is over
    std::vector<std::uint32_t> back;          ///< local ids seen unchanged again after misses
    std::vector<std::uint32_t>
        newly_rejected;                   ///< local ids: this version is refused, the last good one stays
    std::vector<std::uint32_t> recovered; ///< local ids: refused the last time, good now
    std::vector<std::uint32_t>
        superseded;           ///< numbers of staged records that lost against another one, ascending
    std::uint64_t staged = 0; ///< records in the staged file that count, raw_only included
    std::string
        newest_date; ///< greatest update date seen that is not after today; cursor of incremental feeds
    std::vector<Rekeyed> rekeyed;                ///< retyped ids, ascending by `staged`
    std::vector<std::vector<double>> fill_rates; ///< [kind][field] over the records seen
    std::vector<std::string> missing_selectors;  ///< mapped columns or paths that the snapshot does not have
    bool missing_identifier = false;
    bool all_mapped = false; ///< no record was recognised by its raw digest
    std::uint64_t same_content_other_id =
        0;                       ///< created records whose content equals a missing one's (id churn)
    std::uint64_t rekeyable = 0; ///< of these, the ones that `approve --rekey` can pair without doubt
    std::uint64_t duplicates_collapsed = 0, duplicates_conflicting = 0;
    std::uint64_t retyped_ids = 0; ///< "1" and "1.0": same record, said once
    Completeness completeness = Completeness::full;

    std::uint64_t active() const; ///< sum of active_before
    /// The store would be the same after an apply (the quarantine is compared by the store itself).
    bool nothing_to_write() const;
};

/// What the run journal says about the snapshot as a whole, "code: message" each.
std::vector<std::string> snapshot_warnings(const Difference& difference);

} // namespace moisson
