#include "core/store/run_rows.hpp"

#include "core/store/json_columns.hpp"

namespace moisson {

namespace {

constexpr const char* columns_of_run = "SELECT r.run, f.id, r.result, r.started_at, r.finished_at, r.bytes, "
                                       "r.duration_ms, r.counts, r.guard, r.error, "
                                       "r.warnings, r.decision, r.feed, r.first_seq, r.last_seq, r.actor "
                                       "FROM run r JOIN feed f ON f.feed = r.feed ";

RunResult to_result(std::string_view text) {
    for (const RunResult result :
         {RunResult::running, RunResult::success, RunResult::unchanged, RunResult::partial, RunResult::held,
          RunResult::failed, RunResult::interrupted})
        if (text == to_string(result)) return result;
    return RunResult::failed;
}

StoredRun read_row(const Statement& row) {
    StoredRun run;
    run.row.run = row.integer(0);
    run.row.feed = row.string(1);
    run.row.result = to_result(row.text(2));
    run.row.started_at = row.integer(3);
    run.row.finished_at = row.integer(4);
    run.row.bytes = row.bits(5);
    run.row.duration_ms = row.bits(6);
    run.row.counts = columns::to_counts(row.text(7));
    run.row.guard = columns::to_guard(row.text(8));
    run.row.error = columns::to_error(row.text(9));
    run.row.warnings = columns::to_texts(row.text(10));
    run.row.decision = row.string(11);
    run.feed = row.integer(12);
    run.first_seq = row.integer(13);
    run.last_seq = row.integer(14);
    run.actor = row.string(15);
    return run;
}

} // namespace

RunId insert_run(Database& database, std::int64_t feed, UnixTime now) {
    const RunId run = database.number("SELECT max(run) FROM run") + 1;
    Statement(database, "INSERT INTO run (run, feed, result, started_at) VALUES (?1, ?2, 'running', ?3)")
        .with(run, feed, now)
        .run();
    return run;
}

std::optional<StoredRun> load_run(Database& database, RunId run) {
    Statement row(database, std::string(columns_of_run) + "WHERE r.run = ?1");
    if (!row.with(run).step()) return std::nullopt;
    return read_row(row);
}

std::vector<RunRow> load_runs(Database& database, std::int64_t feed, std::size_t limit) {
    std::vector<RunRow> runs;
    Statement rows(database, std::string(columns_of_run) + "WHERE r.feed = ?1 ORDER BY r.run DESC LIMIT ?2");
    rows.with(feed, limit);
    while (rows.step()) runs.push_back(read_row(rows).row);
    return runs;
}

void save_run(Database& database, const StoredRun& run) {
    const RunRow& row = run.row;
    const std::string counts = columns::from_counts(row.counts), guard = columns::from_guard(row.guard),
                      error = columns::from_error(row.error), warnings = columns::from_texts(row.warnings);
    Statement(database,
              "UPDATE run SET result = ?2, finished_at = ?3, bytes = ?4, duration_ms = ?5, counts = ?6, "
              "guard = ?7, error = ?8, warnings = ?9, decision = ?10, first_seq = ?11, last_seq = ?12, "
              "actor = ?13 WHERE run = ?1")
        .with(row.run, to_string(row.result), row.finished_at, row.bytes, row.duration_ms, counts, guard,
              error, warnings, row.decision, run.first_seq, run.last_seq, run.actor)
        .run();
}

unsigned interrupt_open_runs(Database& database, std::int64_t feed, UnixTime now) {
    const std::string error = columns::from_error(
        RunError{"run.interrupted", "it ended before it was applied; nothing of it was kept", true});
    unsigned count = 0;
    Statement open(database, "UPDATE run SET result = 'interrupted', finished_at = ?1, error = ?2 "
                             "WHERE result = 'running' AND (?3 = 0 OR feed = ?3) RETURNING run");
    open.with(now, error, feed);
    while (open.step()) ++count;
    return count;
}

} // namespace moisson
