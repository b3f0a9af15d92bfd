// Applying a difference: one transaction from the first record to the journal, before or after, never
// between.
#include "core/change/same_content.hpp"
#include "core/store/alias_rows.hpp"
#include "core/store/crash_point.hpp"
#include "core/store/issue_rows.hpp"
#include "core/store/json_columns.hpp"
#include "core/store/outbox_rows.hpp"
#include "core/store/record_writer.hpp"
#include "core/store/sqlite_store.hpp"

#include <algorithm>
#include <map>

namespace moisson {

namespace {

constexpr std::uint32_t progress_every = 4096;

/// Walks a list of staged numbers, ascending, beside the staged records.
template<class T>
class Cursor {
public:
    explicit Cursor(const std::vector<T>& list) : at_(list.begin()), end_(list.end()) {}
    template<class NumberOf>
    const T* at(std::uint32_t number, NumberOf number_of) {
        while (at_ != end_ && number_of(*at_) < number) ++at_;
        return at_ != end_ && number_of(*at_) == number ? &*at_ : nullptr;
    }

private:
    typename std::vector<T>::const_iterator at_, end_;
};

/// A known record that changes, and where it is staged.
struct KnownChange {
    std::uint32_t local_id;
    bool rekeyed;
    std::uint64_t place;
};

/// New records at once; known ones are returned in the order of their numbers, in which the store keeps them:
/// a producer may give them in any order, and every page is then touched once.
std::vector<KnownChange> write_created(StagedReader& staged, const Difference& difference,
                                       const ApplyContext& context, RecordWriter& writer, IssueRows& issues) {
    std::vector<KnownChange> changes;
    Cursor superseded(difference.superseded);
    Cursor rekeyed(difference.rekeyed);
    StagedRecord record;
    for (std::uint32_t number = 0; staged.next(record); ++number) {
        if (number % progress_every == 0 && context.progress) context.progress(number, staged.count());
        if (number == staged.count() / 2) crash_point("apply.half");
        if (superseded.at(number, [](std::uint32_t lost) { return lost; })) continue;
        if (!issues.empty()) issues.settle(record.key);
        const auto* pair = rekeyed.at(number, [](const Difference::Rekeyed& one) { return one.staged; });
        if (pair)
            changes.push_back({pair->local_id, true, staged.place()});
        else if (record.change == StagedRecord::Change::created)
            writer.create(record);
        else
            changes.push_back({record.local_id, false, staged.place()});
    }
    std::stable_sort(changes.begin(), changes.end(),
                     [](const KnownChange& a, const KnownChange& b) { return a.local_id < b.local_id; });
    return changes;
}

void write_staged(StagedReader& staged, const Difference& difference, const ApplyContext& context,
                  RecordWriter& writer, IssueRows& issues) {
    StagedRecord record;
    for (const KnownChange& change : write_created(staged, difference, context, writer, issues)) {
        staged.read(change.place, record);
        writer.change(record, change.local_id, change.rekeyed);
        if (context.progress && change.local_id % progress_every == 0)
            context.progress(staged.count(), staged.count());
    }
    if (context.progress) context.progress(staged.count(), staged.count());
}

void write_gone(const Difference& difference, RecordWriter& writer, IssueRows& issues) {
    for (const std::uint32_t local : difference.withdrawn) {
        if (!issues.empty()) issues.settle(writer.key_of(local));
        writer.withdraw(local);
    }
    for (const std::uint32_t local : difference.missing) writer.miss(local);
    for (const std::uint32_t local : difference.back) writer.back(local);
    for (const std::uint32_t local : difference.newly_rejected) writer.reject(local, true);
    for (const std::uint32_t local : difference.recovered) {
        writer.reject(local, false);
        if (!issues.empty()) issues.settle(writer.key_of(local));
    }
}

/// A person has looked at what disappears: no grace on top of that.
bool decides_withdrawals(const std::optional<GuardTrip>& trip) {
    return trip && (trip->name == "max_deletions" || trip->name == "max_new_ids" ||
                    trip->name == "no_records" || trip->name == "renamed_ids");
}

void withdraw_missing(Difference& difference) {
    difference.withdrawn.insert(difference.withdrawn.end(), difference.missing.begin(),
                                difference.missing.end());
    std::sort(difference.withdrawn.begin(), difference.withdrawn.end());
    difference.missing.clear();
    difference.newly_missing = 0;
    difference.counts.missing = 0;
    difference.counts.withdrawn = difference.withdrawn.size();
}

/// approve --rekey: a new record with the content of exactly one gone record takes its place, and so does one
/// that the run proposed under its old identifier.
void rekey(Difference& difference, StagedReader& staged, const KnownIndex& known,
           const std::vector<Alias>& proposals) {
    std::vector<ContentOf> created, gone;
    std::vector<Difference::Rekeyed> renamed;
    std::map<std::string_view, std::string_view> old_of;
    for (const Alias& alias : proposals)
        if (alias.state == "proposed") old_of.emplace(alias.new_id, alias.old_id);
    const auto is_in = [](const std::vector<std::uint32_t>& list, std::uint32_t local) {
        return std::binary_search(list.begin(), list.end(), local);
    };
    std::map<std::uint64_t, std::uint32_t> gone_by_key;
    if (!old_of.empty())
        for (const KnownRecord& one : known.records())
            if (is_in(difference.withdrawn, one.local_id) || is_in(difference.missing, one.local_id))
                gone_by_key.emplace(one.key, one.local_id);
    Cursor superseded(difference.superseded);
    Cursor retyped(difference.rekeyed);
    StagedRecord record;
    for (std::uint32_t number = 0; staged.next(record); ++number) {
        const bool lost = superseded.at(number, [](std::uint32_t one) { return one; }) ||
                          retyped.at(number, [](const Difference::Rekeyed& one) { return one.staged; });
        if (lost || record.change != StagedRecord::Change::created) continue;
        const auto old = old_of.find(record.id);
        const auto of_old =
            old == old_of.end() ? gone_by_key.end() : gone_by_key.find(record_key(record.kind, old->second));
        if (of_old != gone_by_key.end())
            renamed.push_back({number, of_old->second});
        else
            created.push_back({content_key(record.kind, record.fingerprint), number});
    }
    staged.rewind();
    std::vector<std::uint32_t> claimed;
    for (const auto& pair : renamed) claimed.push_back(pair.local_id);
    std::sort(claimed.begin(), claimed.end());
    for (const KnownRecord& one : known.records())
        if (is_in(difference.withdrawn, one.local_id) || is_in(difference.missing, one.local_id))
            if (!is_in(claimed, one.local_id))
                gone.push_back({content_key(one.kind, one.fingerprint), one.local_id});
    std::vector<Difference::Rekeyed> pairs = same_content(created, gone).pairs;
    pairs.insert(pairs.end(), renamed.begin(), renamed.end());
    std::vector<std::uint32_t> kept;
    for (const auto& pair : pairs) kept.push_back(pair.local_id);
    std::sort(kept.begin(), kept.end());
    std::erase_if(difference.withdrawn, [&](std::uint32_t local) { return is_in(kept, local); });
    std::erase_if(difference.missing, [&](std::uint32_t local) { return is_in(kept, local); });
    difference.rekeyed.insert(difference.rekeyed.end(), pairs.begin(), pairs.end());
    std::sort(difference.rekeyed.begin(), difference.rekeyed.end(),
              [](const auto& a, const auto& b) { return a.staged < b.staged; });
    difference.counts.created -= pairs.size();
    difference.counts.updated += pairs.size();
    difference.counts.withdrawn = difference.withdrawn.size();
    difference.counts.missing = difference.missing.size();
}

StagedReader open_staged(const Difference& difference) {
    try {
        StagedReader reader(difference.staged_file);
        if (reader.difference().staged_digest != difference.staged_digest)
            throw StoreError(65, "the staged file " + difference.staged_file.string() +
                                     " is not the one of this run; run the feed again");
        return reader;
    } catch (const StoreError&) {
        throw;
    } catch (const std::runtime_error& error) {
        throw StoreError(65, error.what());
    }
}

} // namespace

void SqliteStore::require_base(const FeedRow& feed, const Difference& difference) {
    if (difference.base_run != feed.state.last_applied_run)
        throw StoreError(75, "feed " + feed.state.feed + " was changed by run " +
                                 std::to_string(feed.state.last_applied_run) +
                                 " while this one was read; it will run again");
}

RunRow SqliteStore::apply(const ApplyContext& context, const Difference& difference) {
    StagedReader staged = open_staged(difference);
    Transaction transaction(database_);
    Ending ending = load_ending(context, RunResult::running);
    require_base(ending.feed, difference);
    release_held(ending.feed, "superseded by run " + std::to_string(context.run));
    write_difference(ending, context, difference, staged);
    crash_point("apply.before-commit");
    transaction.commit();
    crash_point("apply.after-commit");
    return ending.run.row;
}

void SqliteStore::write_difference(Ending& ending, const ApplyContext& context, const Difference& difference,
                                   StagedReader& staged) {
    FeedRow& feed = ending.feed;
    RecordWriter writer(database_, *schema_, feed, context, difference.counts.created);
    IssueRows issues(database_, feed.number);
    crash_point("apply.begun");
    write_staged(staged, difference, context, writer, issues);
    write_gone(difference, writer, issues);
    writer.finish();
    const bool whole = difference.completeness == Completeness::full;
    issues.write(feed, context.run, context.issues, context.issue_counts, whole, difference.all_mapped);
    feed.state.rejects = whole ? difference.counts.rejected : count_rejects(database_, feed);
    remember(feed, context, difference);
    if (writer.wrote_revisions()) {
        ending.run.first_seq = writer.first_seq();
        ending.run.last_seq = writer.last_seq();
        feed.state.last_change_at = context.now;
        if (!context.link_follows) mark_outbox(database_, writer.last_seq(), context.now);
    }
    ending.run.row.counts = difference.counts;
    const bool partial = difference.completeness == Completeness::incomplete;
    finish(ending, context, partial ? RunResult::partial : RunResult::success);
}

/// What the next run of the feed is compared and guarded with.
void SqliteStore::remember(FeedRow& feed, const ApplyContext& context, const Difference& difference) {
    FeedState& state = feed.state;
    const bool first = state.memory.first_run;
    state.last_applied_run = context.run;
    state.personal_data = context.feed->personal_data;
    state.memory.largest_snapshot = std::max(state.memory.largest_snapshot, difference.records_seen);
    if (difference.completeness == Completeness::full) {
        save_fill_rates(database_, *schema_, feed, difference.fill_rates);
        state.last_full_at = context.now;
    }
    // Records of an older mapping stay recognisable as such until all of them were mapped again.
    if (first || difference.completeness == Completeness::full)
        state.memory.mapping_version = context.feed->mapping_version;
    if (difference.completeness != Completeness::incomplete) state.validators = context.validators;
}

RunRow SqliteStore::approve(const std::string& feed, RunId run, ApplyContext context) {
    context.run = run;
    Statement held(database_, "SELECT h.staged_file, h.staged_digest, h.context FROM held h JOIN feed f "
                              "ON f.feed = h.feed WHERE f.id = ?1 AND h.run = ?2");
    if (!held.with(feed, run).step())
        throw StoreError(66, "run " + std::to_string(run) + " of " + feed + " is not held");
    columns::to_context(held.text(2), context);
    Difference wanted;
    wanted.staged_file = held.string(0);
    wanted.staged_digest = held.digest(1);
    held.reset();
    StagedReader staged = open_staged(wanted);
    Difference difference = staged.difference();

    Transaction transaction(database_);
    Ending ending = load_ending(context, RunResult::held);
    if (difference.base_run != ending.feed.state.last_applied_run)
        throw StoreError(65, "run " + std::to_string(run) + " was held before run " +
                                 std::to_string(ending.feed.state.last_applied_run) +
                                 " changed the feed; run the feed again and decide on that");
    if (decides_withdrawals(ending.run.row.guard)) withdraw_missing(difference);
    const std::vector<Alias> proposals = load_aliases(database_, ending.feed.number);
    if (context.rekey) rekey(difference, staged, load_known_records(database_, ending.feed), proposals);
    decide_proposals(database_, ending.feed.number, context.rekey ? "accepted" : "refused", context.actor,
                     context.now);
    release_held(ending.feed, "");
    ending.run.row.decision = "approved by " + context.actor;
    write_difference(ending, context, difference, staged);
    crash_point("approve.before-commit");
    transaction.commit();
    crash_point("approve.after-commit");
    return ending.run.row;
}

} // namespace moisson
