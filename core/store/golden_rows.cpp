#include "core/store/golden_rows.hpp"

#include "core/mapping/mapping.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/sqlite_reader.hpp"

namespace moisson {

GoldenRows::GoldenRows(Database& database, const Schema& schema, const KindNumbers& kinds)
    : database_(database), schema_(schema), kinds_(kinds), feeds_(feed_names(database)),
      identities_(database), versions_(database), public_ids_(database) {}

GoldenRecord GoldenRows::start(std::uint16_t kind, std::int64_t rid) const {
    GoldenRecord golden;
    golden.kind = kind;
    golden.sources.push_back({feeds_.at(feed_of_rid(rid)), {}});
    return golden;
}

void GoldenRows::fill(GoldenRecord& golden, std::int64_t seq, std::string_view id,
                      std::string_view seen_change, std::string_view body) const {
    golden.seq = seq;
    golden.sources.front().id = id;
    golden.record = read_body(schema_, golden.kind, id, body);
    golden.origin.assign(golden.record.values.size(), 0);
    const int date = schema_.kind(golden.kind).find(Role::update_date);
    if (date < 0 || seen_change.empty()) return;
    Value& value = golden.record.values[static_cast<std::size_t>(date)];
    if (is_absent(value)) value = std::string(seen_change);
}

std::optional<GoldenRecord> GoldenRows::load(std::int64_t rid) {
    const Identity* identity = identities_.find(rid);
    const int kind = identity ? kinds_.schema_kind(identity->known.kind) : -1;
    if (kind < 0) return std::nullopt;
    GoldenRecord golden = start(static_cast<std::uint16_t>(kind), rid);
    golden.public_id = public_ids_.of(rid);
    golden.active = identity->known.active;
    Version version;
    versions_.load_content(identity->seq, version);
    fill(golden, identity->seq, version.source_id, version.seen_change, version.json);
    return golden;
}

void GoldenRows::for_each(std::uint16_t kind, std::optional<std::int64_t> last_seq,
                          const std::function<bool(const GoldenRecord&)>& visit) {
    const std::int64_t stored = kinds_.stored_kind(kind);
    if (stored < 0) return;
    Statement rows = births(database_);
    while (rows.step()) {
        const Birth birth = read_birth(rows);
        if (last_seq && birth.first_seq > *last_seq) return;
        if (!visit_birth(birth, stored, last_seq, visit)) return;
    }
}

/// Walks the created versions of one run; most records still are what they were then, the others are looked
/// up.
bool GoldenRows::visit_birth(const Birth& birth, std::int64_t stored_kind,
                             std::optional<std::int64_t> last_seq,
                             const std::function<bool(const GoldenRecord&)>& visit) {
    Statement rows(database_, "SELECT seq, source_id, seen_change, json FROM version "
                              "WHERE seq >= ?1 AND seq < ?2 ORDER BY seq");
    rows.with(birth.first_seq, birth.first_seq + static_cast<std::int64_t>(birth.ids.count));
    Version version;
    GoldenRecord golden = start(static_cast<std::uint16_t>(kinds_.schema_kind(stored_kind)), birth.first_rid);
    while (rows.step()) {
        const std::int64_t index = rows.integer(0) - birth.first_seq;
        const Identity* identity = identities_.find(birth.first_rid + index);
        if (!identity || identity->known.kind != stored_kind) continue;
        const std::int64_t seq = version_at(*identity, last_seq);
        if (seq == 0) continue;
        golden.public_id = to_text(birth.ids.at(static_cast<std::uint64_t>(index)));
        if (seq == rows.integer(0)) {
            fill(golden, seq, rows.text(1), rows.text(2), rows.text(3));
        } else {
            versions_.load_content(seq, version);
            fill(golden, seq, version.source_id, version.seen_change, version.json);
        }
        if (!visit(golden)) return false;
    }
    return true;
}

std::int64_t GoldenRows::version_at(const Identity& identity, std::optional<std::int64_t> last_seq) {
    if (!last_seq || identity.seq <= *last_seq) return identity.known.active ? identity.seq : 0;
    Version version;
    for (std::int64_t seq = identity.seq; seq != 0; seq = version.previous) {
        if (!versions_.load(seq, version)) return 0;
        if (seq <= *last_seq) return version.change == RevisionChange::withdrawn ? 0 : seq;
    }
    return 0;
}

void SqliteReader::for_each_golden(std::uint16_t kind, UnixTime as_of,
                                   const std::function<bool(const GoldenRecord&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    std::optional<std::int64_t> last_seq;
    if (as_of != 0) last_seq = last_seq_at(database_, as_of);
    GoldenRows(database_, *schema_, kinds_).for_each(kind, last_seq, visit);
}

std::optional<GoldenRecord> SqliteReader::golden(const std::string& public_id) {
    const auto id = parse_public_id(public_id);
    if (!id) return std::nullopt;
    Transaction transaction(database_, Transaction::Kind::read);
    const auto rid = find_rid(database_, *id);
    return rid ? GoldenRows(database_, *schema_, kinds_).load(*rid) : std::nullopt;
}

std::vector<GoldenRecord> SqliteReader::find(const std::string& id) {
    if (auto golden = this->golden(id)) return {*golden};
    Transaction transaction(database_, Transaction::Kind::read);
    GoldenRows rows(database_, *schema_, kinds_);
    std::vector<GoldenRecord> found;
    for (const auto& [feed, name] : feed_names(database_)) {
        std::string_view within = id; // "feed/id", or an id that any feed may have
        if (id.size() > name.size() && id.starts_with(name) && id[name.size()] == '/')
            within.remove_prefix(name.size() + 1);
        scan_identities(database_, feed, [&, number = feed](const Identity& identity) {
            const bool same_hash = identity.known.key == record_key(identity.known.kind, id) ||
                                   identity.known.key == record_key(identity.known.kind, within);
            if (!same_hash) return true;
            auto golden = rows.load(record_rid(number, identity.known.local_id));
            if (golden && (golden->sources[0].id == id || golden->sources[0].id == within))
                found.push_back(std::move(*golden));
            return true;
        });
    }
    return found;
}

} // namespace moisson
