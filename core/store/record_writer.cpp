#include "core/store/record_writer.hpp"

#include <algorithm>
#include <ctime>

namespace moisson {

namespace {

std::string iso_day(UnixTime now) {
    const std::time_t seconds = static_cast<std::time_t>(now);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[16];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d", &parts)};
}

} // namespace

std::string_view to_string(RevisionChange change) {
    static constexpr std::string_view names[] = {"created", "updated", "withdrawn", "restored"};
    return names[static_cast<std::size_t>(change)];
}

RecordWriter::RecordWriter(Database& database, const Schema& schema, FeedRow& feed,
                           const ApplyContext& context)
    : feed_(feed), schema_(schema), run_(context.run), today_(iso_day(context.now)),
      public_ids_(context.now, context.random_seed ^ static_cast<std::uint64_t>(context.run),
                  last_public_id(database)),
      first_seq_(database.number("SELECT max(seq) FROM revision") + 1), next_seq_(first_seq_),
      next_cluster_(database.number("SELECT max(cluster) FROM cluster") + 1),
      active_by_kind_(schema.kinds().size()),
      insert_record_(database, "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 1, 0, ?9)"),
      insert_body_(database, "INSERT INTO body VALUES (?1, ?2, ?3, ?4, ?5)"),
      insert_revision_(database, "INSERT INTO revision VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      insert_created_(database, "INSERT INTO revision VALUES (?1, ?2, ?3, 0, NULL, NULL, NULL, NULL)"),
      insert_cluster_(database, "INSERT INTO cluster VALUES (?1, ?2, ?3, 1, ?4, NULL)"),
      insert_key_(database, "INSERT INTO record_key VALUES (?1, ?2, ?3)"),
      delete_key_(database, "DELETE FROM record_key WHERE feed = ?1 AND key = ?2 AND rid = ?3"),
      select_body_(database, "SELECT seq, source_id, seen_change, json FROM body WHERE rid = ?1"),
      select_record_(database, "SELECT key, kind, active FROM record WHERE rid = ?1"),
      update_record_(database, "UPDATE record SET raw = ?2, fingerprint = ?3, presence = ?4, date_hash = ?5, "
                               "date_rank = ?6, misses = 0, active = 1, rejected = 0 WHERE rid = ?1"),
      update_raw_(database, "UPDATE record SET raw = ?2, misses = 0, rejected = 0 WHERE rid = ?1"),
      update_body_(database,
                   "UPDATE body SET seq = ?2, source_id = ?3, seen_change = ?4, json = ?5 WHERE rid = ?1"),
      update_body_seq_(database, "UPDATE body SET seq = ?2 WHERE rid = ?1"),
      withdraw_(database, "UPDATE record SET active = 0 WHERE rid = ?1"),
      update_key_(database, "UPDATE record SET key = ?2 WHERE rid = ?1"),
      cluster_active_(database, "UPDATE cluster SET active = ?2 WHERE cluster = "
                                "(SELECT cluster FROM record WHERE rid = ?1)"),
      miss_(database, "UPDATE record SET misses = misses + 1 WHERE rid = ?1"),
      back_(database, "UPDATE record SET misses = 0 WHERE rid = ?1"),
      reject_(database, "UPDATE record SET rejected = ?2 WHERE rid = ?1") {
    for (const Kind& kind : schema.kinds()) dated_kinds_.push_back(kind.find(Role::update_date) >= 0);
}

std::string_view RecordWriter::last_public_id(Database& database) {
    last_id_ = database.text("SELECT public_id FROM cluster ORDER BY cluster DESC LIMIT 1");
    return last_id_;
}

void RecordWriter::create(const StagedRecord& staged) {
    const std::uint32_t local = feed_.next_local++;
    const std::int64_t id = rid(local), seq = next_seq_++, cluster = next_cluster_++;
    const PublicId& public_id = public_ids_.next();
    insert_record_
        .with(id, staged.key, staged.raw, staged.fingerprint, staged.presence, staged.date_hash,
              staged.date_rank, staged.kind, cluster)
        .run();
    insert_body_.with(id, seq, staged.id, nullptr, staged.body);
    if (wants_seen_change(staged)) insert_body_.bind(4, today_);
    insert_body_.run();
    insert_created_.with(seq, id, run_).run();
    insert_cluster_.with(cluster, nullptr, staged.kind, id);
    insert_cluster_.bind_blob(2, {reinterpret_cast<const char*>(public_id.data()), public_id.size()});
    insert_cluster_.run();
    new_keys_.push_back({static_cast<std::int64_t>(staged.key), local});
    count_active(staged.kind, +1);
}

void RecordWriter::change(const StagedRecord& staged, std::uint32_t local_id, bool rekeyed) {
    using Change = StagedRecord::Change;
    const std::int64_t id = rid(local_id);
    if (staged.change == Change::raw_only && !rekeyed) {
        update_raw_.with(id, staged.raw).run();
        return;
    }
    load_previous(id);
    if (!rekeyed && previous_.id != staged.id)
        throw StoreError(70, "the identifiers \"" + previous_.id + "\" and \"" + std::string(staged.id) +
                                 "\" of feed " + feed_.state.feed +
                                 " have the same hash; report this as a bug of moisson");
    std::int64_t seq = previous_.seq;
    if (staged.change != Change::touched) {
        seq = next_seq_;
        const bool restored = staged.change == Change::restored;
        append_revision(id, restored ? RevisionChange::restored : RevisionChange::updated, rekeyed);
        if (restored) {
            cluster_active_.with(id, 1).run();
            count_active(staged.kind, +1);
        }
    }
    if (rekeyed) move_key(staged, id);
    update_body(staged, id, seq);
    update_record_
        .with(id, staged.raw, staged.fingerprint, staged.presence, staged.date_hash, staged.date_rank)
        .run();
}

std::uint64_t RecordWriter::withdraw(std::uint32_t local_id) {
    const std::int64_t id = rid(local_id);
    select_record_.with(id).step();
    const std::uint64_t key = select_record_.bits(0);
    count_active(static_cast<std::uint16_t>(select_record_.integer(1)), -1);
    select_record_.reset();
    load_previous(id);
    const std::int64_t seq = next_seq_;
    append_revision(id, RevisionChange::withdrawn, false);
    update_body_seq_.with(id, seq).run();
    withdraw_.with(id).run();
    cluster_active_.with(id, 0).run();
    return key;
}

std::uint64_t RecordWriter::key_of(std::uint32_t local_id) {
    select_record_.with(rid(local_id)).step();
    const std::uint64_t key = select_record_.bits(0);
    select_record_.reset();
    return key;
}

void RecordWriter::finish() {
    std::sort(new_keys_.begin(), new_keys_.end(), [](const Key& a, const Key& b) { return a.key < b.key; });
    for (const Key& key : new_keys_) insert_key_.with(feed_.number, key.key, rid(key.local_id)).run();
    for (std::size_t kind = 0; kind < active_by_kind_.size(); ++kind)
        if (active_by_kind_[kind] != 0)
            feed_.state.records[schema_.kind(kind).name] += static_cast<std::uint64_t>(active_by_kind_[kind]);
}

void RecordWriter::load_previous(std::int64_t rid) {
    if (!select_body_.with(rid).step())
        throw StoreError(65, "the store has no body for record " + std::to_string(rid) + " of feed " +
                                 feed_.state.feed + "; run `moisson verify` and restore a backup");
    previous_.seq = select_body_.integer(0);
    previous_.id = select_body_.text(1);
    previous_.has_seen_change = !select_body_.is_null(2);
    previous_.seen_change = select_body_.text(2);
    previous_.body = select_body_.text(3);
    select_body_.reset();
}

void RecordWriter::append_revision(std::int64_t rid, RevisionChange change, bool id_changed) {
    insert_revision_.with(next_seq_++, rid, run_, static_cast<int>(change), previous_.seq, previous_.body,
                          nullptr, nullptr);
    if (id_changed) insert_revision_.bind(7, previous_.id);
    if (previous_.has_seen_change) insert_revision_.bind(8, previous_.seen_change);
    insert_revision_.run();
}

void RecordWriter::update_body(const StagedRecord& staged, std::int64_t rid, std::int64_t seq) {
    update_body_.with(rid, seq, staged.id, nullptr, staged.body);
    if (wants_seen_change(staged)) update_body_.bind(4, today_);
    update_body_.run();
}

/// The record answers to its new id from now on.
void RecordWriter::move_key(const StagedRecord& staged, std::int64_t rid) {
    const std::uint64_t old_key = key_of(local_of_rid(rid));
    delete_key_.with(feed_.number, old_key, rid).run();
    update_key_.with(rid, staged.key).run();
    new_keys_.push_back({static_cast<std::int64_t>(staged.key), local_of_rid(rid)});
}

void RecordWriter::count_active(std::uint16_t kind, int by) { active_by_kind_.at(kind) += by; }

/// The producer says no date: the record carries the day on which we saw it change.
bool RecordWriter::wants_seen_change(const StagedRecord& staged) const {
    return staged.date.empty() && dated_kinds_[staged.kind];
}

} // namespace moisson
