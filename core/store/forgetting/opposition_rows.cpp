#include "core/store/forgetting/opposition_rows.hpp"
#include "core/store/store.hpp"
#include "core/store/sync_file.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

using OppositionJson = nlohmann::ordered_json;

OppositionJson to_file(const Opposition& entry) {
    return {{"type", to_string(entry.type)},
            {"digest", entry.digest},
            {"pattern", entry.pattern},
            {"words", entry.words},
            {"mark", entry.mark},
            {"whole", entry.whole},
            {"key", entry.key},
            {"who", entry.who},
            {"why", entry.why},
            {"at", entry.at},
            {"undone", entry.undone},
            {"undone_by", entry.undone_by}};
}

Opposition from_file(const OppositionJson& row) {
    Opposition entry;
    entry.type = parse_opposition_type(row.at("type").get<std::string>()).value();
    entry.digest = row.at("digest");
    entry.pattern = row.at("pattern");
    entry.words = row.at("words");
    entry.mark = row.at("mark");
    entry.whole = row.at("whole");
    entry.key = row.at("key");
    entry.who = row.at("who");
    entry.why = row.at("why");
    entry.at = row.at("at");
    entry.undone = row.at("undone");
    entry.undone_by = row.at("undone_by");
    return entry;
}

bool is_same_entry(const Opposition& a, const Opposition& b) {
    return a.type == b.type && a.digest == b.digest && a.pattern == b.pattern && a.key == b.key &&
           a.at == b.at;
}

void set_undone(Database& database, std::int64_t number, const Opposition& entry) {
    Statement(database, "UPDATE opposition SET undone = ?2, undone_by = ?3 WHERE opposition = ?1")
        .with(number, entry.undone, entry.undone_by)
        .run();
}

} // namespace

std::vector<Opposition> load_oppositions(Database& database) {
    std::vector<Opposition> entries;
    Statement rows(database,
                   "SELECT opposition, type, digest, pattern, words, mark, whole, key, who, why, at, "
                   "undone, undone_by, applied FROM opposition ORDER BY opposition");
    while (rows.step()) {
        Opposition entry;
        entry.number = rows.integer(0);
        entry.type = parse_opposition_type(rows.text(1)).value_or(Opposition::Type::pattern);
        entry.digest = rows.string(2);
        entry.pattern = rows.string(3);
        entry.words = static_cast<unsigned>(rows.integer(4));
        entry.mark = static_cast<unsigned>(rows.integer(5));
        entry.whole = rows.integer(6) != 0;
        entry.key = rows.string(7);
        entry.who = rows.string(8);
        entry.why = rows.string(9);
        entry.at = rows.integer(10);
        entry.undone = rows.integer(11);
        entry.undone_by = rows.string(12);
        entry.applied = rows.integer(13) != 0;
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::int64_t insert_opposition(Database& database, const Opposition& entry) {
    const std::int64_t number = database.number("SELECT max(opposition) FROM opposition") + 1;
    const std::string type(to_string(entry.type));
    Statement(database,
              "INSERT INTO opposition VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0)")
        .with(number, type, entry.digest, entry.pattern, entry.words, entry.mark, entry.whole ? 1 : 0,
              entry.key, entry.who, entry.why, entry.at, entry.undone, entry.undone_by)
        .run();
    return number;
}

bool has_waiting_oppositions(Database& database) {
    return database.number("SELECT count(*) FROM opposition WHERE applied = 0 AND undone = 0") > 0;
}

std::filesystem::path opposition_file(const std::filesystem::path& store) {
    return store.string() + ".oppositions.json";
}

void write_opposition_file(Database& database) {
    OppositionJson entries = OppositionJson::array();
    for (const Opposition& entry : load_oppositions(database)) entries.push_back(to_file(entry));
    const OppositionJson document = {{"version", 1}, {"entries", entries}};
    write_durably(opposition_file(database.file()), document.dump(1) + "\n");
}

void take_opposition_file(Database& database) {
    const std::filesystem::path file = opposition_file(database.file());
    std::ifstream in(file);
    if (!in) return;
    const OppositionJson document = OppositionJson::parse(in, nullptr, false);
    try {
        std::vector<Opposition> known = load_oppositions(database);
        Transaction transaction(database);
        for (const OppositionJson& row : document.at("entries")) {
            const Opposition entry = from_file(row);
            const auto same = std::find_if(known.begin(), known.end(),
                                           [&](const Opposition& one) { return is_same_entry(one, entry); });
            if (same == known.end())
                insert_opposition(database, entry);
            else if (entry.undone && !same->undone)
                set_undone(database, same->number, entry);
        }
        transaction.commit();
    } catch (const StoreError&) {
        throw;
    } catch (const std::exception& error) {
        throw StoreError(65,
                         "the opposition list " + file.string() + " cannot be read (" + error.what() +
                             "): put back a good copy of it, so that nothing that people opposed comes back");
    }
}

} // namespace moisson
