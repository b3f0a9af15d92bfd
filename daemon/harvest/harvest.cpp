#include "daemon/harvest/harvest.hpp"

#include "connectors/fetch/local_source.hpp"
#include "daemon/exit_codes.hpp"
#include "daemon/harvest/examine.hpp"
#include "daemon/harvest/linking.hpp"
#include "daemon/harvest/renames.hpp"
#include "daemon/harvest/snapshots.hpp"

#include <algorithm>
#include <chrono>

namespace asio = boost::asio;

namespace moisson {

namespace {

/// One run on its way: everything the stages below hand on.
struct Job {
    FeedPtr feed;
    RunOptions options;
    FeedState state;
    std::vector<Alias> aliases = {}; ///< decided ones
    ApplyContext context;            ///< context.run is 0 in a rehearsal
    std::filesystem::path spool;
    bool reread = false; ///< a delta has what may be known records under new identifiers: read in full
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

    bool unconditional() const {
        return options.full || options.force || options.replay || state.in_grace > 0;
    }
    std::uint64_t elapsed_ms() const {
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started)
                .count());
    }
};

bool wants_delta(const Job& job, UnixTime now) {
    const auto& incremental = job.feed->source.incremental;
    return incremental && !job.unconditional() && !job.state.validators.cursor.empty() &&
           job.state.memory.mapping_version == job.feed->mapping_version &&
           now - job.state.last_full_at < incremental->full_every.count();
}

asio::awaitable<Job> open_run(Workshop& shop, FeedPtr feed, RunOptions options) {
    Job job{.feed = feed, .options = std::move(options), .state = {}, .context = {}, .spool = {}};
    job.context.feed = feed;
    job.context.now = shop.now();
    job.context.started = job.started;
    job.context.actor = job.options.actor;
    job.context.random_seed = shop.random();
    job.context.link_follows = true;
    job.context.progress = [progress = job.options.progress](std::uint64_t done, std::uint64_t total) {
        progress->phase = RunProgress::Phase::applying;
        progress->applied = done;
        progress->to_apply = total;
    };
    job.state = co_await offload(shop.executors.store(), [&] {
        if (!job.options.dry_run) job.context.run = shop.store.begin_run(feed->id, job.context.now);
        return shop.store.feed_state(feed->id);
    });
    job.spool = spool_dir(shop.app, feed->id, job.context.run);
    discard(job.spool);
    std::filesystem::create_directories(job.spool);
    co_return job;
}

FetchOutcome replayed(const Workshop& shop, const Job& job) {
    if (auto snapshot = kept_snapshot(shop.app, job.feed->id, *job.options.replay)) return *snapshot;
    return FetchFailure{RunError{"run.no-snapshot",
                                 "run " + std::to_string(*job.options.replay) + " of " + job.feed->id +
                                     " kept no snapshot; `moisson history " + job.feed->id +
                                     "` lists the runs, and [store] "
                                     "snapshots says how many are kept",
                                 false}};
}

bool is_inbox(const FeedConfig& feed) {
    const auto place = local_place(feed);
    return place && place->inbox;
}

asio::awaitable<FetchOutcome> bring(Workshop& shop, Job& job) {
    if (job.options.replay) co_return replayed(shop, job);
    FetchRequest request;
    request.feed = job.feed;
    request.app = shop.app;
    request.secrets = shop.secrets;
    request.spool_dir = job.spool;
    if (!job.options.dry_run) request.checkpoint_dir = checkpoint_dir(shop.app, job.feed->id);
    request.resume = !job.options.full && !job.options.force;
    request.cpu = shop.executors.cpu();
    request.incremental = wants_delta(job, job.context.now);
    request.progress = [progress = job.options.progress](std::uint64_t bytes) { progress->bytes = bytes; };
    if (!job.unconditional() && job.state.memory.mapping_version == job.feed->mapping_version)
        request.validators = job.state.validators;
    else
        request.validators.cursor = job.state.validators.cursor;
    co_return co_await fetch(std::move(request), shop.network);
}

