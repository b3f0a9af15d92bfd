#include "core/store/resource_check_rows.hpp"

#include "core/portals/resource_health.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/sqlite_reader.hpp"
#include "core/store/sqlite_store.hpp"

#include <set>

namespace moisson {

std::vector<ResourceCheck> load_resource_checks(Database& database, std::int64_t feed) {
    std::vector<ResourceCheck> result;
    Statement rows(database,
                   "SELECT url, state, code, checked_at, since, next_at, times, etag, last_modified FROM "
                   "resource_check WHERE feed = ?1 ORDER BY url");
    rows.with(feed);
    while (rows.step())
        result.push_back({rows.string(0), rows.string(1), rows.string(2), rows.integer(3), rows.integer(4),
                          rows.integer(5), static_cast<unsigned>(rows.integer(6)), rows.string(7),
                          rows.string(8)});
    return result;
}

void SqliteStore::put_resource_checks(const std::string& feed, const std::vector<ResourceCheck>& checks) {
    Transaction transaction(database_, Transaction::Kind::light);
    const std::int64_t number = load_or_create_feed(database_, feed).number;
    Statement insert(
        database_, "INSERT OR REPLACE INTO resource_check VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    for (const ResourceCheck& one : checks)
        insert
            .with(number, one.url, one.state, one.code, one.checked_at, one.since, one.next_at, one.times,
                  one.etag, one.last_modified)
            .run();
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

std::vector<ResourceCheck> SqliteReader::resource_checks(const std::string& feed) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto row = load_feed(database_, feed);
    return row ? load_resource_checks(database_, row->number) : std::vector<ResourceCheck>();
}

std::map<std::string, std::uint64_t> SqliteReader::dead_resources() {
    Transaction transaction(database_, Transaction::Kind::read);
    std::map<std::string, std::uint64_t> counts;
    Statement rows(
        database_,
        "SELECT f.id, l.state, l.times, l.since, l.checked_at FROM resource_check l JOIN feed f ON "
        "f.feed = l.feed WHERE l.state = 'gone'");
    while (rows.step()) {
        ResourceCheck check;
        check.state = rows.string(1);
        check.times = static_cast<unsigned>(rows.integer(2));
        check.since = rows.integer(3);
        check.checked_at = rows.integer(4);
        if (is_dead(check)) ++counts[rows.string(0)];
    }
    return counts;
}

} // namespace moisson
