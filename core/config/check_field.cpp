// What the keys of one mapping { … } say together.
#include "core/config/keys.hpp"
#include "core/config/read_conditions.hpp"
#include "core/config/read_value.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

/// The keys that say where a value comes from; exactly one is needed.
constexpr std::array<std::string_view, 10> origins = {"column", "path",   "columns", "paths", "template",
                                                      "value",  "digest", "days",    "rules", "whole_record"};

/// Columns beside rules are what the rules look at.
bool is_origin(std::string_view key, bool with_rules) {
    const bool input = key == "column" || key == "columns" || key == "path" || key == "paths";
    return std::find(origins.begin(), origins.end(), key) != origins.end() && !(with_rules && input);
}

void check_origin(FeedReader& reader, const Member& field) {
    const Member* first = nullptr;
    const bool with_rules = field.value.find("rules");
    for (const Member& member : field.value.members) {
        if (!is_origin(member.key, with_rules)) continue;
        if (first)
            reader.report.error(
                "config.exclusive", member.mark,
                in_quotes(member.key) + " and " + in_quotes(first->key) + " exclude each other",
                "keep one of them",
                first->key == "column" || first->key == "path" ? "several columns: columns = [\"A\", \"B\"]"
                                                               : "");
        else
            first = &member;
    }
    const bool unknown_key =
        std::any_of(field.value.members.begin(), field.value.members.end(), [](const Member& member) {
            return !feed_keys().find("KIND.FIELD",
                                     member.key); // already reported; it may have been meant as the column
        });
    if (!first && !unknown_key)
        reader.report.error("feed.empty-mapping", field.mark,
                            "the mapping of " + in_quotes(field.key) + " says no column", {},
                            "one of: " + join_names({origins.begin(), origins.end()}));
}

void check_expressions(FeedReader& reader, const Member& field, const FieldMapping& mapping) {
    if (const Member* member = field.value.find("template"); member && member->value.is_text()) {
        const std::string problem = template_problem(mapping.template_text);
        if (!problem.empty())
            reader.report.error("feed.bad-template", member->value.mark, "this template cannot be used",
                                problem);
        else if (reader.uses_paths())
            for (const std::string& column : template_columns(mapping.template_text))
                check_input(reader, column, member->value.mark);
    }
    if (const Member* extract = field.value.find("extract")) {
        const std::string problem = regex_problem(mapping.extract);
        if (!problem.empty())
            reader.report.error("feed.bad-regex", extract->value.mark,
                                in_quotes(mapping.extract) + " is not a regular expression", problem);
    }
    if (const Member* inside = field.value.find("inside"))
        if (const std::string problem = path_problem(mapping.inside, false); !problem.empty())
            reader.report.error("feed.bad-path", inside->value.mark,
                                in_quotes(mapping.inside) + " is not a path", problem);
    const Member* replace = field.value.find("replace");
    for (std::size_t i = 0; replace && i < mapping.replace.size(); ++i) {
        const auto& [expression, replacement] = mapping.replace[i];
        const std::string problem = regex_problem(expression, &replacement);
        if (!problem.empty())
            reader.report.error("feed.bad-regex", replace->value.items[i].items[0].mark,
                                in_quotes(expression) + " is not a regular expression", problem);
    }
}

void check_fit(FeedReader& reader, const Member& field, const Field& spec, const FieldMapping& mapping) {
    const auto at = [&](std::string_view key) { return field.value.find(key); };
    if (const Member* member = at("value"); member && mapping.constant)
        check_closed_list(reader, spec, *mapping.constant, member->value.mark);
    if (const Member* member = at("default"); member && mapping.default_value)
        check_closed_list(reader, spec, *mapping.default_value, member->value.mark);
    if (const Member* member = at("digest");
        member && spec.role != Role::identifier && spec.role != Role::parent)
        reader.report.error("feed.not-for-this-type", member->mark,
                            "digest computes an identifier; " + in_quotes(spec.name) + " is none",
                            "use a template or a column");
    else if (member && spec.role == Role::identifier)
        reader.report.warning("feed.digest-identifier", member->mark,
                              "a change of " + join_names({mapping.digest.begin(), mapping.digest.end()}) +
                                  " will look like a withdrawal and a creation",
                              "use the producer's own identifier if there is one");
    if (const Member* member = at("format");
        member && spec.type != FieldType::date && spec.type != FieldType::datetime)
        reader.report.warning("feed.not-for-this-type", member->mark,
                              "format is for dates; " + in_quotes(spec.name) + " is none", "remove it");
    if (const Member* member = at("values"); member && !mapping.days.empty())
        reader.report.error("feed.not-for-this-type", member->mark, "cells of days have no table of values",
                            "use replace, which sees each cell");
    if (const Member* member = at("split"); member && !spec.list && !at("part"))
        reader.report.error("feed.not-for-this-type", member->mark,
                            in_quotes(spec.name) + " holds one value, not a list",
                            "remove split, or say which part: part = 1");
    if (const Member* member = at("part"); member && !at("split"))
        reader.report.error("config.missing-key", member->mark, "part needs the key \"split\"", {},
                            "{ column = \"Coordonnées\", split = \",\", part = 1 }");
    for (const std::string_view key : {"whole_record", "pick"})
        if (const Member* member = at(key);
            member && spec.type != FieldType::json && (key == "whole_record" || mapping.pick == "object"))
            reader.report.error("feed.not-for-this-type", member->mark,
                                "only a field of type json takes an object; " + in_quotes(spec.name) +
                                    " is none",
                                "map single columns");
    if (const Member* member = at("pick"); member && mapping.pick == "all" && !spec.list)
        reader.report.error("feed.not-for-this-type", member->mark,
                            in_quotes(spec.name) + " holds one value, not a list", "write pick = \"join\"");
}

} // namespace

void check_field(FeedReader& reader, const Member& field, const Field& spec, const FieldMapping& mapping) {
    check_origin(reader, field);
    check_expressions(reader, field, mapping);
    check_fit(reader, field, spec, mapping);
}

} // namespace moisson