RunRow rehearsed(const Job& job, RunResult result, const RunCounts& counts) {
    RunRow row;
    row.feed = job.feed->id;
    row.result = result;
    row.started_at = job.context.now;
    row.bytes = job.context.bytes;
    row.duration_ms = job.elapsed_ms();
    row.counts = counts;
    return row;
}

asio::awaitable<RunRow> fail(Workshop& shop, Job& job, RunError error, RunCounts counts) {
    discard(job.spool);
    if (job.options.dry_run) {
        RunRow row = rehearsed(job, RunResult::failed, counts);
        row.error = std::move(error);
        co_return row;
    }
    co_return co_await offload(shop.executors.store(), [&] {
        RunRow row = shop.store.fail_run(job.context.run, error, job.context);
        return row;
    });
}

asio::awaitable<RunRow> unchanged(Workshop& shop, Job& job, RunCounts counts) {
    discard(job.spool);
    if (job.options.dry_run) co_return rehearsed(job, RunResult::unchanged, counts);
    co_return co_await offload(shop.executors.store(),
                               [&] { return shop.store.finish_unchanged(job.context, counts); });
}

asio::awaitable<RunRow> hold(Workshop& shop, Job& job, Snapshot& snapshot, Examination& examined,
                             GuardTrip trip) {
    if (job.options.dry_run) {
        discard(job.spool);
        RunRow row = rehearsed(job, RunResult::held, examined.difference.counts);
        row.guard = std::move(trip);
        co_return row;
    }
    co_return co_await offload(shop.executors.store(), [&] {
        if (!job.options.replay)
            keep_snapshot(shop.app, job.feed->id, job.context.run, snapshot, examined.difference.staged_file);
        if (!examined.may_keep && !job.options.replay)
            forget_snapshot(snapshot_dir(shop.app, job.feed->id, job.context.run));
        RunRow row = shop.store.hold_run(job.context, examined.difference, trip);
        prune_snapshots(shop.app, job.feed->id, row.run);
        return row;
    });
}

asio::awaitable<RunRow> apply(Workshop& shop, Job& job, Snapshot& snapshot, Examination& examined) {
    if (job.options.dry_run) {
        discard(job.spool);
        co_return rehearsed(job, RunResult::success, examined.difference.counts);
    }
    co_return co_await offload(shop.executors.store(), [&] {
        RunRow row = shop.store.apply(job.context, examined.difference);
        std::error_code ignored;
        std::filesystem::remove(examined.difference.staged_file, ignored);
        if (!examined.may_keep)
            discard(job.spool);
        else if (!job.options.replay)
            keep_snapshot(shop.app, job.feed->id, job.context.run, snapshot, examined.difference.staged_file);
        prune_snapshots(shop.app, job.feed->id, job.state.held_run);
        return row;
    });
}

/// The shortcut of the whole digest: nothing can have changed, and no record waits for the end of its grace.
bool same_as_applied(const Job& job, const Snapshot& snapshot) {
    return !job.unconditional() && snapshot.digest && snapshot.digest == job.state.validators.snapshot &&
           job.state.memory.mapping_version == job.feed->mapping_version;
}

/// What is forgotten stays so under another identifier of the same record.
OppositionList opposed_of(const FeedConfig& feed, std::vector<Opposition> entries,
                          const std::vector<std::pair<std::string, std::string>>& aliases) {
    std::vector<std::string> kinds;
    for (const KindMapping& mapping : feed.mappings) kinds.push_back(mapping.kind);
    oppose_aliases(entries, kinds, feed.id, aliases);
    return OppositionList(entries);
}

