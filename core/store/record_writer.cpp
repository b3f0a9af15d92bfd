#include "core/store/record_writer.hpp"

#include "core/store/linking/link_values.hpp"
#include "core/store/packed/packed_map.hpp"
#include "core/store/public_ids.hpp"
#include "core/store/sequence.hpp"

#include <algorithm>
#include <ctime>
#include <limits>

namespace moisson {

namespace {

std::string iso_day(UnixTime now) {
    const std::time_t seconds = static_cast<std::time_t>(now);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[16];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d", &parts)};
}

/// What the next run recognises the record by.
void remember(KnownRecord& known, const StagedRecord& staged) {
    known.key = staged.key;
    known.raw = staged.raw;
    known.fingerprint = staged.fingerprint;
    known.presence = staged.presence;
    known.date_hash = staged.date_hash;
    known.date_rank = staged.date_rank;
    known.kind = staged.kind;
    known.active = true;
    known.rejected = false;
}

} // namespace

RecordWriter::RecordWriter(Database& database, const Schema& schema, FeedRow& feed,
                           const ApplyContext& context, std::uint64_t created)
    : database_(database), schema_(schema), feed_(feed), run_(context.run), now_(context.now),
      seed_(context.random_seed ^ static_cast<std::uint64_t>(context.run)), today_(iso_day(context.now)),
      created_wanted_(created), first_local_(feed.next_local), first_seq_(last_revision(database) + 1),
      next_seq_(first_seq_ + static_cast<std::int64_t>(created)), active_by_kind_(schema.kinds().size()),
      identities_(database, feed.number),
      insert_created_(database, "INSERT INTO version VALUES (?1, ?2, ?3, 0, NULL, ?4, ?5, ?6)"),
      insert_version_(database, "INSERT INTO version VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      insert_withdrawn_(database, "INSERT INTO version VALUES (?1, ?2, ?3, 2, ?4, NULL, NULL, NULL)"),
      update_version_(database, "UPDATE version SET seen_change = ?2, json = ?3 WHERE seq = ?1") {
    for (const Kind& kind : schema.kinds()) dated_kinds_.push_back(kind.find(Role::update_date) >= 0);
}

void RecordWriter::create(const StagedRecord& staged) {
    const std::uint32_t local = feed_.next_local++;
    const std::int64_t seq = first_seq_ + static_cast<std::int64_t>(created_++);
    insert_created_.with(seq, record_rid(feed_.number, local), run_, staged.id, nullptr, staged.body);
    if (wants_day(staged)) insert_created_.bind(5, today_);
    insert_created_.run();
    Identity& identity = identities_.append(local);
    remember(identity.known, staged);
    identity.seq = seq;
    count_active(staged.kind, +1);
}

void RecordWriter::change(const StagedRecord& staged, std::uint32_t local_id, bool rekeyed) {
    using Change = StagedRecord::Change;
    Identity& identity = identities_.edit(local_id);
    end_grace(identity.known);
    if (staged.change == Change::raw_only && !rekeyed) {
        identity.known.raw = staged.raw;
        identity.known.rejected = false;
        return;
    }
    if (staged.change == Change::touched && !rekeyed) {
        touch(identity, staged);
    } else {
        const bool restored = !identity.known.active;
        if (restored) count_active(staged.kind, +1);
        append_version(identity, local_id, restored ? RevisionChange::restored : RevisionChange::updated,
                       staged);
    }
    remember(identity.known, staged);
}

void RecordWriter::append_version(Identity& identity, std::uint32_t local_id, RevisionChange change,
                                  const StagedRecord& staged) {
    insert_version_.with(next_seq_, record_rid(feed_.number, local_id), run_, static_cast<int>(change),
                         identity.seq, staged.id, nullptr, staged.body);
    if (wants_day(staged)) insert_version_.bind(7, today_);
    insert_version_.run();
    identity.seq = next_seq_++;
}

/// The date alone: stored in its version, which stays the same revision.
void RecordWriter::touch(const Identity& identity, const StagedRecord& staged) {
    update_version_.with(identity.seq, nullptr, staged.body);
    if (wants_day(staged)) update_version_.bind(2, today_);
    update_version_.run();
    touched_.push_back(record_rid(feed_.number, identity.known.local_id));
}

/// Their clusters show the date: the linker merges them again.
void RecordWriter::note_touched_members() {
    if (touched_.empty()) return;
    std::sort(touched_.begin(), touched_.end());
    Statement insert(database_, "INSERT OR IGNORE INTO link_touched VALUES (?1)");
    PackedMap(database_, "link_member").find(touched_, [&](std::size_t i, const std::string_view* value) {
        if (value && packed::read_member(*value).present) insert.with(touched_[i]).run();
    });
}

void RecordWriter::withdraw(std::uint32_t local_id) {
    Identity& identity = identities_.edit(local_id);
    insert_withdrawn_.with(next_seq_, record_rid(feed_.number, local_id), run_, identity.seq).run();
    identity.seq = next_seq_++;
    identity.known.active = false;
    end_grace(identity.known);
    count_active(identity.known.kind, -1);
}

void RecordWriter::miss(std::uint32_t local_id) {
    KnownRecord& known = identities_.edit(local_id).known;
    if (known.misses == 0) ++feed_.state.in_grace;
    if (known.misses < std::numeric_limits<std::uint8_t>::max()) ++known.misses;
}

void RecordWriter::end_grace(KnownRecord& known) {
    if (known.misses > 0 && feed_.state.in_grace > 0) --feed_.state.in_grace;
    known.misses = 0;
}

void RecordWriter::finish() {
    if (created_ != created_wanted_)
        throw StoreError(70, "the difference of feed " + feed_.state.feed + " counts " +
                                 std::to_string(created_wanted_) + " new records and has " +
                                 std::to_string(created_));
    identities_.flush();
    note_touched_members();
    if (created_ > 0) {
        insert_birth(database_, {first_seq_, record_rid(feed_.number, first_local_),
                                 next_public_ids(now_, seed_, created_, last_public_id(database_))});
    }
    for (std::size_t kind = 0; kind < active_by_kind_.size(); ++kind)
        if (active_by_kind_[kind] != 0)
            feed_.state.records[schema_.kind(kind).name] += static_cast<std::uint64_t>(active_by_kind_[kind]);
}

/// The producer says no date: the record carries the day on which we saw it change.
bool RecordWriter::wants_day(const StagedRecord& staged) const {
    return staged.date.empty() && dated_kinds_[staged.kind];
}

} // namespace moisson
