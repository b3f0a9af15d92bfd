#include "core/store/kind_numbers.hpp"

#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/versions.hpp"

#include <map>
#include <string>

namespace moisson {

namespace {

using ByName = std::map<std::string, std::int64_t>;

ByName stored_kinds(Database& database) {
    ByName kinds;
    Statement rows(database, "SELECT name, kind FROM kind");
    while (rows.step()) kinds[rows.string(0)] = rows.integer(1);
    return kinds;
}

/// The schema's kinds by their index; kinds that only the store has, behind them, so that their records wait
/// unseen.
ByName wanted_kinds(const Schema& schema, const ByName& stored) {
    constexpr std::int64_t first_orphan = 30000;
    ByName wanted;
    for (std::size_t i = 0; i < schema.kinds().size(); ++i)
        wanted[schema.kind(i).name] = static_cast<std::int64_t>(i);
    std::int64_t orphan = first_orphan;
    for (const auto& [name, number] : stored)
        if (!wanted.contains(name)) wanted[name] = orphan++;
    return wanted;
}

void renumber_records(Database& database, const std::map<std::int64_t, std::int64_t>& moved) {
    Versions versions(database);
    Version version;
    for (const auto& [feed, name] : feed_names(database)) {
        IdentityWriter blocks(database, feed);
        std::vector<std::uint32_t> locals;
        scan_identities(database, feed, [&](const Identity& identity) {
            locals.push_back(identity.known.local_id);
            return true;
        });
        for (const std::uint32_t local : locals) {
            Identity& identity = blocks.edit(local);
            versions.load_content(identity.seq, version);
            identity.known.kind = static_cast<std::uint16_t>(moved.at(identity.known.kind));
            identity.known.key = record_key(identity.known.kind, version.source_id);
        }
        blocks.flush();
    }
}

} // namespace

void follow_schema(Database& database, const Schema& schema) {
    const ByName stored = stored_kinds(database);
    const ByName wanted = wanted_kinds(schema, stored);
    if (stored == wanted) return;
    Transaction transaction(database);
    std::map<std::int64_t, std::int64_t> moved;
    bool shifted = false;
    for (const auto& [name, number] : stored) {
        moved[number] = wanted.at(name);
        shifted = shifted || number != wanted.at(name);
    }
    database.execute("DELETE FROM kind");
    Statement insert(database, "INSERT INTO kind (kind, name) VALUES (?1, ?2)");
    for (const auto& [name, number] : wanted) insert.with(number, name).run();
    if (shifted) {
        renumber_records(database, moved);
        Statement issues(database, "UPDATE issue SET kind = ?2 + 100000 WHERE kind = ?1");
        for (const auto& [from, to] : moved) issues.with(from, to).run();
        database.execute("UPDATE issue SET kind = kind - 100000 WHERE kind >= 100000");
    }
    transaction.commit();
}

KindNumbers::KindNumbers(Database& database, const Schema& schema) {
    for (const auto& [name, number] : stored_kinds(database))
        numbers_.emplace_back(number, schema.find(name));
}

int KindNumbers::schema_kind(std::int64_t stored) const {
    for (const auto& [number, kind] : numbers_)
        if (number == stored) return kind;
    return -1;
}

std::int64_t KindNumbers::stored_kind(std::uint16_t kind) const {
    for (const auto& [number, index] : numbers_)
        if (index == static_cast<int>(kind)) return number;
    return -1;
}

} // namespace moisson
