// One attempt at one feed and what came of it: the words of the CLI, the JSON shapes, the API and the
// metrics.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

using RunId = std::int64_t;
using UnixTime = std::int64_t; ///< seconds, UTC; 0 = never

enum class RunResult : std::uint8_t { running, success, unchanged, partial, held, failed, interrupted };
std::string_view to_string(RunResult result);

/// What one snapshot says about what is missing from it.
enum class Completeness : std::uint8_t { full, delta, incomplete }; ///< only a complete full run withdraws

struct RunCounts {
    std::uint64_t read = 0, created = 0, updated = 0, touched = 0, unchanged = 0, missing = 0, withdrawn = 0,
                  restored = 0, rejected = 0;
    std::uint64_t changes() const { return created + updated + withdrawn + restored; }
};

struct GuardTrip {
    std::string name; ///< key of [guards]: max_deletions, max_new_ids, …, or lost_field, growth, no_records,
                      ///< missing_id_column
    double observed = 0; ///< ratio 0..1 or a count, as the guard counts
    double limit = 0;
    std::string message; ///< what was seen and what to do, one or two sentences
};

struct RunError {
    std::string code; ///< "http.status", "format.unclosed-quote", …
    std::string message;
    bool transient = false; ///< retried with backoff (exit 75), else exit 65
};

struct RunRow {
    RunId run = 0;
    std::string feed;
    RunResult result = RunResult::running;
    UnixTime started_at = 0, finished_at = 0;
    std::uint64_t bytes = 0, duration_ms = 0;
    RunCounts counts;
    std::optional<GuardTrip> guard;
    std::optional<RunError> error;
    std::vector<std::string> warnings; ///< about the whole snapshot, "code: message"
    std::string
        decision; ///< held runs: "" | "approved by X: reason" | "denied by X: reason" | "superseded by run N"
};

} // namespace moisson
