// Where snapshots live on disk: spool/ while they come, snapshots/FEED/RUN/ once a run used them.
#pragma once
#include "connectors/fetch/fetch.hpp"

namespace moisson {

std::filesystem::path spool_dir(const AppConfig& app, const std::string& feed, RunId run);
std::filesystem::path snapshots_dir(const AppConfig& app); ///< of all feeds
std::filesystem::path snapshot_dir(const AppConfig& app, const std::string& feed, RunId run);

/// Moves the spool of a run to its kept place (rename, same file system) with a description beside it; paths
/// in `snapshot` and `staged` follow. Throws std::filesystem::filesystem_error.
void keep_snapshot(const AppConfig& app, const std::string& feed, RunId run, Snapshot& snapshot,
                   std::filesystem::path& staged);
/// Removes what the producer sent from the directory of a kept snapshot; the staged file of a held run stays.
void forget_snapshot(const std::filesystem::path& directory);
/// The snapshot that a run kept, or nothing when it was pruned.
std::optional<Snapshot> kept_snapshot(const AppConfig& app, const std::string& feed, RunId run);
/// Removes all but the newest `app.keep_snapshots` and that of `held`.
void prune_snapshots(const AppConfig& app, const std::string& feed, RunId held);
/// Pages of a list that was not read to its end; the next run may go on behind them.
std::filesystem::path checkpoint_dir(const AppConfig& app, const std::string& feed);
/// Removes spools of runs that a crash left behind, and checkpoints that are too old. Called at start, before
/// any run.
void clear_spool(const AppConfig& app);
void discard(const std::filesystem::path& spool);

} // namespace moisson
