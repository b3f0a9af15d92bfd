// The life of public ids, in the order of revisions.
#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/linking/cluster_rows.hpp"
#include "core/store/sqlite_reader.hpp"
#include "core/store/versions.hpp"

namespace moisson {

namespace {

class EventRows {
public:
    EventRows(Database& database, const Schema& schema, const KindNumbers& kinds)
        : schema_(schema), kinds_(kinds), feeds_(feed_names(database)), identities_(database),
          versions_(database), births_(database), ids_(database),
          pass_(database,
                "SELECT last_seq, at FROM link_pass WHERE last_seq >= ?1 ORDER BY last_seq LIMIT 1") {}

    ClusterEvent make(std::int64_t seq, const StoredEvent& stored) {
        ClusterEvent event;
        event.seq = seq;
        event.at = at(seq);
        event.kind = to_string(stored.kind);
        event.public_id = id_of(stored.cluster, stored.rid);
        // A record alone goes by the id it was born with.
        const bool between = stored.kind == EventKind::join || stored.kind == EventKind::leave;
        event.other_id = stored.other == 0 && !between ? "" : id_of(stored.other, stored.rid);
        if (stored.rid != 0) event.record = name(stored.rid);
        event.cause = to_string(stored.cause);
        return event;
    }

    ClusterEvent make_golden(std::int64_t seq, std::int64_t cluster) {
        ClusterEvent event;
        event.seq = seq;
        event.at = at(seq);
        event.kind = "golden";
        event.public_id = ids_.of(cluster);
        event.cause = to_string(EventCause::records);
        return event;
    }

private:
    std::string id_of(std::int64_t cluster, std::int64_t rid) {
        if (cluster != 0) return ids_.of(cluster);
        return rid == 0 ? std::string() : births_.of(rid);
    }

    RecordName name(std::int64_t rid) {
        const Identity* identity = identities_.find(rid);
        if (!identity) return {};
        versions_.load_content(identity->seq, version_);
        const int kind = kinds_.schema_kind(identity->known.kind);
        return {kind < 0 ? "" : schema_.kind(static_cast<std::size_t>(kind)).name,
                feeds_.at(feed_of_rid(rid)), version_.source_id};
    }

    UnixTime at(std::int64_t seq) {
        if (seq > pass_end_) {
            const bool there = pass_.with(seq).step();
            pass_end_ = there ? pass_.integer(0) : seq;
            at_ = there ? pass_.integer(1) : 0;
            pass_.reset();
        }
        return at_;
    }

    const Schema& schema_;
    const KindNumbers& kinds_;
    std::map<std::int64_t, std::string> feeds_;
    IdentityReader identities_;
    Versions versions_;
    Version version_;
    PublicIds births_;
    ClusterIds ids_;
    Statement pass_;
    std::int64_t pass_end_ = 0;
    UnixTime at_ = 0;
};

} // namespace

void SqliteReader::for_each_event_since(std::int64_t after,
                                        const std::function<bool(const ClusterEvent&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    EventRows rows(database_, *schema_, kinds_);
    // A `golden` row that only ends a cluster says nothing that its event does not say.
    Statement log(
        database_,
        "SELECT seq, kind, cluster, other, rid, cause FROM cluster_event WHERE seq > ?1 UNION ALL "
        "SELECT seq, -1, cluster, 0, 0, 0 FROM golden WHERE seq > ?1 AND length(members) > 0 ORDER BY seq");
    log.with(after);
    while (log.step()) {
        const std::int64_t seq = log.integer(0);
        const bool golden = log.integer(1) < 0;
        const StoredEvent stored{golden ? EventKind::join : static_cast<EventKind>(log.integer(1)),
                                 log.integer(2), log.integer(3), log.integer(4),
                                 static_cast<EventCause>(log.integer(5))};
        if (!visit(golden ? rows.make_golden(seq, stored.cluster) : rows.make(seq, stored))) return;
    }
}

} // namespace moisson
