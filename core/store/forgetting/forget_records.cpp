#include "core/store/forgetting/forget_records.hpp"
#include "core/mapping/mapping.hpp"
#include "core/store/run_rows.hpp"
#include "core/store/sequence.hpp"

namespace moisson {
namespace {

constexpr std::int64_t versions_at_once = 10'000;

} // namespace

ForgetRecords::ForgetRecords(Database& database, const Schema& schema, const OppositionList& list,
                             const ForgetContext& context, ForgetSummary& summary)
    : database_(database), schema_(schema), list_(list), context_(context), summary_(summary),
      kinds_(database, schema), feeds_(feed_names(database)), identities_(database), versions_(database) {}

void ForgetRecords::run() {
    walk();
    next_seq_ = last_revision(database_) + 1;
    std::set<std::int64_t> reading; // a run that reads now was made against what there was before
    Statement open(database_, "SELECT DISTINCT feed FROM run WHERE result = 'running'");
    while (open.step()) reading.insert(open.integer(0));
    for (FeedRow& feed : load_feeds(database_)) {
        if (touched_.contains(feed.number)) summary_.feeds.push_back(feed.state.feed);
        const auto changed = changes_.find(feed.number);
        if (changed != changes_.end() || reading.contains(feed.number))
            write(feed, changed == changes_.end() ? std::vector<Change>{} : changed->second);
    }
}

/// In windows: a statement that reads a table does not see it change.
void ForgetRecords::walk() {
    const std::int64_t last = database_.number("SELECT max(seq) FROM version");
    Statement window(database_, std::string(columns_of_version) +
                                    "WHERE seq >= ?1 AND seq < ?2 AND json IS NOT NULL ORDER BY seq");
    Statement overwrite(database_, "UPDATE version SET json = ?2 WHERE seq = ?1");
    Version version;
    for (std::int64_t first = 1; first <= last; first += versions_at_once) {
        overwritten_.clear();
        for (window.with(first, first + versions_at_once); window.step();) {
            read_version(window, version);
            look_at(version);
        }
        window.reset();
        for (const Version& changed : overwritten_) overwrite.with(changed.seq, changed.json).run();
        summary_.versions += overwritten_.size();
    }
}

void ForgetRecords::look_at(Version version) {
    const Identity* identity = identities_.find(version.rid);
    const int kind = identity ? kinds_.schema_kind(identity->known.kind) : -1;
    if (kind < 0) { // its schema file was removed: only its texts can be gone through
        if (list_.erase_json_strings(version.json)) overwritten_.push_back(std::move(version));
        return;
    }
    Change change;
    change.kind = static_cast<std::uint16_t>(kind);
    if (!erase(version, change.kind, change)) return;
    touched_.insert(feed_of_rid(version.rid));
    Version last;
    const bool loaded = versions_.load(identity->seq, last);
    const std::int64_t content = identity->known.active || !loaded ? identity->seq : last.previous;
    if (content == version.seq) {
        change.active = identity->known.active;
        change.version = version;
        changes_[feed_of_rid(version.rid)].push_back(std::move(change));
    }
    overwritten_.push_back(std::move(version));
}

bool ForgetRecords::erase(Version& version, std::uint16_t kind, Change& change) {
    const std::string& feed = feeds_.at(feed_of_rid(version.rid));
    const Kind& described = schema_.kind(kind);
    Record record = read_body(schema_, kind, version.source_id, version.json);
    change.whole = list_.drops(described.name, feed, version.source_id);
    if (list_.erase(described, feed, record) == 0 && !change.whole) return false;
    version.json.clear();
    write_body(described, record, version.json);
    change.fingerprint = fingerprint(described, record);
    return true;
}

/// A run of its own, so that the journal, `diff` and the next comparison know of it.
void ForgetRecords::write(FeedRow& feed, const std::vector<Change>& changes) {
    StoredRun run = load_run(database_, insert_run(database_, feed.number, context_.now)).value();
    const std::int64_t first = next_seq_;
    IdentityWriter identities(database_, feed.number);
    for (const Change& change : changes) {
        run.row.counts.updated += change.active && !change.whole;
        run.row.counts.withdrawn += change.active && change.whole;
        write_change(identities, feed, run.row.run, change);
    }
    identities.flush();
    if (next_seq_ > first) {
        run.first_seq = first;
        run.last_seq = next_seq_ - 1;
        feed.state.last_change_at = context_.now;
    }
    run.row.result = RunResult::success;
    run.row.finished_at = context_.now;
    run.actor = "forget by " + context_.actor;
    feed.state.last_applied_run = run.row.run;
    save_run(database_, run);
    save_feed(database_, feed);
}

void ForgetRecords::write_change(IdentityWriter& identities, FeedRow& feed, RunId run, const Change& change) {
    Identity& identity = identities.edit(local_of_rid(change.version.rid));
    identity.known.fingerprint = change.fingerprint;
    // `presence` stays: the producer still gives the field, and no guard shall take it for lost.
    if (list_.holds(change.version.source_id)) ++summary_.identifiers;
    if (!change.active) return;
    if (change.whole) return withdraw(feed, run, identity, change);
    ++summary_.records;
    const Version& version = change.version;
    Statement insert(database_, "INSERT INTO version VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7)");
    insert.with(next_seq_, version.rid, run, identity.seq, version.source_id, nullptr, version.json);
    if (!version.seen_change.empty()) insert.bind(6, version.seen_change);
    insert.run();
    identity.seq = next_seq_++;
}

void ForgetRecords::withdraw(FeedRow& feed, RunId run, Identity& identity, const Change& change) {
    Statement(database_, "INSERT INTO version VALUES (?1, ?2, ?3, 2, ?4, NULL, NULL, NULL)")
        .with(next_seq_, change.version.rid, run, identity.seq)
        .run();
    identity.seq = next_seq_++;
    identity.known.active = false;
    if (identity.known.misses > 0 && feed.state.in_grace > 0) --feed.state.in_grace;
    identity.known.misses = 0;
    std::uint64_t& active = feed.state.records[schema_.kind(change.kind).name];
    if (active > 0) --active;
    ++summary_.withdrawn;
}

} // namespace moisson