asio::awaitable<Examination> look(Workshop& shop, Job& job, const Snapshot& snapshot) {
    ExamineRequest request;
    request.feed = job.feed;
    request.schema = shop.schema;
    request.snapshot = snapshot;
    request.memory = job.state.memory;
    request.staged_file = job.spool / "staged";
    request.today = today_of(job.context.now);
    request.force_map = job.options.force || job.state.memory.mapping_version != job.feed->mapping_version;
    request.progress = job.options.progress;
    request.index = co_await offload(shop.executors.store(), [&] {
        job.aliases = shop.store.aliases(job.feed->id);
        request.aliases = aliases_in_force(*job.feed, job.aliases);
        request.opposed = opposed_of(*job.feed, shop.store.oppositions(), request.aliases);
        return shop.store.known_records(job.feed->id);
    });
    // By reference: g++ 12 destroys what a lambda inside a co_await expression owns twice.
    co_return co_await offload(shop.executors.cpu(), [&request] { return examine(std::move(request)); });
}

void remember(Job& job, const Snapshot& snapshot, Examination& examined) {
    job.context.bytes = snapshot.bytes;
    job.context.completeness =
        examined.incomplete_reason.empty() ? snapshot.completeness : Completeness::incomplete;
    const std::string& seen = examined.difference.newest_date;
    job.context.validators = {snapshot.etag, snapshot.last_modified, snapshot.digest,
                              snapshot.cursor.empty() ? std::max(seen, job.state.validators.cursor)
                                                      : snapshot.cursor};
    job.context.warnings = snapshot.warnings;
    job.context.warnings.insert(job.context.warnings.end(), examined.warnings.begin(),
                                examined.warnings.end());
    for (const std::string& reason : {snapshot.incomplete_reason, examined.incomplete_reason})
        if (!reason.empty()) job.context.warnings.push_back(reason);
    job.context.issues = std::move(examined.issues);
    job.context.issue_counts = std::move(examined.issue_counts);
}

/// What the difference would withdraw and create anew under another identifier. With [guards] renames =
/// "accept" that is decided here, and the snapshot is compared again.
asio::awaitable<std::vector<Alias>> renamed(Workshop& shop, Job& job, const Snapshot& snapshot,
                                            Examination& examined) {
    RenameQuestion question{*job.feed,           shop.schema, shop.app.store_path, job.state.memory,
                            examined.difference, job.aliases, job.context.now};
    // By reference: see look().
    std::vector<Alias> proposals =
        co_await offload(shop.executors.cpu(), [&question] { return look_for_renames(question); });
    const bool decided_by_file =
        job.feed->guards.renames == "accept" && examined.difference.completeness == Completeness::full;
    if (proposals.empty() || !decided_by_file || job.options.dry_run) co_return proposals;
    for (Alias& alias : proposals) alias.state = "accepted", alias.who = "the feed file";
    co_await offload(shop.executors.store(), [&] { shop.store.put_aliases(proposals); });
    examined = co_await look(shop, job, snapshot);
    co_return std::vector<Alias>{};
}

asio::awaitable<RunRow> decide(Workshop& shop, Job& job, Snapshot& snapshot) {
    if (same_as_applied(job, snapshot)) co_return co_await unchanged(shop, job, {});
    Examination examined = co_await look(shop, job, snapshot);
    if (!examined.stopped && !examined.error)
        job.context.proposals = co_await renamed(shop, job, snapshot, examined);
    if (!job.context.proposals.empty() && examined.difference.completeness != Completeness::full) {
        job.context.proposals.clear();
        job.reread = true;
        co_return RunRow{};
    }
    remember(job, snapshot, examined);
    Difference& difference = examined.difference;
    if (examined.stopped)
        co_return co_await fail(shop, job,
                                {"run.interrupted", "stopped before it was applied; it will run again", true},
                                difference.counts);
    if (examined.error) co_return co_await fail(shop, job, *examined.error, difference.counts);
    if (auto refusal = refuse(job.feed->guards, job.state.memory, difference))
        co_return co_await fail(shop, job, *refusal, difference.counts);
    if (!job.context.proposals.empty())
        co_return co_await hold(shop, job, snapshot, examined,
                                renames_trip(difference, job.context.proposals));
    if (auto trip = evaluate_guards(job.feed->guards, *shop.schema, job.state.memory, difference))
        co_return co_await hold(shop, job, snapshot, examined, *trip);
    if (difference.nothing_to_write()) co_return co_await unchanged(shop, job, difference.counts);
    co_return co_await apply(shop, job, snapshot, examined);
}

