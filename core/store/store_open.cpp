// Opening, recovering and closing the store, and the small writes: schedule, pause, checkpoint, prune.
#include "core/store/forgetting/opposition_rows.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/migrate.hpp"
#include "core/store/sqlite_store.hpp"

namespace moisson {

namespace {

constexpr std::int64_t runs_kept =
    500; ///< per feed; runs that changed something stay, revisions refer to them

void quick_check(Database& database) {
    const std::string verdict = database.text("PRAGMA quick_check(1)");
    if (verdict != "ok")
        throw StoreError(65, "the store " + database.file().string() + " is damaged (" + verdict +
                                 "); restore the last backup with `moisson restore`");
    if (database.number("SELECT count(*) FROM pragma_foreign_key_check") > 0)
        throw StoreError(
            65, "the store " + database.file().string() +
                    " has rows that refer to nothing; restore the last backup with `moisson restore`");
}

} // namespace

std::unique_ptr<Store> Store::open(const Options& options, UnixTime now) {
    return std::make_unique<SqliteStore>(options, now);
}

namespace {

/// An empty store beside snapshots would publish an empty referential: nothing is made anew by itself.
const std::filesystem::path& require_not_lost(const Store::Options& options) {
    std::error_code absent;
    const std::uintmax_t size = std::filesystem::file_size(options.file, absent);
    if (!options.create || options.snapshots.empty() || (!absent && size > 0)) return options.file;
    std::error_code none;
    if (std::filesystem::directory_iterator(options.snapshots, none) == std::filesystem::directory_iterator())
        return options.file;
    throw StoreError(65, "the store " + options.file.string() + (absent ? " is gone" : " is empty") +
                             ", but there are snapshots of earlier runs in " + options.snapshots.string() +
                             ": put a backup back with `moisson restore FILE`; to begin anew, move that "
                             "directory away");
}

} // namespace

SqliteStore::SqliteStore(const Options& options, UnixTime)
    : schema_(options.schema), lock_(require_not_lost(options)),
      database_(options.file, options.create ? Database::Mode::create : Database::Mode::write) {
    migrate(database_);
    if (options.check) quick_check(database_);
    follow_schema(database_, *schema_);
    take_opposition_file(database_);
}

SqliteStore::~SqliteStore() = default;

unsigned SqliteStore::recover(UnixTime now) {
    Transaction transaction(database_);
    unsigned count = interrupt_open_runs(database_, 0, now);
    Statement inflight(database_, "UPDATE outbox SET state = 'pending' WHERE state = 'inflight' RETURNING 1");
    while (inflight.step()) ++count;
    inflight.reset();
    transaction.commit();
    return count;
}

FeedState SqliteStore::feed_state(const std::string& feed) {
    if (auto row = load_feed(database_, feed)) {
        load_fill_rates(database_, *schema_, *row);
        return row->state;
    }
    FeedState unknown;
    unknown.feed = feed;
    return unknown;
}

KnownIndex SqliteStore::known_records(const std::string& feed) {
    const auto row = load_feed(database_, feed);
    return row ? load_known_records(database_, *row) : KnownIndex();
}

void SqliteStore::schedule(const std::string& feed, UnixTime next_run_at, const std::string& why) {
    Transaction transaction(database_, Transaction::Kind::light);
    FeedRow row = load_or_create_feed(database_, feed);
    row.state.next_run_at = next_run_at;
    row.state.next_run_why = why;
    save_feed(database_, row);
    transaction.commit();
}

void SqliteStore::pause(const std::string& feed, bool paused, const std::string& reason, UnixTime) {
    Transaction transaction(database_);
    FeedRow row = load_or_create_feed(database_, feed);
    row.state.paused = paused;
    row.state.pause_reason = paused ? reason : "";
    save_feed(database_, row);
    transaction.commit();
}

void SqliteStore::checkpoint() { database_.checkpoint(); }

void SqliteStore::prune(UnixTime) {
    Transaction transaction(database_);
    Statement(
        database_,
        "DELETE FROM run WHERE first_seq = 0 AND result <> 'running' AND run NOT IN (SELECT run FROM held) "
        "AND run NOT IN (SELECT last_applied_run FROM feed) AND (SELECT count(*) FROM run later "
        "WHERE later.feed = run.feed AND later.run > run.run) >= ?1")
        .with(runs_kept)
        .run();
    transaction.commit();
}

} // namespace moisson
