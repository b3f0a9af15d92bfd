// Conditions ([filter], `when`) and rules: one vocabulary, one reader.
#include "core/config/read_conditions.hpp"

#include "core/config/keys.hpp"
#include "core/config/own_feeds.hpp"
#include "core/config/read_section.hpp"
#include "core/config/read_value.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr std::array<std::string_view, 5> operator_keys = {"equals", "contains", "matches", "empty",
                                                           "own_feeds"};
constexpr std::array<std::string_view, 4> input_keys = {"column", "columns", "path", "paths"};

template<std::size_t N>
const Member* first_of(const Node& table, const std::array<std::string_view, N>& keys) {
    for (const Member& member : table.members)
        if (std::find(keys.begin(), keys.end(), member.key) != keys.end()) return &member;
    return nullptr;
}

template<std::size_t N>
void check_one_of(FeedReader& reader, const Node& table, const std::array<std::string_view, N>& keys,
                  const std::string& hint) {
    const Member* first = first_of(table, keys);
    for (const Member& member : table.members)
        if (first && &member != first && std::find(keys.begin(), keys.end(), member.key) != keys.end())
            reader.report.error(
                "config.exclusive", member.mark,
                in_quotes(member.key) + " and " + in_quotes(first->key) + " exclude each other", hint);
}

void check_inputs(FeedReader& reader, const Node& table, const Condition& condition) {
    check_one_of(reader, table, input_keys, "write columns = [\"A\", \"B\"]");
    const Member* input = first_of(table, input_keys);
    if (!input) return;
    check_word(reader, *input);
    if (input->value.is_list() && input->value.items.empty()) check_input(reader, "", input->value.mark);
    for (std::size_t i = 0; i < condition.columns.size(); ++i)
        check_input(reader, condition.columns[i],
                    input->value.is_list() && i < input->value.items.size() ? input->value.items[i].mark
                                                                            : input->value.mark);
}

void check_words(FeedReader& reader, const Node& table, std::string_view key) {
    const Member* member = table.find(key);
    if (!member || !member->value.is_list()) return;
    if (member->value.items.empty())
        reader.report.error("config.bad-value", member->value.mark, std::string(key) + " lists nothing", {},
                            std::string(key) + " = [\"a\", \"b\"]");
    for (const Node& item : member->value.items)
        if (key != "equals" && item.is_text() && item.text.empty())
            reader.report.error("config.bad-value", item.mark, "an empty text stands in every value",
                                "remove it, or write empty = true for an absent value");
}

void check_condition(FeedReader& reader, const Node& table, const Condition& condition) {
    check_inputs(reader, table, condition);
    check_one_of(reader, table, operator_keys, "write two conditions");
    for (const std::string_view key : {"equals", "contains", "except"}) check_words(reader, table, key);
    if (const Member* except = table.find("except"); except && (condition.empty || table.find("own_feeds")))
        reader.report.error("config.exclusive", except->mark,
                            "except goes with equals, contains or matches, or alone", "write two conditions");
    const Member* matches = table.find("matches");
    const std::string problem = matches ? regex_problem(condition.matches) : std::string();
    if (!problem.empty())
        reader.report.error("feed.bad-regex", matches->value.mark,
                            in_quotes(condition.matches) + " is not a regular expression", problem);
}

bool has_operator(const Node& table) { return first_of(table, operator_keys) || table.find("except"); }

void read_own_feeds(FeedReader& reader, const Member& member, Condition& out) {
    if (member.value.type != Node::Type::boolean || !member.value.boolean)
        reader.report.error("config.wrong-type", member.value.mark,
                            "own_feeds must be true, not " + member.value.text, "write true",
                            "for named sources write equals = [\"…\"]");
    else
        out.own_feeds = other_feed_ids(reader.feed.file);
}

/// Reads what `section` knows of a condition; `other` takes the keys that are not the condition's.
Condition read_condition_keys(FeedReader& reader, std::string_view section, const Node& table,
                              const TakeOther& other) {
    Condition out;
    read_section(feed_keys(), section, table, table.mark, &out, reader.report, [&](const Member& member) {
        if (member.key != "own_feeds") return other && other(member);
        read_own_feeds(reader, member, out);
        return true;
    });
    check_condition(reader, table, out);
    return out;
}

/// Already reported; it may have been meant as the column.
bool has_unknown_key(const Node& table, std::string_view section) {
    return std::any_of(table.members.begin(), table.members.end(),
                       [&](const Member& member) { return !feed_keys().find(section, member.key); });
}

void need_column(FeedReader& reader, const Node& table, std::string_view section, std::string_view what) {
    if (!first_of(table, input_keys) && !has_unknown_key(table, section))
        reader.report.error("config.missing-key", table.mark,
                            std::string(what) + " needs the key " +
                                in_quotes(reader.uses_paths() ? "path" : "column"));
}

bool is_table(FeedReader& reader, const Node& node, std::string_view what, const std::string& note) {
    if (node.is_table()) return true;
    reader.report.error("config.wrong-type", node.mark,
                        std::string(what) + " is a table { … }, not " + std::string(to_string(node.type)), {},
                        note);
    return false;
}

