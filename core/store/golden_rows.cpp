#include "core/store/golden_rows.hpp"

#include "core/mapping/mapping.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/public_ids.hpp"
#include "core/store/record_writer.hpp"
#include "core/store/sqlite_reader.hpp"

namespace moisson {

namespace {

constexpr const char* columns_of_golden =
    "SELECT c.cluster, c.public_id, c.kind, c.active, c.member, b.seq, b.source_id, b.seen_change, b.json "
    "FROM cluster c JOIN body b ON b.rid = c.member ";

} // namespace

GoldenRows::GoldenRows(Database& database, const Schema& schema, const KindNumbers& kinds)
    : database_(database), schema_(schema), kinds_(kinds), feeds_(feed_names(database)),
      revision_(database, "SELECT change, previous, before, before_id, before_seen_change FROM revision "
                          "WHERE seq = ?1") {}

void GoldenRows::fill_record(GoldenRecord& golden, std::string_view id, std::string_view seen_change,
                             std::string_view body) const {
    golden.record = read_body(schema_, golden.kind, id, body);
    golden.sources.front().id = id;
    golden.origin.assign(golden.record.values.size(), 0);
    const int date = schema_.kind(golden.kind).find(Role::update_date);
    if (date < 0 || seen_change.empty()) return;
    Value& value = golden.record.values[static_cast<std::size_t>(date)];
    if (is_absent(value)) value = std::string(seen_change);
}

GoldenRecord GoldenRows::make(const Statement& row, bool active) const {
    GoldenRecord golden;
    golden.public_id = to_text(row.text(1));
    golden.kind = static_cast<std::uint16_t>(kinds_.schema_kind(row.integer(2)));
    golden.seq = row.integer(5);
    golden.active = active;
    golden.sources.push_back({feeds_.at(feed_of_rid(row.integer(4))), {}});
    fill_record(golden, row.text(6), row.text(7), row.text(8));
    return golden;
}

std::optional<GoldenRecord> GoldenRows::load(std::int64_t cluster) {
    Statement row(database_, std::string(columns_of_golden) + "WHERE c.cluster = ?1");
    if (!row.with(cluster).step() || kinds_.schema_kind(row.integer(2)) < 0) return std::nullopt;
    return make(row, row.integer(3) != 0);
}

void GoldenRows::for_each(std::int64_t stored_kind, std::optional<std::int64_t> last_seq,
                          const std::function<bool(const GoldenRecord&)>& visit) {
    Statement rows(database_, std::string(columns_of_golden) +
                                  "WHERE c.kind = ?1 AND (c.active = 1 OR ?2) ORDER BY c.cluster");
    rows.with(stored_kind, last_seq.has_value());
    while (rows.step()) {
        GoldenRecord golden = make(rows, true);
        if (last_seq && golden.seq > *last_seq) {
            const auto then = earlier(golden.seq, *last_seq);
            if (!then) continue;
            golden.seq = then->seq;
            fill_record(golden, then->id.empty() ? rows.text(6) : then->id, then->seen_change, then->body);
        } else if (rows.integer(3) == 0) {
            continue; // withdrawn, and already so at that time
        }
        if (!visit(golden)) return;
    }
}

std::optional<EarlierBody> GoldenRows::earlier(std::int64_t seq, std::int64_t last_seq) {
    EarlierBody then;
    std::string id; // the oldest id that a later revision replaced
    while (seq > last_seq) {
        if (!revision_.with(seq).step())
            throw StoreError(65, "the revision log lacks " + std::to_string(seq) + "; run `moisson verify`");
        const auto change = static_cast<RevisionChange>(revision_.integer(0));
        if (!revision_.is_null(3)) id = revision_.string(3);
        const std::int64_t previous = revision_.is_null(1) ? 0 : revision_.integer(1);
        if (previous <= last_seq) {
            const bool was_there = change == RevisionChange::updated || change == RevisionChange::withdrawn;
            if (was_there) then = {id, revision_.string(4), revision_.string(2), previous};
            revision_.reset();
            return was_there ? std::optional(then) : std::nullopt;
        }
        seq = previous;
    }
    return std::nullopt;
}

std::int64_t last_seq_at(Database& database, UnixTime time) {
    Statement row(database,
                  "SELECT ifnull(max(last_seq), 0) FROM run WHERE finished_at <= ?1 AND last_seq > 0");
    row.with(time).step();
    return row.integer(0);
}

void SqliteReader::for_each_golden(std::uint16_t kind, UnixTime as_of,
                                   const std::function<bool(const GoldenRecord&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    GoldenRows rows(database_, *schema_, kinds_);
    std::optional<std::int64_t> last_seq;
    if (as_of != 0) last_seq = last_seq_at(database_, as_of);
    rows.for_each(kinds_.stored_kind(kind), last_seq, visit);
}

std::optional<GoldenRecord> SqliteReader::golden(const std::string& public_id) {
    const auto id = parse_public_id(public_id);
    if (!id) return std::nullopt;
    Transaction transaction(database_, Transaction::Kind::read);
    const auto cluster = find_cluster(database_, *id);
    return cluster ? GoldenRows(database_, *schema_, kinds_).load(*cluster) : std::nullopt;
}

std::vector<GoldenRecord> SqliteReader::find(const std::string& id) {
    if (auto golden = this->golden(id)) return {*golden};
    Transaction transaction(database_, Transaction::Kind::read);
    GoldenRows rows(database_, *schema_, kinds_);
    Statement by_key(database_,
                     "SELECT r.cluster, b.source_id FROM record_key k JOIN record r ON r.rid = k.rid "
                     "JOIN body b ON b.rid = k.rid WHERE k.feed = ?1 AND k.key = ?2");
    std::vector<GoldenRecord> found;
    const auto look = [&](std::int64_t feed, std::string_view source_id) {
        for (std::uint16_t kind = 0; kind < schema_->kinds().size(); ++kind) {
            const std::int64_t stored = kinds_.stored_kind(kind);
            if (stored < 0) continue;
            by_key.with(feed, record_key(static_cast<std::uint16_t>(stored), source_id));
            while (by_key.step())
                if (by_key.text(1) == source_id)
                    if (auto golden = rows.load(by_key.integer(0))) found.push_back(std::move(*golden));
        }
    };
    for (const auto& [feed, name] : feed_names(database_)) {
        look(feed, id);
        if (id.size() > name.size() && id.starts_with(name) && id[name.size()] == '/')
            look(feed, std::string_view(id).substr(name.size() + 1));
    }
    return found;
}

} // namespace moisson
