// How a run begins and ends without touching records: opened, unchanged, failed, held, denied.
#include "core/store/alias_rows.hpp"
#include "core/store/crash_point.hpp"
#include "core/store/issue_rows.hpp"
#include "core/store/json_columns.hpp"
#include "core/store/sqlite_store.hpp"
#include "core/store/sync_file.hpp"

namespace moisson {

namespace {

std::uint64_t duration_of(const ApplyContext& context) {
    using namespace std::chrono;
    if (!context.started) return context.duration_ms;
    const auto since = duration_cast<milliseconds>(steady_clock::now() - *context.started);
    return context.duration_ms + static_cast<std::uint64_t>(since.count());
}

} // namespace

RunId SqliteStore::begin_run(const std::string& feed, UnixTime now) {
    Transaction transaction(database_, Transaction::Kind::light);
    FeedRow row = load_or_create_feed(database_, feed);
    interrupt_open_runs(database_, row.number, now); // a run that was forgotten can no longer be applied
    const RunId run = insert_run(database_, row.number, now);
    row.state.last_run = run;
    row.state.last_attempt_at = now;
    save_feed(database_, row);
    transaction.commit();
    return run;
}

SqliteStore::Ending SqliteStore::load_ending(const ApplyContext& context, RunResult wanted) {
    auto run = load_run(database_, context.run);
    if (!run || run->row.result != wanted)
        throw StoreError(70, "run " + std::to_string(context.run) + " is " +
                                 (run ? std::string(to_string(run->row.result)) : std::string("unknown")) +
                                 "; it cannot be ended");
    auto feed = load_feed(database_, run->row.feed);
    return {std::move(*run), std::move(*feed)};
}

/// The journal's last word on a run, and what the feed remembers of it.
void SqliteStore::finish(Ending& ending, const ApplyContext& context, RunResult result) {
    RunRow& row = ending.run.row;
    row.result = result;
    row.finished_at = context.now;
    row.bytes = context.bytes;
    row.duration_ms = duration_of(context);
    row.warnings = context.warnings;
    ending.run.actor = context.actor;
    FeedState& state = ending.feed.state;
    state.last_attempt_at = context.now;
    if (result == RunResult::failed || result == RunResult::partial) {
        ++state.consecutive_failures;
        state.last_code = row.error ? row.error->code : "run.incomplete";
    } else if (!context.idle) {
        state.consecutive_failures = 0;
        state.last_code.clear();
        if (result != RunResult::held) state.last_success_at = context.now;
    }
    save_run(database_, ending.run);
    save_feed(database_, ending.feed);
}

void SqliteStore::release_held(const FeedRow& feed, const std::string& decision) {
    if (feed.state.held_run == 0) return;
    Statement(database_, "DELETE FROM held WHERE feed = ?1").with(feed.number).run();
    Statement(database_, "UPDATE run SET decision = ?2 WHERE run = ?1")
        .with(feed.state.held_run, decision)
        .run();
}

/// Errors of a run that is not applied: the producer must see them. Warnings of records that were not taken
/// say nothing.
void SqliteStore::quarantine(FeedRow& feed, const ApplyContext& context) {
    std::vector<RecordIssue> said;
    for (const RecordIssue& issue : context.issues)
        if (issue.every_run) said.push_back(issue);
    if (said.empty()) return;
    IssueRows rows(database_, feed.number);
    rows.write(feed, context.run, said, context.issue_counts, context.completeness == Completeness::full,
               false);
    feed.state.rejects = count_rejects(database_, feed);
}

/// Full when it takes back a held run, whose files go away then: after a power cut it must not be there
/// again.
RunRow SqliteStore::finish_unchanged(const ApplyContext& context, const RunCounts& counts) {
    const auto known = load_feed(database_, context.feed->id);
    const bool held = known && known->state.held_run != 0;
    Transaction transaction(database_, held ? Transaction::Kind::write : Transaction::Kind::light);
    Ending ending = load_ending(context, RunResult::running);
    FeedRow& feed = ending.feed;
    ending.run.row.counts = counts;
    const bool compared = counts.read > 0; // else: not modified, nothing was looked at
    const bool whole = compared && context.completeness == Completeness::full;
    if (compared) {
        const bool all_mapped = feed.state.memory.mapping_version != context.feed->mapping_version;
        IssueRows rows(database_, feed.number);
        rows.write(feed, context.run, context.issues, context.issue_counts, whole, all_mapped);
        feed.state.rejects = whole ? counts.rejected : count_rejects(database_, feed);
        if (context.completeness != Completeness::incomplete) feed.state.validators = context.validators;
    }
    if (whole) {
        feed.state.memory.mapping_version = context.feed->mapping_version;
        feed.state.last_full_at = context.now;
    }
    release_held(feed, "superseded by run " + std::to_string(context.run));
    const bool partial = context.completeness == Completeness::incomplete; // what was not read may differ
    finish(ending, context, partial ? RunResult::partial : RunResult::unchanged);
    crash_point("unchanged.before-commit");
    transaction.commit();
    return ending.run.row;
}

RunRow SqliteStore::fail_run(RunId run, const RunError& error, const ApplyContext& context) {
    Transaction transaction(database_);
    ApplyContext of_run = context;
    of_run.run = run;
    Ending ending = load_ending(of_run, RunResult::running);
    ending.run.row.error = error;
    quarantine(ending.feed, of_run);
    finish(ending, of_run, RunResult::failed);
    crash_point("fail.before-commit");
    transaction.commit();
    return ending.run.row;
}

RunRow SqliteStore::hold_run(const ApplyContext& context, const Difference& difference,
                             const GuardTrip& trip) {
    sync_file_and_directory(difference.staged_file);
    crash_point("staged.written");
    Transaction transaction(database_);
    Ending ending = load_ending(context, RunResult::running);
    require_base(ending.feed, difference);
    release_held(ending.feed, "superseded by run " + std::to_string(context.run));
    const std::string file = difference.staged_file.string(), kept = columns::from_context(context);
    Statement(database_,
              "INSERT INTO held (feed, run, staged_file, staged_digest, context) VALUES (?1, ?2, ?3, ?4, ?5)")
        .with(ending.feed.number, context.run, file, difference.staged_digest, kept)
        .run();
    propose_aliases(database_, ending.feed.number, context.proposals);
    quarantine(ending.feed, context);
    ending.run.row.counts = difference.counts;
    ending.run.row.guard = trip;
    finish(ending, context, RunResult::held);
    crash_point("hold.before-commit");
    transaction.commit();
    crash_point("hold.after-commit");
    return ending.run.row;
}

RunRow SqliteStore::deny(const std::string& feed, RunId run, const std::string& actor,
                         const std::string& reason, UnixTime) {
    Transaction transaction(database_);
    const auto row = load_feed(database_, feed);
    if (!row || row->state.held_run == 0 || row->state.held_run != run)
        throw StoreError(66, "run " + std::to_string(run) + " of " + feed + " is not held");
    release_held(*row, "denied by " + actor + ": " + reason);
    transaction.commit();
    return load_run(database_, run)->row;
}

} // namespace moisson
