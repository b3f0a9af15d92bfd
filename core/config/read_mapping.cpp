// [structure], [service], … : which column fills which field of the schema.
#include "core/config/keys.hpp"
#include "core/config/read_conditions.hpp"
#include "core/config/read_section.hpp"
#include "core/config/read_value.hpp"
#include "core/hours/hours_text.hpp"
#include "core/text/path_steps.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

void read_inputs(FeedReader& reader, const Member& member, FieldMapping& out) {
    const Key& key = *feed_keys().find("KIND.FIELD", member.key);
    const auto value = read_value(key, member.value, reader.report);
    if (!value) return;
    check_word(reader, member);
    if (key.type == KeyType::text) {
        out.inputs = {value->text};
        check_input(reader, value->text, member.value.mark);
        return;
    }
    out.inputs = value->list;
    if (value->list.empty()) check_input(reader, "", member.value.mark);
    for (std::size_t i = 0; i < value->list.size(); ++i)
        check_input(reader, value->list[i], member.value.items[i].mark);
}

constexpr std::array<std::string_view, 8> hour_days = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH"};

std::string day_hint(const std::string& word) {
    const DaySet day = read_day_name(word);
    for (std::size_t i = 0; i < hour_days.size(); ++i)
        if (day == day_bit(static_cast<int>(i))) return "write " + std::string(hour_days[i]);
    return "one of: " + join_names({hour_days.begin(), hour_days.end()});
}

/// days = { Mo = "Lundi", Tu = ["Mardi matin", "Mardi après-midi"] }
void read_days(FeedReader& reader, const Member& member, FieldMapping& out) {
    if (!member.value.is_table())
        return reader.report.error("config.wrong-type", member.value.mark, "\"days\" is a table of columns",
                                   {}, "write: days = { Mo = \"Lundi\", Tu = \"Mardi\" }");
    for (const Member& day : member.value.members) {
        if (std::find(hour_days.begin(), hour_days.end(), day.key) == hour_days.end())
            reader.report.error("feed.bad-day", day.mark, in_quotes(day.key) + " is not a day",
                                day_hint(day.key));
        std::vector<std::string> columns;
        const auto take = [&](const Node& node) {
            if (!node.is_text())
                return reader.report.error("config.wrong-type", node.mark, "a column is text in quotes");
            check_input(reader, node.text, node.mark);
            columns.push_back(node.text);
        };
        if (day.value.is_list())
            for (const Node& item : day.value.items) take(item);
        else
            take(day.value);
        out.days.emplace_back(day.key, std::move(columns));
    }
    if (out.days.empty()) check_input(reader, "", member.value.mark);
}

FieldMapping read_field(FeedReader& reader, const Member& field, const Field& spec);

/// The keys that are more than one value; false when it is none of these.
bool read_special_key(FeedReader& reader, const Member& member, const Field& spec, FieldMapping& out) {
    if (member.key == "when")
        out.when = read_when(reader, member);
    else if (member.key == "days")
        read_days(reader, member, out);
    else if (member.key == "otherwise")
        out.otherwise = std::make_shared<const FieldMapping>(read_field(reader, member, spec));
    else if (member.key == "column" || member.key == "path" || member.key == "columns" ||
             member.key == "paths")
        read_inputs(reader, member, out);
    else
        return member.key == "rules"; // need the other keys: read last
    return true;
}

