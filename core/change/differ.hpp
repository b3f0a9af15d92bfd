// Compares one snapshot with what the store remembers and stages what differs in a flat file beside the
// snapshot. Nothing is written to the store before the guards have passed the complete difference.
#pragma once
#include "core/change/difference.hpp"
#include "core/change/known_index.hpp"
#include "core/change/staged_file.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/run.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

struct DifferOptions {
    std::filesystem::path staged_file;
    std::shared_ptr<const Schema> schema;
    FeedPtr feed;
    FeedMemory memory;
    Today today;            ///< later dates do not move the cursor; year 0 = no limit
    bool force_map = false; ///< --full/--force: ignore raw digests (another mapping version does it too)
    std::vector<std::pair<std::string, std::string>> aliases; ///< old → new identifiers of this feed
    std::size_t max_issues_kept = 10000;                      ///< per code; all are counted
    /// Does any feed have this record (kind, source id)? For parents that the feed itself does not map; may
    /// be empty.
    std::function<bool(std::uint16_t, std::string_view)> known_elsewhere;
};

/// Thread: one worker. Memory: the index, 56 bytes per changed record, one record, and the kept issues.
class Differ {
public:
    Differ(DifferOptions options, KnownIndex index, std::unique_ptr<Mapping> mapping);
    ~Differ();
    void add(const RawRecord& raw);
    /// Records whose identifier had come before, in the kind that repeats least: rows that carry their parent
    /// repeat it by nature.
    std::uint64_t repeated() const;
    std::uint64_t aliased() const; ///< records that came under another of their identifiers; after finish()
    /// `selector_seen` as reported by the decoder, in the mapping's order. Ends the staged file. Call once.
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
std::optional<RunError> refuse(const GuardsConfig& guards, const FeedMemory& memory,
                               const Difference& difference);
/// First guard that trips on the complete difference, or none. Defaults and floors: shared contract in docs
/// of [guards].
std::optional<GuardTrip> evaluate_guards(const GuardsConfig& guards, const Schema& schema,
                                         const FeedMemory& memory, const Difference& difference);

} // namespace moisson
