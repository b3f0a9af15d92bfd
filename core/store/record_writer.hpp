// Writes one run's changes of records, bodies, revisions and clusters. Everything is inserted in ascending
// order, so that tables grow at their end.
#pragma once
#include "core/change/staged_file.hpp"
#include "core/store/database.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/public_ids.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace moisson {

enum class RevisionChange : std::uint8_t { created, updated, withdrawn, restored };
std::string_view to_string(RevisionChange change);

class RecordWriter {
public:
    RecordWriter(Database& database, const Schema& schema, FeedRow& feed, const ApplyContext& context);

    void create(const StagedRecord& staged);
    /// A known record; `rekeyed`: under another id than before.
    void change(const StagedRecord& staged, std::uint32_t local_id, bool rekeyed);
    /// Returns the record's key.
    std::uint64_t withdraw(std::uint32_t local_id);
    void miss(std::uint32_t local_id) { miss_.with(rid(local_id)).run(); }
    void back(std::uint32_t local_id) { back_.with(rid(local_id)).run(); }
    void reject(std::uint32_t local_id, bool rejected) { reject_.with(rid(local_id), rejected).run(); }
    std::uint64_t key_of(std::uint32_t local_id);
    void finish(); ///< the keys of new records, sorted

    std::int64_t first_seq() const { return first_seq_; }
    std::int64_t last_seq() const { return next_seq_ - 1; }

private:
    struct Key {
        std::int64_t key;
        std::uint32_t local_id;
    };
    struct Previous {
        std::int64_t seq = 0;
        std::string id, seen_change, body;
        bool has_seen_change = false;
    };
    std::int64_t rid(std::uint32_t local_id) const { return record_rid(feed_.number, local_id); }
    void load_previous(std::int64_t rid);
    void append_revision(std::int64_t rid, RevisionChange change, bool id_changed);
    void update_body(const StagedRecord& staged, std::int64_t rid, std::int64_t seq);
    void move_key(const StagedRecord& staged, std::int64_t rid);
    void count_active(std::uint16_t kind, int by);
    bool wants_seen_change(const StagedRecord& staged) const;
    std::string_view last_public_id(Database& database);

    FeedRow& feed_;
    const Schema& schema_;
    RunId run_;
    std::string today_; ///< ISO day of the run
    std::string last_id_;
    PublicIds public_ids_;
    std::int64_t first_seq_ = 0, next_seq_ = 0, next_cluster_ = 0;
    std::vector<Key> new_keys_;
    std::vector<std::int64_t> active_by_kind_; ///< differences
    std::vector<bool> dated_kinds_;            ///< the kind has an update date
    Previous previous_;
    Statement insert_record_, insert_body_, insert_revision_, insert_created_, insert_cluster_, insert_key_,
        delete_key_, select_body_, select_record_, update_record_, update_raw_, update_body_,
        update_body_seq_, withdraw_, update_key_, cluster_active_, miss_, back_, reject_;
};

} // namespace moisson