FieldMapping read_field(FeedReader& reader, const Member& field, const Field& spec) {
    FieldMapping out;
    out.field = spec.name;
    out.where = reader.report.location(field.mark);
    if (field.value.is_text()) {
        out.inputs = {field.value.text};
        check_input(reader, field.value.text, field.value.mark);
        return out;
    }
    if (!field.value.is_table()) {
        const bool names =
            field.value.is_list() && !field.value.items.empty() && field.value.items[0].is_text();
        reader.report.error("config.wrong-type", field.value.mark,
                            "a mapping is a column's name or { … }, not " +
                                std::string(to_string(field.value.type)),
                            names ? "write { columns = […] }"
                            : field.value.is_list()
                                ? ""
                                : "write " + in_quotes(field.value.text) +
                                      " for a column, or { value = " + in_quotes(field.value.text) + " }");
        return out;
    }
    read_section(feed_keys(), "KIND.FIELD", field.value, field.mark, &out, reader.report,
                 [&](const Member& member) { return read_special_key(reader, member, spec, out); });
    if (const Member* rules = field.value.find("rules")) read_rules(reader, *rules, spec, out);
    check_field(reader, field, spec, out);
    return out;
}

/// explode = "services" or { column, split }.
void read_explode(FeedReader& reader, const Member& member, KindMapping& out) {
    const Node& value = member.value;
    if (value.is_text()) {
        out.explode = value.text;
    } else if (value.is_table()) {
        read_section(feed_keys(), "KIND.EXPLODE", value, member.mark, &out, reader.report);
        for (const std::string_view key : {"column", "path"})
            if (const Member* input = value.find(key)) check_word(reader, *input);
        if (!value.find("column") && !value.find("path"))
            reader.report.error("config.missing-key", value.mark, "explode needs the key \"column\"");
    } else {
        reader.report.error("config.wrong-type", value.mark,
                            "explode is the column or path of a list, not " +
                                std::string(to_string(value.type)),
                            {}, "explode = \"services\"");
        return;
    }
    check_input(reader, out.explode, value.mark);
    if (reader.feed.source.type == "xml" && out.explode.find('@') != out.explode.npos)
        reader.report.error("feed.bad-path", value.mark, in_quotes(out.explode) + " is an attribute",
                            "name the repeated element");
}

void unknown_field(FeedReader& reader, const Member& field, const Kind& kind) {
    std::vector<std::string_view> names;
    for (const Field& known : kind.fields)
        if (known.is_mappable()) names.push_back(known.name);
    std::string hint = did_you_mean(field.key, names);
    const bool inverted = hint.empty() && field.value.is_text() && kind.find(field.value.text) >= 0;
    if (inverted) hint = "write " + field.value.text + " = " + in_quotes(field.key);
    reader.report.error("feed.unknown-field", field.mark,
                        in_quotes(field.key) + " is not a field of " + kind.name, hint,
                        inverted ? "left: the field of the common schema; right: the producer's column"
                                 : "`moisson schema " + kind.name + "` lists the fields");
}

/// Required fields nobody maps. The update date may be absent (the record then carries the day we saw it
/// change).
void check_required(FeedReader& reader, const Member& section, const Kind& kind) {
    std::vector<std::string_view> missing;
    for (const Field& field : kind.fields) {
        if (!field.required || section.value.find(field.name) || !field.is_mappable() ||
            field.role == Role::update_date)
            continue;
        if (field.role == Role::parent && !reader.root->find(field.references)) {
            reader.report.warning("feed.missing-structure", section.mark,
                                  in_quotes(field.name) +
                                      " is not mapped: nobody will know who offers these records",
                                  "map it if the source says it");
            continue;
        }
        missing.push_back(field.name);
    }
    if (missing.empty()) return;
    reader.report.error(
        "feed.missing-field", section.mark,
        (missing.size() == 1 ? "a required field is not mapped: " : "required fields are not mapped: ") +
            join_names(missing, 20),
        {}, "add: " + std::string(missing[0]) + " = \"the producer's column\"");
}

/// What is wrong with a path to related objects (JSON:API), or empty.
std::string related_problem(const FeedReader& reader, std::string_view path, bool of_element) {
    const std::string step = "/" + std::string(related_step);
    std::size_t count = 0;
    for (std::size_t at = path.find(step); at != path.npos; at = path.find(step, at + 1)) {
        const std::size_t end = at + step.size();
        count += end == path.size() || path[end] == '/';
    }
    if (count == 0) return {};
    if (reader.feed.source.included.empty())
        return path.starts_with("relationships/") && reader.feed.source.type == "json"
                   ? "say where the related objects are: included = \"/included\" in [source]"
                   : "";
    if (of_element)
        return "related objects are reached from the record only: write ../relationships/…/included/…";
    return count > 4 ? "it may go over \"included\" four times at most" : "";
}

} // namespace

