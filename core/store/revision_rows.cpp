// The revision log: per record, per run, and as a feed of changes.
#include "core/store/feed_rows.hpp"
#include "core/store/public_ids.hpp"
#include "core/store/record_writer.hpp"
#include "core/store/run_rows.hpp"
#include "core/store/sqlite_reader.hpp"

#include <algorithm>
#include <limits>

namespace moisson {

namespace {

constexpr const char* columns_of_revision =
    "SELECT v.seq, v.run, n.finished_at, v.change, v.rid, v.before, r.kind, b.source_id, c.public_id, b.seq, "
    "b.json, "
    "v.previous FROM revision v JOIN run n ON n.run = v.run JOIN record r ON r.rid = v.rid "
    "JOIN body b ON b.rid = v.rid JOIN cluster c ON c.cluster = r.cluster ";

/// Rows of the query above; what came after a revision is the `before` of the next one of the same record.
class RevisionRows {
public:
    RevisionRows(Database& database, const Schema& schema, const KindNumbers& kinds)
        : schema_(schema), kinds_(kinds), feeds_(feed_names(database)),
          link_(database, "SELECT previous, before FROM revision WHERE seq = ?1") {}

    RevisionRow make(const Statement& row) {
        RevisionRow result;
        result.seq = row.integer(0);
        result.run = row.integer(1);
        result.at = row.integer(2);
        const auto change = static_cast<RevisionChange>(row.integer(3));
        result.change = to_string(change);
        result.feed = feeds_.at(feed_of_rid(row.integer(4)));
        result.before = row.string(5);
        const int kind = kinds_.schema_kind(row.integer(6));
        result.kind = kind < 0 ? "" : schema_.kind(static_cast<std::size_t>(kind)).name;
        result.id = row.string(7);
        result.public_id = to_text(row.text(8));
        if (change != RevisionChange::withdrawn)
            result.after = row.integer(9) == result.seq ? row.string(10) : after(row.integer(9), result.seq);
        return result;
    }

private:
    std::string after(std::int64_t last, std::int64_t seq) {
        for (std::int64_t at = last; at > seq;) {
            if (!link_.with(at).step()) break;
            const std::int64_t previous = link_.integer(0);
            if (previous == seq) {
                std::string body = link_.string(1);
                link_.reset();
                return body;
            }
            at = previous;
        }
        link_.reset();
        return {};
    }

    const Schema& schema_;
    const KindNumbers& kinds_;
    std::map<std::int64_t, std::string> feeds_;
    Statement link_;
};

} // namespace

std::vector<RevisionRow> SqliteReader::history(const std::string& public_id) {
    const auto id = parse_public_id(public_id);
    if (!id) return {};
    Transaction transaction(database_, Transaction::Kind::read);
    const auto cluster = find_cluster(database_, *id);
    if (!cluster) return {};
    std::vector<RevisionRow> history;
    RevisionRows rows(database_, *schema_, kinds_);
    Statement one(database_, std::string(columns_of_revision) + "WHERE v.seq = ?1");
    Statement last(database_,
                   "SELECT b.seq FROM cluster c JOIN body b ON b.rid = c.member WHERE c.cluster = ?1");
    if (!last.with(*cluster).step()) return {};
    for (std::int64_t seq = last.integer(0); seq > 0 && one.with(seq).step();) {
        history.push_back(rows.make(one));
        seq = one.is_null(11) ? 0 : one.integer(11);
    }
    std::reverse(history.begin(), history.end());
    return history;
}

void SqliteReader::visit_revisions(std::int64_t first, std::int64_t last,
                                   const std::function<bool(const RevisionRow&)>& visit) {
    RevisionRows rows(database_, *schema_, kinds_);
    Statement range(database_,
                    std::string(columns_of_revision) + "WHERE v.seq >= ?1 AND v.seq <= ?2 ORDER BY v.seq");
    range.with(first, last);
    while (range.step())
        if (!visit(rows.make(range))) return;
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
