#include "core/store/feed_rows.hpp"

#include "core/store/identity.hpp"
#include "core/store/json_columns.hpp"

#include <numeric>

namespace moisson {

namespace {

constexpr const char* columns_of_feed =
    "SELECT f.feed, f.id, paused, pause_reason, last_success_at, last_change_at, last_full_at, "
    "last_attempt_at, "
    "next_run_at, consecutive_failures, last_run, last_applied_run, last_code, etag, last_modified, "
    "snapshot, cursor, "
    "mapping_version, largest_snapshot, next_local, in_grace, rejects, active, uncounted_issues, "
    "personal_data, ifnull(h.run, 0), next_run_why FROM feed f LEFT JOIN held h ON h.feed = f.feed ";

FeedRow read_feed_row(const Statement& row) {
    FeedRow feed;
    FeedState& state = feed.state;
    feed.number = row.integer(0);
    state.feed = row.string(1);
    state.known = true;
    state.paused = row.integer(2) != 0;
    state.pause_reason = row.string(3);
    state.last_success_at = row.integer(4);
    state.last_change_at = row.integer(5);
    state.last_full_at = row.integer(6);
    state.last_attempt_at = row.integer(7);
    state.next_run_at = row.integer(8);
    state.consecutive_failures = static_cast<unsigned>(row.integer(9));
    state.last_run = row.integer(10);
    state.last_applied_run = row.integer(11);
    state.last_code = row.string(12);
    state.validators = {row.string(13), row.string(14), row.digest(15), row.string(16)};
    state.memory.mapping_version = row.bits(17);
    state.memory.largest_snapshot = row.bits(18);
    feed.next_local = static_cast<std::uint32_t>(row.integer(19));
    state.in_grace = row.bits(20);
    state.rejects = row.bits(21);
    state.records = columns::to_numbers(row.text(22));
    feed.uncounted_issues = columns::to_numbers(row.text(23));
    state.personal_data = columns::to_rules(row.text(24));
    state.held_run = row.integer(25);
    state.next_run_why = row.string(26);
    state.memory.base_run = state.last_applied_run;
    state.memory.first_run = state.last_applied_run == 0;
    state.memory.active_records =
        std::accumulate(state.records.begin(), state.records.end(), std::uint64_t{0},
                        [](std::uint64_t sum, const auto& kind) { return sum + kind.second; });
    return feed;
}

} // namespace

std::optional<FeedRow> load_feed(Database& database, std::string_view id) {
    Statement row(database, std::string(columns_of_feed) + "WHERE f.id = ?1");
    if (!row.with(id).step()) return std::nullopt;
    return read_feed_row(row);
}

FeedRow load_or_create_feed(Database& database, std::string_view id) {
    if (auto row = load_feed(database, id)) return *row;
    Statement(database, "INSERT INTO feed (id) VALUES (?1)").with(id).run();
    return *load_feed(database, id);
}

std::vector<FeedRow> load_feeds(Database& database) {
    std::vector<FeedRow> feeds;
    Statement rows(database, std::string(columns_of_feed) + "ORDER BY f.id");
    while (rows.step()) feeds.push_back(read_feed_row(rows));
    return feeds;
}

void save_feed(Database& database, const FeedRow& row) {
    const FeedState& state = row.state;
    const std::string active = columns::from_numbers(state.records);
    const std::string personal = columns::from_rules(state.personal_data);
    const std::string uncounted = columns::from_numbers(row.uncounted_issues);
    Statement(
        database,
        "UPDATE feed SET paused = ?2, pause_reason = ?3, last_success_at = ?4, last_change_at = ?5, "
        "last_full_at = ?6, last_attempt_at = ?7, next_run_at = ?8, consecutive_failures = ?9, last_run = "
        "?10, "
        "last_applied_run = ?11, last_code = ?12, etag = ?13, last_modified = ?14, snapshot = ?15, cursor = "
        "?16, "
        "mapping_version = ?17, largest_snapshot = ?18, next_local = ?19, in_grace = ?20, rejects = ?21, "
        "active = ?22, uncounted_issues = ?23, personal_data = ?24, next_run_why = ?25 "
        "WHERE feed = ?1")
        .with(row.number, state.paused, state.pause_reason, state.last_success_at, state.last_change_at,
              state.last_full_at, state.last_attempt_at, state.next_run_at, state.consecutive_failures,
              state.last_run, state.last_applied_run, state.last_code, state.validators.etag,
              state.validators.last_modified, state.validators.snapshot, state.validators.cursor,
              state.memory.mapping_version, state.memory.largest_snapshot, row.next_local, state.in_grace,
              state.rejects, active, uncounted, personal, state.next_run_why)
        .run();
}

void load_fill_rates(Database& database, const Schema& schema, FeedRow& row) {
    Statement stored(database, "SELECT fill_rates FROM feed WHERE feed = ?1");
    if (stored.with(row.number).step())
        row.state.memory.fill_rates = columns::to_fill_rates(schema, stored.text(0));
}

void save_fill_rates(Database& database, const Schema& schema, const FeedRow& row,
                     const std::vector<std::vector<double>>& rates) {
    const std::string text = columns::from_fill_rates(schema, rates);
    Statement(database, "UPDATE feed SET fill_rates = ?2 WHERE feed = ?1").with(row.number, text).run();
}

std::map<std::int64_t, std::string> feed_names(Database& database) {
    std::map<std::int64_t, std::string> names;
    Statement rows(database, "SELECT feed, id FROM feed");
    while (rows.step()) names[rows.integer(0)] = rows.string(1);
    return names;
}

KnownIndex load_known_records(Database& database, const FeedRow& row) {
    KnownIndex index;
    index.reserve(row.next_local);
    scan_identities(database, row.number, [&](const Identity& identity) {
        index.add(identity.known);
        return true;
    });
    return index;
}

} // namespace moisson
