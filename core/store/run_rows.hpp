// The run journal.
#pragma once
#include "core/store/database.hpp"
#include "core/store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace moisson {

struct StoredRun {
    RunRow row;
    std::int64_t feed = 0;
    std::int64_t first_seq = 0, last_seq = 0; ///< of its revisions; 0 when it has none
    std::string actor;
};

RunId insert_run(Database& database, std::int64_t feed, UnixTime now);
std::optional<StoredRun> load_run(Database& database, RunId run);
std::vector<RunRow> load_runs(Database& database, std::int64_t feed, std::size_t limit); ///< newest first
void save_run(Database& database, const StoredRun& run);
/// Runs that nobody works on any more; `feed` 0 = of all feeds.
unsigned interrupt_open_runs(Database& database, std::int64_t feed, UnixTime now);

} // namespace moisson
