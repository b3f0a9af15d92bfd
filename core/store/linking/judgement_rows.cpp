#include "core/store/linking/judgement_rows.hpp"

#include "core/store/linking/link_kinds.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

constexpr std::array<std::string_view, 3> verdict_names = {"same", "different", "unsure"};

Judgement read_judgement(const Statement& row) {
    Judgement one;
    one.number = row.integer(0);
    one.a = {row.string(1), row.string(2), row.string(3)};
    one.b = {row.string(1), row.string(4), row.string(5)};
    one.verdict = static_cast<Verdict>(row.integer(6));
    one.who = row.string(7);
    one.why = row.string(8);
    one.at = row.integer(9);
    one.undone = row.integer(10);
    return one;
}

Value pinned_value(std::string_view text) {
    const auto json = nlohmann::json::parse(text);
    if (json.is_string()) return json.get<std::string>();
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number()) return json.get<double>();
    if (json.is_array()) return json.get<List>();
    return {};
}

using Neighbours = std::map<RecordName, std::vector<RecordName>>;

/// Who is reached from a record by verdicts "same", and from whom.
std::map<RecordName, RecordName> reached(const Neighbours& same, const RecordName& start) {
    std::map<RecordName, RecordName> from = {{start, start}};
    std::vector<RecordName> todo = {start};
    while (!todo.empty()) {
        const RecordName at = todo.back();
        todo.pop_back();
        const auto near = same.find(at);
        if (near == same.end()) continue;
        for (const RecordName& next : near->second)
            if (from.emplace(next, at).second) todo.push_back(next);
    }
    return from;
}

std::string text_of(const RecordName& name) { return name.feed + "/" + name.id; }

/// "a = b = c", from the start to `end`.
std::string chain_to(const std::map<RecordName, RecordName>& from, RecordName end) {
    std::string text = text_of(end);
    while (from.at(end) != end) {
        end = from.at(end);
        text = text_of(end) + " = " + text;
    }
    return text;
}

} // namespace

std::string_view to_string(Verdict verdict) { return verdict_names[static_cast<std::size_t>(verdict)]; }

std::optional<Verdict> parse_verdict(std::string_view text) {
    for (std::size_t i = 0; i < verdict_names.size(); ++i)
        if (verdict_names[i] == text) return static_cast<Verdict>(i);
    return std::nullopt;
}

std::vector<Judgement> load_judgements(Database& database, bool undone_too) {
    Statement rows(database,
                   "SELECT judgement, kind, feed_a, id_a, feed_b, id_b, verdict, who, why, at, undone "
                   "FROM judgement WHERE undone = 0 OR ?1 ORDER BY judgement");
    rows.with(undone_too);
    std::vector<Judgement> result;
    while (rows.step()) result.push_back(read_judgement(rows));
    return result;
}

std::vector<Pin> load_pins(Database& database, bool undone_too) {
    Statement rows(database, "SELECT pin, kind, feed, id, field, value, who, why, at, undone FROM pin "
                             "WHERE undone = 0 OR ?1 ORDER BY pin");
    rows.with(undone_too);
    std::vector<Pin> result;
    while (rows.step())
        result.push_back({rows.integer(0),
                          {rows.string(1), rows.string(2), rows.string(3)},
                          rows.string(4),
                          pinned_value(rows.text(5)),
                          rows.string(6),
                          rows.string(7),
                          rows.integer(8),
                          rows.integer(9)});
    return result;
}

std::string contradiction(const std::vector<Judgement>& in_force, const Judgement& wanted) {
    if (wanted.verdict == Verdict::unsure) return {};
    Neighbours same;
    for (const Judgement& one : in_force) {
        const bool replaced =
            (one.a == wanted.a && one.b == wanted.b) || (one.a == wanted.b && one.b == wanted.a);
        if (one.verdict != Verdict::same || replaced) continue;
        same[one.a].push_back(one.b);
        same[one.b].push_back(one.a);
    }
    const auto near_a = reached(same, wanted.a);
    if (wanted.verdict == Verdict::different)
        return near_a.contains(wanted.b) ? chain_to(near_a, wanted.b) + " by verdicts in force"
                                         : std::string();
    const auto near_b = reached(same, wanted.b);
    for (const Judgement& one : in_force) {
        if (one.verdict != Verdict::different) continue;
        for (const auto& [x, y] : {std::pair(one.a, one.b), std::pair(one.b, one.a)}) {
            const bool replaced = (x == wanted.a && y == wanted.b) || (x == wanted.b && y == wanted.a);
            if (!replaced && near_a.contains(x) && near_b.contains(y))
                return chain_to(near_a, x) + " and " + chain_to(near_b, y) + ", but " + text_of(x) + " and " +
                       text_of(y) + " are judged different";
        }
    }
    return {};
}

Verdicts::Verdicts(Database& database, const std::string& kind) {
    const NamedRecords named(database);
    Statement rows(database,
                   "SELECT judgement, kind, feed_a, id_a, feed_b, id_b, verdict, who, why, at, undone, "
                   "linked FROM judgement WHERE kind = ?1 AND (undone = 0 OR linked = 0)");
    for (rows.with(kind); rows.step();) {
        const Judgement one = read_judgement(rows);
        const auto a = named.rid_of(name_key(kind, one.a.feed, one.a.id));
        const auto b = named.rid_of(name_key(kind, one.b.feed, one.b.id));
        if (rows.integer(11) == 0)
            for (const auto& rid : {a, b})
                if (rid) changed_.push_back(*rid);
        if (!a || !b || *a == *b || one.undone != 0 || one.verdict == Verdict::unsure) continue;
        others_[*a].push_back({*b, one.verdict == Verdict::same});
        others_[*b].push_back({*a, one.verdict == Verdict::same});
    }
    std::sort(changed_.begin(), changed_.end());
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
}

const std::vector<Verdicts::Other>& Verdicts::of(std::int64_t rid) const {
    static const std::vector<Other> none;
    const auto found = others_.find(rid);
    return found == others_.end() ? none : found->second;
}

NamedRecords::NamedRecords(Database& database) : database_(database) {
    Statement rows(database, "SELECT key, rid FROM named_record");
    while (rows.step()) {
        rids_[rows.integer(0)] = rows.integer(1);
        if (rows.integer(1) != 0) keys_[rows.integer(1)] = rows.integer(0);
    }
}

void NamedRecords::see(std::int64_t key, std::int64_t rid) {
    Statement update(database_, "UPDATE named_record SET rid = ?2 WHERE key = ?1");
    if (const auto before = keys_.find(rid); before != keys_.end() && before->second != key) {
        update.with(before->second, 0).run(); // it goes by another name now
        rids_[before->second] = 0;
        keys_.erase(before);
    }
    const auto named = rids_.find(key);
    if (named == rids_.end() || named->second == rid) return;
    named->second = rid;
    keys_[rid] = key;
    update.with(key, rid).run();
}

std::optional<std::int64_t> NamedRecords::rid_of(std::int64_t key) const {
    const auto found = rids_.find(key);
    if (found == rids_.end() || found->second == 0) return std::nullopt;
    return found->second;
}

} // namespace moisson