void read_condition(FeedReader& reader, const Node& table, std::vector<Condition>& out) {
    if (!is_table(reader, table, "a condition", "{ column = \"Type\", equals = [\"a\", \"b\"] }")) return;
    out.push_back(read_condition_keys(reader, "filter.CONDITION", table, {}));
    need_column(reader, table, "filter.CONDITION", "a condition");
    if (!has_operator(table) && !has_unknown_key(table, "filter.CONDITION"))
        reader.report.error("config.missing-key", table.mark,
                            "a condition needs equals, contains, matches, empty or own_feeds", {},
                            "{ column = \"Type\", equals = [\"a\", \"b\"] }");
}

/// when = { Column = "value", … }: each column has that value.
void read_equalities(FeedReader& reader, const Node& table, std::vector<Condition>& out) {
    for (const Member& member : table.members) {
        Condition condition{.columns = {member.key}};
        check_input(reader, member.key, member.mark);
        if (member.value.is_table()) {
            reader.report.error("config.wrong-type", member.value.mark,
                                in_quotes(member.key) + " must be a text or a list of texts", {},
                                "{ column = \"Type\", contains = [\"a\"] }");
        } else if (member.value.is_list()) {
            for (const Node& item : member.value.items) condition.equals.push_back(item.text);
        } else if (member.value.text.empty()) {
            condition.empty = true;
        } else {
            condition.equals = {member.value.text};
        }
        out.push_back(std::move(condition));
    }
}

void read_rule_value(FeedReader& reader, const Member& member, const Field& spec, bool checked,
                     std::vector<std::string>& out) {
    const auto take = [&](const Node& node) {
        if (!node.is_text()) {
            reader.report.error("config.wrong-type", node.mark, "value must be a text or a list of texts",
                                node.is_table() || node.is_list() ? "" : "write " + in_quotes(node.text));
            return;
        }
        if (checked) check_closed_list(reader, spec, node.text, node.mark);
        out.push_back(node.text);
    };
    if (!member.value.is_list()) return take(member.value);
    for (const Node& item : member.value.items) take(item);
    if (!spec.list && member.value.items.size() > 1)
        reader.report.error("feed.not-for-this-type", member.value.mark,
                            in_quotes(spec.name) + " holds one value, not a list", "write one value");
}

/// `field`: what stands beside `rules`; its columns are those of the rules that ask something without naming
/// any.
Rule read_rule(FeedReader& reader, const Node& table, const Field& spec, const FieldMapping& field) {
    Rule rule;
    const bool checked = field.values.empty(); // else a value table comes between

    Condition condition = read_condition_keys(reader, "KIND.FIELD.RULE", table, [&](const Member& member) {
        if (member.key == "value") read_rule_value(reader, member, spec, checked, rule.values);
        if (member.key == "when") rule.when = read_when(reader, member);
        return member.key == "value" || member.key == "when";
    });
    if (has_operator(table) && condition.columns.empty()) {
        if (field.inputs.empty()) need_column(reader, table, "KIND.FIELD.RULE", "this rule");
        condition.columns = field.inputs;
    }
    if (!table.find("value") && condition.columns.empty() && !has_unknown_key(table, "KIND.FIELD.RULE"))
        reader.report.error("config.missing-key", table.mark, "a rule needs the key \"value\"", {},
                            "without a value it gives what its columns say: name them");
    if (!table.find("value")) rule.columns = condition.columns;
    if (!has_operator(table)) condition.empty = false;
    if (!condition.columns.empty()) rule.when.push_back(std::move(condition));
    return rule;
}

} // namespace

void read_conditions(FeedReader& reader, const Member& member, std::vector<Condition>& out) {
    if (!member.value.is_list()) return read_condition(reader, member.value, out);
    for (const Node& table : member.value.items) read_condition(reader, table, out);
}

std::vector<Condition> read_when(FeedReader& reader, const Member& member) {
    std::vector<Condition> out;
    if (member.value.is_table() && !first_of(member.value, input_keys) && !has_operator(member.value))
        read_equalities(reader, member.value, out);
    else
        read_conditions(reader, member, out);
    return out;
}

void read_rules(FeedReader& reader, const Member& member, const Field& spec, FieldMapping& out) {
    const std::string example = "[{ value = \"…\", column = \"…\", contains = [\"…\"] }]";
    if (!member.value.is_list()) {
        reader.report.error("config.wrong-type", member.value.mark,
                            "rules must be a list of rules, not " + std::string(to_string(member.value.type)),
                            member.value.is_table() ? "write [ around it ]" : "", "rules = " + example);
        return;
    }
    if (member.value.items.empty())
        reader.report.error("config.bad-value", member.value.mark, "rules lists nothing", {},
                            "rules = " + example);
    for (const Node& table : member.value.items)
        if (is_table(reader, table, "a rule", example))
            out.rules.push_back(read_rule(reader, table, spec, out));
    out.inputs.clear();
}

} // namespace moisson