void check_input(FeedReader& reader, const std::string& input, Mark mark) {
    if (input.empty()) {
        reader.report.error("feed.empty-mapping", mark, "the name of the column is empty",
                            "write the producer's column, or remove the line");
        return;
    }
    if (!reader.uses_paths()) return;
    std::string_view path = input;
    if (reader.in_element && path == ".") return;
    if (path.starts_with("../")) path.remove_prefix(3);
    const bool of_record = path.size() < input.size();
    std::string problem = of_record && !reader.in_element
                              ? "../ is the record around an element: only in a kind with explode"
                              : path_problem(path, reader.feed.source.type == "xml");
    if (problem.empty()) problem = related_problem(reader, path, reader.in_element && !of_record);
    if (!problem.empty())
        reader.report.error("feed.bad-path", mark, in_quotes(input) + " is not a path", problem);
}

void check_word(FeedReader& reader, const Member& member) {
    const bool path = member.key.starts_with("path");
    if (path ? !reader.uses_columns() || reader.feed.source.type.empty() : !reader.uses_paths()) return;
    const std::string wanted = std::string(path ? "column" : "path") + (member.key.ends_with('s') ? "s" : "");
    reader.report.warning("feed.column-or-path", member.mark,
                          in_quotes(member.key) + " in a " + reader.feed.source.type + " feed",
                          "write " + wanted);
}

void check_closed_list(FeedReader& reader, const Field& field, const std::string& text, Mark mark) {
    if (text.empty() || field.values.empty() || field.value_index.contains(text)) return;
    std::vector<std::string_view> known;
    for (const EnumValue& value : field.values) known.push_back(value.value);
    reader.report.error("feed.not-in-the-list", mark, in_quotes(text) + " is not a value of " + field.name,
                        did_you_mean(text, known),
                        known.size() <= 20
                            ? "allowed: " + join_names(known, 20)
                            : "`moisson schema` prints the " + std::to_string(known.size()) + " values");
}

void read_kind(FeedReader& reader, const Member& section, const Kind& kind) {
    if (!section.value.is_table()) {
        reader.report.error("config.wrong-type", section.mark, in_quotes(section.key) + " is a table", {},
                            "write [" + section.key + "] on a line of its own");
        return;
    }
    KindMapping out{kind.name, reader.report.location(section.mark), {}, {}, {}, {}};
    // A field of the schema that is called like a key of the kind comes first.
    const auto own_key = [&](std::string_view key) {
        return kind.find(key) < 0 ? section.value.find(key) : nullptr;
    };
    const Member *explode = own_key("explode"), *when = own_key("when");
    if (explode) read_explode(reader, *explode, out);
    reader.in_element = explode && reader.uses_paths();
    if (when) out.when = read_when(reader, *when);
    for (const Member& field : section.value.members) {
        if (&field == explode || &field == when) continue;
        const int index = kind.find(field.key);
        if (index >= 0 && !kind.fields[static_cast<std::size_t>(index)].is_mappable())
            reader.report.error("feed.unknown-field", field.mark,
                                in_quotes(field.key) + " is filled by moisson with the feed's id",
                                "remove this line");
        else if (index < 0)
            unknown_field(reader, field, kind);
        else
            out.fields.push_back(read_field(reader, field, kind.fields[static_cast<std::size_t>(index)]));
    }
    reader.in_element = false;
    if (!reader.feed.source.is_portal()) check_required(reader, section, kind);
    reader.feed.mappings.push_back(std::move(out));
}

} // namespace moisson
