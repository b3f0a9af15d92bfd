// What is known of the addresses that data sets give.
#include "core/portals/resource_health.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/sqlite_reader.hpp"
#include "core/store/sqlite_store.hpp"

#include <limits>

namespace moisson {

namespace {

constexpr const char* check_columns =
    "SELECT url, state, code, checked_at, since, next_at, times, etag, last_modified FROM resource_check ";

ResourceCheck read_check(const Statement& row) {
    return {row.string(0),
            row.string(1),
            row.string(2),
            row.integer(3),
            row.integer(4),
            row.integer(5),
            static_cast<unsigned>(row.integer(6)),
            row.string(7),
            row.string(8)};
}

/// The files of kinds that have resources. They are the same again unless quality_min says otherwise.
void mark_data_sets(Database& database, const Schema& schema, UnixTime now) {
    Statement mark(database, "UPDATE outbox SET since = CASE WHEN state = 'done' THEN ?1 ELSE since END, "
                             "state = 'pending', next_try_at = 0 WHERE state IN ('done', 'failed') AND "
                             "(resource = ?2 OR substr(resource, 1, length(?2) + 1) = ?2 || '.')");
    for (const Kind& kind : schema.kinds())
        if (kind.find(Role::resources) >= 0) mark.with(now, kind.plural).run();
}

} // namespace

void SqliteStore::put_resource_checks(const std::string& feed, const std::vector<ResourceCheck>& checks,
                                      UnixTime now) {
    Transaction transaction(database_, Transaction::Kind::light);
    const std::int64_t number = load_or_create_feed(database_, feed).number;
    Statement before(database_, std::string(check_columns) + "WHERE feed = ?1 AND url = ?2");
    Statement insert(
        database_, "INSERT OR REPLACE INTO resource_check VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    bool turned = false;
    for (const ResourceCheck& one : checks) {
        const bool was_dead = before.with(number, one.url).step() && is_dead(read_check(before));
        before.reset();
        turned = turned || was_dead != is_dead(one);
        insert
            .with(number, one.url, one.state, one.code, one.checked_at, one.since, one.next_at, one.times,
                  one.etag, one.last_modified)
            .run();
    }
    if (turned) mark_data_sets(database_, *schema_, now);
    transaction.commit();
}

void SqliteStore::forget_resource_checks(const std::string& feed, const std::vector<std::string>& urls) {
    Transaction transaction(database_, Transaction::Kind::light);
    const auto row = load_feed(database_, feed);
    if (!row) return;
    Statement remove(database_, "DELETE FROM resource_check WHERE feed = ?1 AND url = ?2");
    for (const std::string& url : urls) remove.with(row->number, url).run();
    transaction.commit();
}

std::vector<ResourceCheck> SqliteReader::resource_checks(const std::string& feed, const std::string& after,
                                                         std::size_t limit) {
    Transaction transaction(database_, Transaction::Kind::read);
    std::vector<ResourceCheck> checks;
    const auto row = load_feed(database_, feed);
    if (!row) return checks;
    Statement rows(database_,
                   std::string(check_columns) + "WHERE feed = ?1 AND url > ?2 ORDER BY url LIMIT ?3");
    const auto most = std::min<std::size_t>(limit, std::numeric_limits<std::int64_t>::max());
    for (rows.with(row->number, after, static_cast<std::int64_t>(most)); rows.step();)
        checks.push_back(read_check(rows));
    return checks;
}

std::map<std::string, std::uint64_t> SqliteReader::dead_resources() {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto names = feed_names(database_);
    std::map<std::string, std::uint64_t> counts;
    Statement rows(database_, "SELECT url, state, code, checked_at, since, next_at, times, etag, "
                              "last_modified, feed FROM resource_check WHERE state = 'gone'");
    while (rows.step())
        if (is_dead(read_check(rows))) ++counts[names.at(rows.integer(9))];
    return counts;
}

DeadAddresses SqliteReader::dead_addresses() {
    Transaction transaction(database_, Transaction::Kind::read);
    std::vector<std::uint64_t> digests;
    Statement rows(database_, std::string(check_columns) + "WHERE state = 'gone'");
    while (rows.step())
        if (is_dead(read_check(rows))) digests.push_back(digest64(rows.text(0)));
    return DeadAddresses(std::move(digests));
}

} // namespace moisson
