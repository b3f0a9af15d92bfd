#include "core/store/forgetting/forget_notes.hpp"
#include "core/mapping/mapping.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/linking/link_values.hpp"

#include <map>
#include <vector>

namespace moisson {
namespace {

using ColumnChange = bool (*)(const OppositionList&, std::string&);

bool change_text(const OppositionList& list, std::string& text) { return list.erase_text(text); }
bool change_json(const OppositionList& list, std::string& text) { return list.erase_json_strings(text); }

/// One text column of a table with an integer key. The names are ours.
std::uint64_t change_column(Database& database, const std::string& table, const std::string& key,
                            const std::string& column, const OppositionList& list, ColumnChange change) {
    std::vector<std::pair<std::int64_t, std::string>> changed;
    Statement rows(database,
                   "SELECT " + key + ", " + column + " FROM " + table + " WHERE length(" + column + ") > 2");
    while (rows.step()) {
        std::string text = rows.string(1);
        if (change(list, text)) changed.emplace_back(rows.integer(0), std::move(text));
    }
    rows.reset();
    Statement update(database, "UPDATE " + table + " SET " + column + " = ?2 WHERE " + key + " = ?1");
    for (const auto& [number, text] : changed) update.with(number, text).run();
    return changed.size();
}

/// What the quarantine says about a record that is forgotten, whatever it says.
std::uint64_t blank_issues_of_records(Database& database, const Schema& schema, const OppositionList& list) {
    const KindNumbers kinds(database, schema);
    const auto feeds = feed_names(database);
    std::vector<std::int64_t> numbers;
    Statement rows(database, "SELECT issue, feed, kind, source_id FROM issue");
    while (rows.step()) {
        const int kind = kinds.schema_kind(rows.integer(2));
        if (kind >= 0 && list.names_record(schema.kind(static_cast<std::size_t>(kind)).name,
                                           feeds.at(rows.integer(1)), rows.text(3)))
            numbers.push_back(rows.integer(0));
    }
    rows.reset();
    const std::string instead(forgotten_text);
    Statement blank(database, "UPDATE issue SET value = '', message = ?2 WHERE issue = ?1");
    for (const std::int64_t number : numbers) blank.with(number, instead).run();
    return numbers.size();
}

/// A pin with a forgotten value, or on a personal field of a forgotten record, no longer holds.
std::uint64_t drop_pins(Database& database, const Schema& schema, const OppositionList& list) {
    std::vector<std::int64_t> numbers;
    Statement rows(database, "SELECT pin, kind, feed, id, field, value FROM pin WHERE value <> 'null'");
    while (rows.step()) {
        const int kind = schema.find(rows.text(1));
        const int field = kind < 0 ? -1 : schema.kind(static_cast<std::size_t>(kind)).find(rows.text(4));
        const bool personal =
            field >= 0 &&
            is_about_a_person(
                schema.kind(static_cast<std::size_t>(kind)).fields[static_cast<std::size_t>(field)]);
        std::string value = rows.string(5);
        if (list.erase_json_strings(value) ||
            (personal && list.names_record(rows.text(1), rows.text(2), rows.text(3))))
            numbers.push_back(rows.integer(0));
    }
    rows.reset();
    Statement drop(database,
                   "UPDATE pin SET value = 'null', undone = max(undone, 1), linked = 0 WHERE pin = ?1");
    for (const std::int64_t number : numbers) drop.with(number).run();
    return numbers.size();
}

/// The merged values that came from a forgotten record.
bool erase_origin(const OppositionList& list, const Kind& kind, const std::vector<packed::NamedRid>& members,
                  const std::map<std::int64_t, std::string>& feeds, const std::vector<std::uint16_t>& origin,
                  Record& record) {
    bool changed = false;
    for (std::size_t member = 0; member < members.size(); ++member) {
        const std::string& feed = feeds.at(feed_of_rid(members[member].rid));
        if (!list.names_record(kind.name, feed, members[member].id)) continue;
        Record alone{record.kind, members[member].id, std::vector<Value>(record.values.size())};
        for (std::size_t i = 0; i < record.values.size(); ++i)
            if (i < origin.size() && origin[i] == member) alone.values[i] = record.values[i];
        if (list.erase(kind, feed, alone) == 0) continue;
        changed = true;
        for (std::size_t i = 0; i < record.values.size(); ++i)
            if (i < origin.size() && origin[i] == member) record.values[i] = alone.values[i];
    }
    return changed;
}

} // namespace

void forget_notes(Database& database, const Schema& schema, const OppositionList& list,
                  ForgetSummary& summary) {
    summary.issues += blank_issues_of_records(database, schema, list);
    for (const char* column : {"value", "message"})
        summary.issues += change_column(database, "issue", "issue", column, list, change_text);
    for (const char* column : {"warnings", "guard", "error"})
        summary.notes += change_column(database, "run", "run", column, list, change_json);
    for (const char* column : {"actor", "decision"})
        summary.notes += change_column(database, "run", "run", column, list, change_text);
    summary.notes += change_column(database, "held", "feed", "context", list, change_json);
    summary.notes += change_column(database, "feed", "feed", "pause_reason", list, change_text);
    summary.notes += change_column(database, "judgement", "judgement", "why", list, change_text);
    summary.notes += change_column(database, "pin", "pin", "why", list, change_text);
    summary.notes += drop_pins(database, schema, list);
}

std::uint64_t forget_golden_states(Database& database, const Schema& schema, const OppositionList& list) {
    const auto feeds = feed_names(database);
    std::vector<std::pair<std::int64_t, std::string>> changed;
    Statement rows(database, "SELECT g.seq, k.kind, g.members, g.origin, g.json FROM golden g "
                             "JOIN cluster c ON c.cluster = g.cluster JOIN link_kind k ON k.slot = c.slot "
                             "WHERE g.json <> ''");
    while (rows.step()) {
        const int number = schema.find(rows.text(1));
        if (number < 0) continue;
        const Kind& kind = schema.kind(static_cast<std::size_t>(number));
        Record record = read_body(schema, static_cast<std::uint16_t>(number), {}, rows.text(4));
        bool touched = list.erase(kind, {}, record) > 0;
        touched |= erase_origin(list, kind, packed::read_names(rows.text(2)), feeds,
                                packed::read_origin(rows.text(3)), record);
        if (!touched) continue;
        std::string json;
        write_body(kind, record, json);
        changed.emplace_back(rows.integer(0), std::move(json));
    }
    rows.reset();
    Statement update(database, "UPDATE golden SET json = ?2 WHERE seq = ?1");
    for (const auto& [seq, json] : changed) update.with(seq, json).run();
    return changed.size();
}

} // namespace moisson
