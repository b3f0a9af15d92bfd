// `moisson forget`: the opposition list, and the pass that takes what it names out of everything the store
// keeps.
#include "core/change/staged_file.hpp"
#include "core/mapping/mapping.hpp"
#include "core/store/crash_point.hpp"
#include "core/store/forgetting/forget_notes.hpp"
#include "core/store/forgetting/forget_records.hpp"
#include "core/store/forgetting/opposition_rows.hpp"
#include "core/store/outbox_rows.hpp"
#include "core/store/sequence.hpp"
#include "core/store/sqlite_reader.hpp"
#include "core/store/sqlite_store.hpp"

#include <algorithm>

namespace moisson {
namespace {

/// The entry that already says so; null when none does.
const Opposition* entry_in_force(const std::vector<Opposition>& entries, const Opposition& wanted) {
    for (const Opposition& entry : entries)
        if (!entry.undone && entry.type == wanted.type && entry.digest == wanted.digest &&
            entry.pattern == wanted.pattern && (entry.whole || !wanted.whole))
            return &entry;
    return nullptr;
}

/// In force, and not gone through yet.
std::vector<Opposition> waiting_ones(Database& database) {
    std::vector<Opposition> entries = load_oppositions(database);
    std::erase_if(entries, [](const Opposition& one) { return one.applied || one.undone; });
    return entries;
}

/// What is deleted or overwritten is zeroed in the file as well.
void overwrite_deleted(Database& database, bool on) {
    database.execute(on ? "PRAGMA secure_delete = ON" : "PRAGMA secure_delete = OFF");
}

bool staged_file_holds(const std::filesystem::path& file, const Schema& schema, const std::string& feed,
                       const OppositionList& list) {
    try {
        StagedReader staged(file);
        for (StagedRecord one; staged.next(one);) {
            const Kind& kind = schema.kind(one.kind);
            Record record = read_body(schema, one.kind, one.id, one.body);
            if (list.drops(kind.name, feed, one.id) || list.erase(kind, feed, record) > 0) return true;
        }
        return false;
    } catch (const std::runtime_error&) {
        return true; // damaged: nobody can approve it either
    }
}

} // namespace

ForgetSummary SqliteStore::forget(const ForgetContext& context) {
    ForgetSummary summary;
    overwrite_deleted(database_, true);
    Transaction transaction(database_);
    const std::vector<Opposition> before = load_oppositions(database_);
    for (const Opposition& wanted : context.add) {
        const Opposition* same = entry_in_force(before, wanted);
        summary.numbers.push_back(same ? same->number : insert_opposition(database_, wanted));
    }
    summary.applied = waiting_ones(database_);
    const OppositionList list(summary.applied);
    if (!list.empty()) {
        release_opposed(list, context, summary);
        ForgetRecords(database_, *schema_, list, context, summary).run();
        forget_notes(database_, *schema_, list, summary);
        mark_outbox(database_, last_revision(database_), context.now, true);
    }
    crash_point("forget.before-commit");
    transaction.commit();
    write_opposition_file(database_);
    crash_point("forget.after-commit");
    return summary;
}

/// Held runs with a value of the list are not rewritten: their feed reads its source again.
void SqliteStore::release_opposed(const OppositionList& list, const ForgetContext& context,
                                  ForgetSummary& summary) {
    for (FeedRow& feed : load_feeds(database_)) {
        if (feed.state.held_run == 0) continue;
        Statement held(database_, "SELECT staged_file FROM held WHERE feed = ?1");
        if (!held.with(feed.number).step()) continue;
        const std::filesystem::path file = held.string(0);
        held.reset();
        if (!staged_file_holds(file, *schema_, feed.state.feed, list)) continue;
        release_held(feed, "released: the opposition list names something in it; the feed runs again");
        feed.state.validators = {};
        feed.state.next_run_at = context.now;
        save_feed(database_, feed);
        summary.held.push_back(feed.state.feed);
        summary.obsolete.push_back(file);
    }
}

void SqliteStore::forget_merged(ForgetSummary& summary) {
    const std::vector<Opposition> waiting = waiting_ones(database_);
    const OppositionList list(waiting);
    Transaction transaction(database_);
    if (!list.empty()) summary.merged = forget_golden_states(database_, *schema_, list);
    for (const Opposition& entry : waiting)
        Statement(database_, "UPDATE opposition SET applied = 1 WHERE opposition = ?1")
            .with(entry.number)
            .run();
    crash_point("forget.merged");
    transaction.commit();
    overwrite_deleted(database_, false);
    database_.checkpoint();
}

bool SqliteStore::oppositions_wait() { return has_waiting_oppositions(database_); }

std::vector<Opposition> SqliteStore::oppositions() { return load_oppositions(database_); }

std::vector<Opposition> SqliteReader::oppositions() { return load_oppositions(database_); }

void SqliteStore::undo_opposition(std::int64_t number, const std::string& who, UnixTime now) {
    Transaction transaction(database_);
    Statement undone(database_, "UPDATE opposition SET undone = ?2, undone_by = ?3 WHERE opposition = ?1 AND "
                                "undone = 0 RETURNING 1");
    if (!undone.with(number, std::max<UnixTime>(now, 1), who).step())
        throw StoreError(66, "there is no entry " + std::to_string(number) +
                                 " in force in the opposition list; see `moisson forget --list`");
    undone.reset();
    for (FeedRow& feed : load_feeds(database_)) {
        feed.state.validators = {};
        feed.state.memory.mapping_version = 0; // every record is mapped again
        save_feed(database_, feed);
    }
    transaction.commit();
    write_opposition_file(database_);
}

} // namespace moisson
