// [filter], [guards] and [[tests]].
#include "core/config/keys.hpp"
#include "core/config/read_conditions.hpp"
#include "core/config/read_section.hpp"
#include "core/config/read_value.hpp"

namespace moisson {
namespace {

bool has_field(const FeedReader& reader, std::string_view kind_name, std::string_view field) {
    const int kind = reader.schema.find(kind_name);
    return kind >= 0 && reader.schema.kind(static_cast<std::size_t>(kind)).find(field) >= 0;
}

/// `nom` or `structure.nom`: a field of a kind this file maps.
bool is_expected_field(const FeedReader& reader, const std::string& name) {
    const std::size_t point = name.find('.');
    if (point != std::string::npos)
        return reader.root->find(name.substr(0, point)) &&
               has_field(reader, name.substr(0, point), name.substr(point + 1));
    for (const Kind& kind : reader.schema.kinds())
        if (reader.root->find(kind.name) && kind.find(name) >= 0) return true;
    return false;
}

void read_expectation(FeedReader& reader, const Member& member, const std::string& name, MappingTest& out) {
    if (!is_expected_field(reader, name)) {
        std::vector<std::string_view> names;
        for (const Kind& kind : reader.schema.kinds())
            if (reader.root->find(kind.name))
                for (const Field& field : kind.fields) names.push_back(field.name);
        reader.report.error("feed.unknown-field", member.mark,
                            in_quotes(name) + " is not a field of a kind that this feed maps",
                            did_you_mean(name, names));
        return;
    }
    std::vector<std::string>& texts = out.expect[name];
    if (member.value.is_list())
        for (const Node& item : member.value.items) texts.push_back(item.text);
    else if (!member.value.text.empty())
        texts.push_back(member.value.text);
}

void read_expect(FeedReader& reader, const Member& expect, MappingTest& out) {
    if (!expect.value.is_table()) {
        reader.report.error("config.wrong-type", expect.value.mark,
                            "expect must be a table { field = \"text\" }");
        return;
    }
    for (const Member& member : expect.value.members) {
        if (!member.value.is_table()) {
            read_expectation(reader, member, member.key, out);
            continue;
        }
        for (const Member& field : member.value.members)
            read_expectation(reader, field, member.key + '.' + field.key, out); // structure.nom = …
    }
}

/// Column = "text", or a list of texts.
void read_input(FeedReader& reader, const Member& input, MappingTest& out) {
    if (!input.value.is_table()) {
        reader.report.error("config.wrong-type", input.value.mark,
                            "input must be a table { column = \"text\" }");
        return;
    }
    for (const Member& member : input.value.members) {
        std::vector<std::string>& texts = out.input[member.key];
        if (member.value.is_table())
            reader.report.error("config.wrong-type", member.value.mark,
                                in_quotes(member.key) + " must be a text or a list of texts");
        else if (!member.value.is_list())
            texts.push_back(member.value.text);
        else
            for (const Node& item : member.value.items) texts.push_back(item.text);
    }
}

} // namespace

void read_filter(FeedReader& reader, const Member& section) {
    if (!section.value.is_table()) {
        reader.report.error("config.wrong-type", section.mark, "filter is a table", {},
                            "write [filter] on a line of its own");
        return;
    }
    read_section(feed_keys(), "filter", section.value, section.mark, nullptr, reader.report,
                 [&](const Member& member) {
                     if (member.key != "keep" && member.key != "drop") return false;
                     read_conditions(reader, member,
                                     member.key == "keep" ? reader.feed.keep : reader.feed.drop);
                     return true;
                 });
}

void read_guards(FeedReader& reader, const Member& section) {
    if (!section.value.is_table()) {
        reader.report.error("config.wrong-type", section.mark, "guards is a table", {},
                            "write [guards] on a line of its own");
        return;
    }
    read_section(feed_keys(), "guards", section.value, section.mark, &reader.feed, reader.report,
                 [&](const Member& member) {
                     if (member.key != "max_deletions") return false;
                     const auto value =
                         read_value(*feed_keys().find("guards", member.key), member.value, reader.report);
                     if (value && value->is_percent)
                         reader.feed.guards.max_deletions = value->number;
                     else if (value)
                         reader.feed.guards.max_deletions_count = value->count;
                     return true;
                 });
}

void read_mapping_tests(FeedReader& reader, const Member& section) {
    if (!section.value.is_list()) {
        reader.report.error("config.wrong-type", section.mark, "tests is a list of tables",
                            "write [[tests]]");
        return;
    }
    for (const Node& item : section.value.items) {
        if (!item.is_table()) continue;
        MappingTest test;
        test.where = reader.report.location(item.mark);
        read_section(feed_keys(), "tests", item, item.mark, &test, reader.report, [&](const Member& member) {
            if (member.key == "input") read_input(reader, member, test);
            if (member.key == "expect") read_expect(reader, member, test);
            return member.key == "input" || member.key == "expect";
        });
        reader.feed.tests.push_back(std::move(test));
    }
}

} // namespace moisson
