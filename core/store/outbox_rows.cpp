// The outbox holds state, not events: which resource of which target is stale.
#include "core/store/outbox_rows.hpp"

#include "core/store/sequence.hpp"
#include "core/store/sqlite_store.hpp"

#include <algorithm>

namespace moisson {

std::vector<OutboxRow> load_outbox(Database& database) {
    std::vector<OutboxRow> result;
    Statement rows(database, "SELECT target, resource, state, wanted_seq, published_seq, since, next_try_at, "
                             "verified_at, attempts, sha256, bytes, rows, error, changed_at FROM outbox "
                             "ORDER BY target, resource");
    while (rows.step()) {
        OutboxRow row;
        row.target = rows.string(0);
        row.resource = rows.string(1);
        row.state = rows.string(2);
        row.wanted_seq = rows.integer(3);
        row.published_seq = rows.integer(4);
        row.since = rows.integer(5);
        row.next_try_at = rows.integer(6);
        row.verified_at = rows.integer(7);
        row.attempts = static_cast<unsigned>(rows.integer(8));
        row.sha256 = rows.string(9);
        row.bytes = rows.bits(10);
        row.rows = rows.bits(11);
        row.error = rows.string(12);
        row.changed_at = rows.integer(13);
        result.push_back(std::move(row));
    }
    return result;
}

void SqliteStore::set_outbox_resources(const std::vector<OutboxRow>& wanted, UnixTime now) {
    Transaction transaction(database_);
    Statement remove(database_, "DELETE FROM outbox WHERE target = ?1 AND resource = ?2");
    for (const OutboxRow& row : load_outbox(database_)) {
        const bool stays = std::any_of(wanted.begin(), wanted.end(), [&](const OutboxRow& one) {
            return one.target == row.target && one.resource == row.resource;
        });
        if (!stays) remove.with(row.target, row.resource).run();
    }
    const std::int64_t seq = last_revision(database_);
    Statement insert(database_, "INSERT OR IGNORE INTO outbox VALUES "
                                "(?1, ?2, 'pending', ?3, 0, ?4, 0, 0, 0, '', 0, 0, '', 0)");
    for (const OutboxRow& row : wanted) insert.with(row.target, row.resource, seq, now).run();
    transaction.commit();
}

// What was to be published at once, or failed when it was its turn, is not put off by the next change.
void mark_outbox(Database& database, std::int64_t seq, UnixTime now, bool at_once) {
    Statement(
        database,
        "UPDATE outbox SET wanted_seq = ?1, attempts = 0, "
        "next_try_at = CASE WHEN ?3 OR attempts > 0 OR next_try_at BETWEEN 1 AND ?2 THEN ?2 ELSE 0 END, "
        "since = CASE WHEN state IN ('done', 'waiting') THEN ?2 ELSE since END, "
        "state = CASE WHEN state = 'inflight' THEN state ELSE 'pending' END")
        .with(seq, now, std::int64_t{at_once})
        .run();
}

/// What the publisher learnt; a change that came while it worked keeps the resource stale.
void SqliteStore::settle(const OutboxRow& row) {
    Transaction transaction(database_);
    Statement(
        database_,
        "UPDATE outbox SET state = CASE WHEN ?3 = 'done' AND wanted_seq > ?4 THEN 'pending' ELSE ?3 END, "
        "published_seq = ?4, next_try_at = ?5, verified_at = ?6, attempts = ?7, sha256 = ?8, bytes = ?9, "
        "rows = ?10, error = ?11, changed_at = ?12 WHERE target = ?1 AND resource = ?2")
        .with(row.target, row.resource, row.state, row.published_seq, row.next_try_at, row.verified_at,
              row.attempts, row.sha256, row.bytes, row.rows, row.error, row.changed_at)
        .run();
    transaction.commit();
}

} // namespace moisson
