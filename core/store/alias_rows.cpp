#include "core/store/alias_rows.hpp"

#include "core/mapping/mapping.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/sqlite_reader.hpp"
#include "core/store/sqlite_store.hpp"
#include "core/store/versions.hpp"

namespace moisson {

std::vector<Alias> load_aliases(Database& database, std::int64_t feed) {
    std::vector<Alias> result;
    Statement rows(database,
                   "SELECT old_id, new_id, state, evidence, who, why, at FROM alias WHERE feed = ?1 "
                   "ORDER BY old_id");
    rows.with(feed);
    while (rows.step())
        result.push_back({{},
                          rows.string(0),
                          rows.string(1),
                          rows.string(2),
                          rows.string(3),
                          rows.string(4),
                          rows.string(5),
                          rows.integer(6)});
    return result;
}

void save_alias(Database& database, std::int64_t feed, const Alias& alias) {
    Statement(database, "INSERT OR REPLACE INTO alias VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .with(feed, alias.old_id, alias.new_id, alias.state, alias.evidence, alias.who, alias.why, alias.at)
        .run();
}

void propose_aliases(Database& database, std::int64_t feed, const std::vector<Alias>& proposals) {
    Statement(database, "DELETE FROM alias WHERE feed = ?1 AND state = 'proposed'").with(feed).run();
    for (const Alias& alias : proposals) save_alias(database, feed, alias);
}

void decide_proposals(Database& database, std::int64_t feed, const std::string& state, const std::string& who,
                      UnixTime at) {
    Statement(database,
              "UPDATE alias SET state = ?2, who = ?3, at = ?4 WHERE feed = ?1 AND state = 'proposed'")
        .with(feed, state, who, at)
        .run();
}

std::vector<Alias> SqliteStore::aliases(const std::string& feed) {
    const auto row = load_feed(database_, feed);
    return row ? load_aliases(database_, row->number) : std::vector<Alias>();
}

void SqliteStore::put_aliases(const std::vector<Alias>& aliases) {
    Transaction transaction(database_);
    for (const Alias& alias : aliases)
        save_alias(database_, load_or_create_feed(database_, alias.feed).number, alias);
    transaction.commit();
}

std::vector<Alias> SqliteReader::aliases(const std::string& feed) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto row = load_feed(database_, feed);
    std::vector<Alias> result = row ? load_aliases(database_, row->number) : std::vector<Alias>();
    for (Alias& alias : result) alias.feed = feed;
    return result;
}

void SqliteReader::for_each_record(const std::string& feed, const std::vector<std::uint32_t>& locals,
                                   const std::function<void(std::uint32_t, const Record&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto row = load_feed(database_, feed);
    if (!row) return;
    IdentityReader identities(database_);
    Versions versions(database_);
    Version version;
    for (const std::uint32_t local : locals) {
        const Identity* identity = identities.find(record_rid(row->number, local));
        if (!identity) continue;
        const int kind = kinds_.schema_kind(identity->known.kind);
        versions.load_content(identity->seq, version);
        if (kind >= 0)
            visit(local,
                  read_body(*schema_, static_cast<std::uint16_t>(kind), version.source_id, version.json));
    }
}

} // namespace moisson
