// Writes one run's changes: identities by blocks, versions at the end of their log. Nothing is read but what
// changes.
#pragma once
#include "core/change/staged_file.hpp"
#include "core/store/database.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/versions.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace moisson {

class RecordWriter {
public:
    /// `created`: how many records create() will be called for; they get the first revisions of the run.
    RecordWriter(Database& database, const Schema& schema, FeedRow& feed, const ApplyContext& context,
                 std::uint64_t created);

    void create(const StagedRecord& staged);
    /// A known record; `rekeyed`: under another id than before.
    void change(const StagedRecord& staged, std::uint32_t local_id, bool rekeyed);
    void withdraw(std::uint32_t local_id);
    void miss(std::uint32_t local_id);
    void back(std::uint32_t local_id) { end_grace(identities_.edit(local_id).known); }
    void reject(std::uint32_t local_id, bool rejected) {
        identities_.edit(local_id).known.rejected = rejected;
    }
    std::uint64_t key_of(std::uint32_t local_id) { return identities_.edit(local_id).known.key; }
    void finish();

    bool wrote_revisions() const { return last_seq() >= first_seq_; }
    std::int64_t first_seq() const { return first_seq_; }
    std::int64_t last_seq() const { return next_seq_ - 1; }

private:
    void append_version(Identity& identity, std::uint32_t local_id, RevisionChange change,
                        const StagedRecord& staged);
    void touch(const Identity& identity, const StagedRecord& staged);
    void note_touched_members();
    void end_grace(KnownRecord& known);
    void count_active(std::uint16_t kind, int by) { active_by_kind_.at(kind) += by; }
    bool wants_day(const StagedRecord& staged) const;

    Database& database_;
    const Schema& schema_;
    FeedRow& feed_;
    RunId run_;
    UnixTime now_;
    std::uint64_t seed_;
    std::string today_; ///< ISO day of the run
    std::uint64_t created_wanted_, created_ = 0;
    std::uint32_t first_local_;
    std::int64_t first_seq_, next_seq_;
    std::vector<std::int64_t> active_by_kind_; ///< differences
    std::vector<bool> dated_kinds_;            ///< the kind has an update date
    std::vector<std::int64_t> touched_;        ///< rids
    IdentityWriter identities_;
    Statement insert_created_, insert_version_, insert_withdrawn_, update_version_;
};

} // namespace moisson
