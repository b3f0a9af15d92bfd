// What people decide: verdicts on pairs, pinned values.
#include "core/store/find_records.hpp"
#include "core/store/linking/judgement_rows.hpp"
#include "core/store/linking/link_kinds.hpp"
#include "core/store/sqlite_store.hpp"

#include <nlohmann/json.hpp>

namespace moisson {

namespace {

std::string pair_text(const Judgement& one) {
    return one.a.feed + "/" + one.a.id + " and " + one.b.feed + "/" + one.b.id;
}

std::string json_of(const Value& value) {
    return std::visit(
        [](const auto& one) -> std::string {
            if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::monostate>)
                return "null";
            else
                return nlohmann::json(one).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        },
        value);
}

} // namespace

/// The linker knows named records by number; those that are not there yet are found when they come.
void SqliteStore::note_names(const std::set<RecordName>& names) {
    std::set<RecordName> unknown;
    Statement known(database_, "SELECT rid FROM named_record WHERE key = ?1");
    for (const RecordName& name : names) {
        if (!known.with(name_key(name.kind, name.feed, name.id)).step()) unknown.insert(name);
        known.reset();
    }
    if (unknown.empty()) return;
    const auto found = find_records(database_, *schema_, KindNumbers(database_, *schema_), unknown);
    Statement insert(database_, "INSERT OR REPLACE INTO named_record VALUES (?1, ?2)");
    for (const RecordName& name : unknown) {
        const auto there = found.find(name);
        insert.with(name_key(name.kind, name.feed, name.id), there == found.end() ? 0 : there->second).run();
    }
}

/// Empty when it holds now, else why it cannot.
std::string SqliteStore::insert_judgement(std::vector<Judgement>& in_force, Judgement& wanted) {
    if (wanted.a == wanted.b) return pair_text(wanted) + " are one record";
    if (wanted.a.kind != wanted.b.kind || schema_->find(wanted.a.kind) < 0)
        return pair_text(wanted) + " are not of one kind of the schema (" + wanted.a.kind + ", " +
               wanted.b.kind + ")";
    if (const std::string chain = contradiction(in_force, wanted); !chain.empty())
        return pair_text(wanted) + " cannot be judged " + std::string(to_string(wanted.verdict)) + ": " +
               chain + "; undo one of these verdicts first";
    Statement undo(database_, "UPDATE judgement SET undone = ?2, linked = 0 WHERE judgement = ?1");
    std::erase_if(in_force, [&](const Judgement& one) {
        const bool same_pair =
            (one.a == wanted.a && one.b == wanted.b) || (one.a == wanted.b && one.b == wanted.a);
        if (same_pair) undo.with(one.number, std::max<UnixTime>(wanted.at, 1)).run();
        return same_pair;
    });
    wanted.number = database_.number("SELECT max(judgement) FROM judgement") + 1;
    wanted.undone = 0;
    Statement(database_, "INSERT INTO judgement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0)")
        .with(wanted.number, wanted.a.kind, wanted.a.feed, wanted.a.id, wanted.b.feed, wanted.b.id,
              static_cast<int>(wanted.verdict), wanted.who, wanted.why, wanted.at)
        .run();
    in_force.push_back(wanted);
    return {};
}

Judgement SqliteStore::judge(const Judgement& judgement) {
    Transaction transaction(database_);
    std::vector<Judgement> in_force = load_judgements(database_, false);
    Judgement wanted = judgement;
    if (const std::string refusal = insert_judgement(in_force, wanted); !refusal.empty())
        throw StoreError(65, refusal);
    note_names({wanted.a, wanted.b});
    transaction.commit();
    return wanted;
}

std::vector<std::string> SqliteStore::judge_all(const std::vector<Judgement>& judgements) {
    Transaction transaction(database_);
    std::vector<Judgement> in_force = load_judgements(database_, false);
    std::vector<std::string> refused;
    std::set<RecordName> names;
    for (Judgement wanted : judgements) {
        const bool known = std::any_of(in_force.begin(), in_force.end(), [&](const Judgement& one) {
            return one.a == wanted.a && one.b == wanted.b && one.verdict == wanted.verdict;
        });
        if (known) continue; // an import repeats what it said before
        if (std::string refusal = insert_judgement(in_force, wanted); !refusal.empty())
            refused.push_back(std::move(refusal));
        else
            names.insert({wanted.a, wanted.b});
    }
    note_names(names);
    transaction.commit();
    return refused;
}

void SqliteStore::undo_judgement(std::int64_t number, UnixTime now) {
    Transaction transaction(database_);
    Statement undo(database_,
                   "UPDATE judgement SET undone = ?2, linked = 0 WHERE judgement = ?1 AND undone = 0 "
                   "RETURNING 1");
    if (!undo.with(number, std::max<UnixTime>(now, 1)).step())
        throw StoreError(66, "there is no judgement " + std::to_string(number) + " in force");
    undo.reset();
    transaction.commit();
}

Pin SqliteStore::pin(const Pin& pin) {
    const int kind = schema_->find(pin.record.kind);
    if (kind < 0 || schema_->kind(static_cast<std::size_t>(kind)).find(pin.field) < 0)
        throw StoreError(65, "the schema has no field " + pin.field + " of " + pin.record.kind);
    Transaction transaction(database_);
    Pin wanted = pin;
    wanted.number = database_.number("SELECT max(pin) FROM pin") + 1;
    wanted.undone = 0;
    Statement(database_,
              "UPDATE pin SET undone = ?5, linked = 0 WHERE kind = ?1 AND feed = ?2 AND id = ?3 AND "
              "field = ?4 AND undone = 0")
        .with(pin.record.kind, pin.record.feed, pin.record.id, pin.field, std::max<UnixTime>(pin.at, 1))
        .run();
    const std::string value = json_of(pin.value);
    Statement(database_, "INSERT INTO pin VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0)")
        .with(wanted.number, pin.record.kind, pin.record.feed, pin.record.id, pin.field, value, pin.who,
              pin.why, pin.at)
        .run();
    note_names({pin.record});
    transaction.commit();
    return wanted;
}

void SqliteStore::undo_pin(std::int64_t number, UnixTime now) {
    Transaction transaction(database_);
    Statement undo(database_,
                   "UPDATE pin SET undone = ?2, linked = 0 WHERE pin = ?1 AND undone = 0 RETURNING 1");
    if (!undo.with(number, std::max<UnixTime>(now, 1)).step())
        throw StoreError(66, "there is no pin " + std::to_string(number) + " in force");
    undo.reset();
    transaction.commit();
}

} // namespace moisson
