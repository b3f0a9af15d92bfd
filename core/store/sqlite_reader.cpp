// The reader's small questions: feeds, runs, quarantine, outbox, counts.
#include "core/store/sqlite_reader.hpp"

#include "core/store/feed_rows.hpp"
#include "core/store/issue_rows.hpp"
#include "core/store/linking/link_kinds.hpp"
#include "core/store/migrate.hpp"
#include "core/store/outbox_rows.hpp"
#include "core/store/remote_rows.hpp"
#include "core/store/run_rows.hpp"
#include "core/store/sequence.hpp"

namespace moisson {

namespace {

Database& checked(Database& database) {
    require_current(database);
    return database;
}

} // namespace

std::unique_ptr<StoreReader> StoreReader::open(const std::filesystem::path& file,
                                               std::shared_ptr<const Schema> schema) {
    return std::make_unique<SqliteReader>(file, std::move(schema));
}

SqliteReader::SqliteReader(const std::filesystem::path& file, std::shared_ptr<const Schema> schema)
    : schema_(std::move(schema)), database_(file, Database::Mode::read),
      kinds_(checked(database_), *schema_) {}

std::int64_t SqliteReader::revision() { return last_revision(database_); }

std::vector<FeedState> SqliteReader::feeds() {
    std::vector<FeedState> states;
    for (FeedRow& row : load_feeds(database_)) states.push_back(std::move(row.state));
    return states;
}

FeedState SqliteReader::feed(const std::string& feed) {
    if (auto row = load_feed(database_, feed)) {
        load_fill_rates(database_, *schema_, *row);
        return row->state;
    }
    FeedState unknown;
    unknown.feed = feed;
    return unknown;
}

KnownIndex SqliteReader::known_records(const std::string& feed) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto row = load_feed(database_, feed);
    return row ? load_known_records(database_, *row) : KnownIndex();
}

std::vector<RunRow> SqliteReader::runs(const std::string& feed, std::size_t limit) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto row = load_feed(database_, feed);
    return row ? load_runs(database_, row->number, limit) : std::vector<RunRow>();
}

std::optional<RunRow> SqliteReader::run(RunId run) {
    const auto found = load_run(database_, run);
    return found ? std::optional(found->row) : std::nullopt;
}

std::vector<RecordIssue> SqliteReader::rejects(const std::string& feed, Severity least) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto row = load_feed(database_, feed);
    return row ? load_issues(database_, row->number, least) : std::vector<RecordIssue>();
}

std::map<std::string, std::uint64_t> SqliteReader::reject_counts(const std::string& feed) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto row = load_feed(database_, feed);
    return row ? issue_counts(database_, *row) : std::map<std::string, std::uint64_t>();
}

std::vector<OutboxRow> SqliteReader::outbox() { return load_outbox(database_); }

std::vector<RemoteObject> SqliteReader::remote_objects(const std::string& target) {
    return load_remote_objects(database_, target);
}

std::vector<Approval> SqliteReader::approvals() { return load_approvals(database_); }

std::uint64_t SqliteReader::count(std::uint16_t kind) {
    std::uint64_t count = 0;
    for (const FeedRow& feed : load_feeds(database_)) {
        const auto of_kind = feed.state.records.find(schema_->kind(kind).name);
        if (of_kind != feed.state.records.end()) count += of_kind->second;
    }
    // Each cluster stands for its members.
    Statement linked(database_, "SELECT clusters, members FROM link_kind WHERE kind = ?1");
    if (linked.with(schema_->kind(kind).name).step()) count = count + linked.bits(0) - linked.bits(1);
    return count;
}

std::uint64_t SqliteReader::database_bytes() {
    std::uint64_t bytes = 0;
    for (const char* suffix : {"", "-wal"}) {
        std::error_code error;
        const auto size = std::filesystem::file_size(database_.file().string() + suffix, error);
        if (!error) bytes += size;
    }
    return bytes;
}

} // namespace moisson