/// Why an inbox file goes to failed/; a held one goes there too, since its kept copy is what `approve`
/// applies.
std::string refusal_reason(const RunRow& row) {
    if (row.guard) return "guard." + row.guard->name + ": " + row.guard->message;
    return row.error ? row.error->code + ": " + row.error->message : "";
}

bool was_applied(const RunRow& row) {
    return row.result == RunResult::success || row.result == RunResult::partial;
}

} // namespace

namespace {

/// What was brought, to its end; without a row when it is to be read again.
asio::awaitable<RunRow> conclude(Workshop& shop, Job& job, FetchOutcome& outcome) {
    if (auto* failure = std::get_if<FetchFailure>(&outcome)) {
        job.options.progress->retry_after = failure->retry_after.count();
        RunRow failed = co_await fail(shop, job, failure->error, {});
        if (!job.options.dry_run) settle_inbox(failure->inbox_files, refusal_reason(failed));
        job.options.progress->more_waiting = failure->more_waiting && !job.options.dry_run;
        co_return failed;
    }
    if (const auto* same = std::get_if<NotModified>(&outcome)) {
        job.options.progress->fresh_for = same->fresh_for.count();
        job.context.idle = is_inbox(*job.feed);
        co_return co_await unchanged(shop, job, {});
    }
    Snapshot& snapshot = std::get<Snapshot>(outcome);
    job.options.progress->more_waiting = snapshot.more_waiting && !job.options.dry_run;
    job.options.progress->fresh_for = snapshot.fresh_for.count();
    RunRow row = co_await decide(shop, job, snapshot);
    if (job.reread) co_return row;
    if (!job.options.dry_run && !job.options.replay) settle_inbox(snapshot, refusal_reason(row));
    std::vector<RecordIssue>().swap(job.context.issues); // they are in the store; linking needs the room
    if (!job.options.dry_run && job.options.link && was_applied(row)) co_await link_pending(shop);
    job.options.progress->phase = RunProgress::Phase::done;
    co_return row;
}

} // namespace

asio::awaitable<RunRow> harvest(Workshop& shop, FeedPtr feed, RunOptions options) {
    Job job = co_await open_run(shop, std::move(feed), std::move(options));
    FetchOutcome outcome = co_await bring(shop, job);
    RunRow row = co_await conclude(shop, job, outcome);
    if (!std::exchange(job.reread, false)) co_return row;
    job.options.full = true;
    discard(job.spool);
    std::filesystem::create_directories(job.spool);
    outcome = co_await bring(shop, job);
    RunRow again = co_await conclude(shop, job, outcome);
    co_return again;
}

asio::awaitable<RunRow> approve(Workshop& shop, FeedPtr feed, RunId run, std::string actor, bool rekey) {
    ApplyContext context;
    context.run = run;
    context.feed = feed;
    context.now = shop.now();
    context.started = std::chrono::steady_clock::now();
    context.actor = std::move(actor);
    context.rekey = rekey;
    context.random_seed = shop.random();
    context.link_follows = true;
    RunRow row =
        co_await offload(shop.executors.store(), [&] { return shop.store.approve(feed->id, run, context); });
    co_await link_pending(shop);
    co_return row;
}

bool goes_on(const RunRow& row, const RunProgress& progress) {
    return progress.more_waiting && !(row.error && row.error->transient);
}

int exit_code_of(const RunRow& row) {
    switch (row.result) {
    case RunResult::held:
        return exit_code::held;
    case RunResult::failed:
        return row.error && row.error->transient ? exit_code::try_again : exit_code::rejected;
    case RunResult::interrupted:
    case RunResult::partial: // something is missing: it runs again soon
        return exit_code::try_again;
    default:
        return exit_code::done;
    }
}

} // namespace moisson
