// What is asked of one run, and how far it is. Light: no network header, so that commands compile fast.
#pragma once
#include "core/model/run.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace moisson {

/// How far one run is; written by the worker that has it, read by the progress bar and the status page.
struct RunProgress {
    enum class Phase { fetching, reading, applying, done };
    std::atomic<Phase> phase{Phase::fetching};
    std::atomic<std::uint64_t> bytes{0};   ///< received
    std::atomic<std::uint64_t> records{0}; ///< read from the snapshot
    std::atomic<std::uint64_t> applied{0}, to_apply{0};
    std::atomic<bool> more_waiting{false};    ///< of an inbox: other files wait, the feed is due at once
    std::atomic<std::int64_t> retry_after{0}; ///< seconds that the source asked us to wait
    std::atomic<std::int64_t> fresh_for{0};   ///< seconds for which the source calls its answer fresh
    std::atomic<bool> stop{false};            ///< set by SIGTERM: end at the next batch, apply nothing
};

struct RunOptions {
    bool full = false; ///< unconditional and complete: validators and the whole-snapshot digest are not asked
    bool force = false; ///< as full, and every record is mapped again
    bool link = true;   ///< what it changed is linked at once; false: the caller links when all runs are done
    bool dry_run = false; ///< everything but the writes; the run leaves no trace
    std::string actor = "schedule";
    std::optional<RunId> replay; ///< instead of fetching: the snapshot kept from that run
    std::shared_ptr<RunProgress> progress = std::make_shared<RunProgress>();
};

/// Whether the feed is to run again now: other files wait, and nothing asks for patience.
bool goes_on(const RunRow& row, const RunProgress& progress);

/// Exit code of `moisson run` for a finished run: 0, 75, 65 or 10.
int exit_code_of(const RunRow& row);

} // namespace moisson
