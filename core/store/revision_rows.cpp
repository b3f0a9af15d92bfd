// The revision log: per record, per run, and as a feed of changes.
#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/linking/golden_rows.hpp"
#include "core/store/public_ids.hpp"
#include "core/store/run_rows.hpp"
#include "core/store/sqlite_reader.hpp"
#include "core/store/versions.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace moisson {

namespace {

/// A version and the one before it, with the names that people use.
class RevisionRows {
public:
    RevisionRows(Database& database, const Schema& schema, const KindNumbers& kinds)
        : schema_(schema), kinds_(kinds), feeds_(feed_names(database)), identities_(database),
          versions_(database), public_ids_(database),
          run_at_(database, "SELECT finished_at FROM run WHERE run = ?1") {}

    RevisionRow make(const Version& version) {
        RevisionRow row;
        row.seq = version.seq;
        row.run = version.run;
        row.at = at(version.run);
        row.change = to_string(version.change);
        row.feed = feeds_.at(feed_of_rid(version.rid));
        const Identity* identity = identities_.find(version.rid);
        const int kind = identity ? kinds_.schema_kind(identity->known.kind) : -1;
        row.kind = kind < 0 ? "" : schema_.kind(static_cast<std::size_t>(kind)).name;
        row.public_id = public_ids_.of(version.rid);
        row.id = version.source_id;
        row.after = version.json;
        if (version.previous == 0) return row;
        versions_.load_content(version.previous, previous_);
        row.before = previous_.json;
        if (row.id.empty()) row.id = previous_.source_id;
        return row;
    }

private:
    UnixTime at(RunId run) {
        if (run != run_) {
            run_ = run;
            at_ = run_at_.with(run).step() ? run_at_.integer(0) : 0;
            run_at_.reset();
        }
        return at_;
    }

    const Schema& schema_;
    const KindNumbers& kinds_;
    std::map<std::int64_t, std::string> feeds_;
    IdentityReader identities_;
    Versions versions_;
    PublicIds public_ids_;
    Statement run_at_;
    RunId run_ = 0;
    UnixTime at_ = 0;
    Version previous_;
};

} // namespace

namespace {

/// The states of a cluster, latest first; where a body stands for itself, nothing is said.
void add_states(Database& database, const StoredCluster& cluster, const std::string& kind,
                const std::string& public_id, std::vector<RevisionRow>& history) {
    Statement pass(database, "SELECT at FROM link_pass WHERE last_seq >= ?1 ORDER BY last_seq LIMIT 1");
    auto state = load_golden_state(database, cluster.seq);
    while (state) {
        auto before = state->previous == 0 ? std::nullopt : load_golden_state(database, state->previous);
        RevisionRow row;
        row.seq = state->seq;
        row.at = pass.with(state->seq).step() ? pass.integer(0) : 0;
        pass.reset();
        row.change = "golden";
        row.kind = kind;
        row.public_id = public_id;
        row.after = state->json;
        if (before) row.before = before->json;
        if (row.before != row.after) history.push_back(std::move(row));
        state = std::move(before);
    }
}

} // namespace

/// Of a cluster: what became of its merged record, and of each record that it has.
std::vector<RevisionRow> SqliteReader::history(const std::string& public_id) {
    const auto id = parse_public_id(public_id);
    if (!id) return {};
    Transaction transaction(database_, Transaction::Kind::read);
    const auto target = resolve_id(database_, *id);
    if (!target) return {};
    std::vector<RevisionRow> history;
    std::vector<std::int64_t> rids;
    if (target->cluster) {
        if (const auto state = load_golden_state(database_, target->cluster->seq))
            for (const packed::NamedRid& member : state->members) rids.push_back(member.rid);
    } else {
        rids.push_back(target->rid);
    }
    RevisionRows rows(database_, *schema_, kinds_);
    IdentityReader identities(database_);
    Versions versions(database_);
    Version version;
    for (const std::int64_t rid : rids) {
        const Identity* identity = identities.find(rid);
        for (std::int64_t seq = identity ? identity->seq : 0; seq != 0 && versions.load(seq, version);
             seq = version.previous)
            history.push_back(rows.make(version));
    }
    if (target->cluster)
        add_states(database_, *target->cluster, history.empty() ? std::string() : history.front().kind,
                   ClusterIds(database_).of(*target->cluster), history);
    std::sort(history.begin(), history.end(),
              [](const RevisionRow& a, const RevisionRow& b) { return a.seq < b.seq; });
    return history;
}

std::vector<RevisionTime> SqliteReader::revision_times() {
    std::vector<RevisionTime> times;
    Statement rows(database_, "SELECT last_seq, finished_at FROM run WHERE last_seq > 0 "
                              "UNION ALL SELECT last_seq, at FROM link_pass ORDER BY 1, 2");
    while (rows.step()) times.push_back({rows.integer(0), rows.integer(1)});
    return times;
}

UnixTime time_of_revision(const std::vector<RevisionTime>& times, std::int64_t seq) {
    const auto at =
        std::lower_bound(times.begin(), times.end(), seq,
                         [](const RevisionTime& one, std::int64_t wanted) { return one.seq < wanted; });
    return at == times.end() ? 0 : at->at;
}

void SqliteReader::visit_revisions(std::int64_t first, std::int64_t last,
                                   const std::function<bool(const RevisionRow&)>& visit) {
    RevisionRows rows(database_, *schema_, kinds_);
    Statement range(database_,
                    std::string(columns_of_version) + "WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq");
    range.with(first, last);
    Version version;
    while (range.step()) {
        read_version(range, version);
        if (!visit(rows.make(version))) return;
    }
}

void SqliteReader::for_each_revision(RunId run, const std::function<bool(const RevisionRow&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto found = load_run(database_, run);
    if (found && found->first_seq > 0) visit_revisions(found->first_seq, found->last_seq, visit);
}

void SqliteReader::for_each_revision_since(std::int64_t after,
                                           const std::function<bool(const RevisionRow&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    visit_revisions(after + 1, std::numeric_limits<std::int64_t>::max(), visit);
}

} // namespace moisson
