// From the bytes of a snapshot to the complete difference: decode, recognise, map, validate, stage. No store,
// no network.
#pragma once
#include "core/change/differ.hpp"
#include "core/privacy/careful_mapping.hpp"
#include "daemon/harvest/workshop.hpp"

#include <optional>

namespace moisson {

struct Examination {
    Difference difference;
    std::vector<RecordIssue> issues;
    std::vector<std::pair<std::string, std::uint64_t>> issue_counts;
    std::vector<std::string> warnings;
    std::string incomplete_reason; ///< the snapshot looked complete, its records show that it is not
    std::optional<RunError>
        error;            ///< the snapshot cannot be read; `difference` then holds what was read so far
    TakenOut opposed;     ///< what the opposition list took out
    bool may_keep = true; ///< false: the snapshot holds what the opposition list names
    bool stopped = false; ///< progress.stop was seen: apply nothing
};

struct ExamineRequest {
    FeedPtr feed;
    std::shared_ptr<const Schema> schema;
    Snapshot snapshot;
    KnownIndex index;
    FeedMemory memory;
    std::filesystem::path staged_file;
    Today today;
    bool force_map = false;
    OppositionList opposed = {};
    std::vector<std::pair<std::string, std::string>> aliases = {}; ///< in force, old → new
    std::shared_ptr<RunProgress> progress;
};

/// Thread: cpu. Throws only when our own disk fails.
Examination examine(ExamineRequest request);

} // namespace moisson
