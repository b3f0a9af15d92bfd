#include "core/store/remote_rows.hpp"

#include "core/store/sqlite_store.hpp"

namespace moisson {

std::vector<RemoteObject> load_remote_objects(Database& database, const std::string& target) {
    std::vector<RemoteObject> result;
    Statement rows(database,
                   "SELECT key, state, remote_id, sent, wanted, seq, unsettled_since, missing_since, "
                   "next_try_at, attempts, error FROM remote_object WHERE target = ?1 ORDER BY key");
    rows.with(target);
    while (rows.step()) {
        RemoteObject row;
        row.target = target;
        row.key = rows.string(0);
        row.state = rows.string(1);
        row.remote_id = rows.string(2);
        row.sent = rows.string(3);
        row.wanted = rows.string(4);
        row.seq = rows.integer(5);
        row.unsettled_since = rows.integer(6);
        row.missing_since = rows.integer(7);
        row.next_try_at = rows.integer(8);
        row.attempts = static_cast<unsigned>(rows.integer(9));
        row.error = rows.string(10);
        result.push_back(std::move(row));
    }
    return result;
}

std::vector<Approval> load_approvals(Database& database) {
    std::vector<Approval> result;
    Statement rows(database, "SELECT target, seq, at, actor, reason FROM approval ORDER BY target");
    while (rows.step())
        result.push_back({rows.string(0), rows.integer(1), rows.integer(2), rows.string(3), rows.string(4)});
    return result;
}

void SqliteStore::put_remote(const RemoteObject& row) {
    Transaction transaction(database_);
    Statement(database_, "INSERT OR REPLACE INTO remote_object VALUES "
                         "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
        .with(row.target, row.key, row.state, row.remote_id, row.sent, row.wanted, row.seq,
              row.unsettled_since, row.missing_since, row.next_try_at, row.attempts, row.error)
        .run();
    transaction.commit();
}

void SqliteStore::approve_target(const Approval& approval) {
    Transaction transaction(database_);
    Statement(database_, "INSERT OR REPLACE INTO approval VALUES (?1, ?2, ?3, ?4, ?5)")
        .with(approval.target, approval.seq, approval.at, approval.actor, approval.reason)
        .run();
    transaction.commit();
}

} // namespace moisson
