// [values.NAME]: from the producer's words to the schema's values.
#include "core/config/feed_reader.hpp"
#include "core/config/keys.hpp"
#include "core/config/read_section.hpp"
#include "core/config/read_value.hpp"
#include "core/config/value_file.hpp"
#include "core/text/fold.hpp"

#include <stdexcept>
#include <unordered_map>

namespace moisson {
namespace {

ValueTable::Unknown parse_unknown(std::string_view word) {
    if (word == "reject") return ValueTable::Unknown::reject;
    if (word == "keep") return ValueTable::Unknown::keep;
    if (word == "drop") return ValueTable::Unknown::drop;
    return ValueTable::Unknown::report;
}

/// One table being filled; later rows of an equal seen value are told from the first.
struct TableReader {
    Report& report;
    ValueTable& table;
    std::unordered_map<std::string, std::size_t> by_fold;

    void add(std::string seen, std::vector<std::string> normed, Mark mark, const std::string& where) {
        const auto [known, fresh] = by_fold.emplace(fold(seen), table.map.size());
        if (fresh)
            table.map.emplace_back(std::move(seen), std::move(normed));
        else if (table.map[known->second].second != normed)
            report.error("feed.values-twice", mark,
                         where + in_quotes(seen) + " stands twice with different results",
                         "the first is " + in_quotes(table.map[known->second].first),
                         "case, accents, spaces and apostrophes make no difference");
    }
};

void read_map(TableReader& reader, const Node& map) {
    if (!map.is_table()) {
        reader.report.error("config.wrong-type", map.mark,
                            "map must be a table { \"seen\" = \"normed\" }, not " +
                                std::string(to_string(map.type)));
        return;
    }
    for (const Member& row : map.members) {
        std::vector<std::string> normed;
        bool good = row.value.is_text() || row.value.is_list();
        if (row.value.is_text() && !row.value.text.empty()) normed.push_back(row.value.text);
        for (const Node& item : row.value.items) {
            good = good && item.is_text();
            if (item.is_text() && !item.text.empty()) normed.push_back(item.text);
        }
        if (!good) {
            const bool dotted = row.value.is_table();
            reader.report.error("config.wrong-type", row.value.mark,
                                "the normed value of " + in_quotes(row.key) +
                                    " must be a text or a list of texts",
                                dotted || row.value.is_list() ? "" : "write " + in_quotes(row.value.text),
                                dotted ? "a seen value with a point stands in quotes" : "");
            continue;
        }
        reader.add(row.key, std::move(normed), row.mark, "");
    }
}

void read_file(TableReader& reader, const Node& name) {
    try {
        std::vector<std::pair<ValueRow, std::vector<std::string>>> grouped;
        std::unordered_map<std::string, std::size_t> known;
        for (ValueRow& row : read_value_file(
                 reader.report.file(), name.text)) { // several rows of one seen value: several normed ones
            const auto [at, fresh] = known.emplace(row.seen, grouped.size());
            if (fresh) grouped.push_back({row, {}});
            if (!row.normed.empty()) grouped[at->second].second.push_back(row.normed);
        }
        for (auto& [row, normed] : grouped)
            reader.add(row.seen, std::move(normed), name.mark, "line " + std::to_string(row.line) + ": ");
    } catch (const std::runtime_error& problem) {
        reader.report.error("feed.values-file", name.mark,
                            "the value table " + in_quotes(name.text) + " cannot be used: " + problem.what());
    }
}

void read_table(FeedReader& reader, const Member& section) {
    ValueTable table;
    table.where = reader.report.location(section.mark);
    TableReader rows{reader.report, table, {}};
    const Member* map = nullptr;
    read_section(feed_keys(), "values.NAME", section.value, section.mark, nullptr, reader.report,
                 [&](const Member& member) {
                     const Key* key = feed_keys().find("values.NAME", member.key);
                     if (!key) return false;
                     if (member.key == "map") {
                         map = &member;
                     } else if (const auto value = read_value(*key, member.value, reader.report)) {
                         if (member.key == "unknown")
                             table.unknown = parse_unknown(value->text);
                         else
                             read_file(rows, member.value);
                     }
                     return true;
                 });
    if (map)
        read_map(rows, map->value);
    else if (!section.value.find("file"))
        reader.report.error("config.missing-key", section.mark,
                            "[values." + section.key + "] needs the key \"map\" or \"file\"", {},
                            "map = { \"seen\" = \"normed\" }");
    reader.feed.values.emplace(section.key, std::move(table));
}

} // namespace

void read_value_tables(FeedReader& reader, const Member& section) {
    if (!section.value.is_table()) {
        reader.report.error("config.wrong-type", section.mark, "values is a table of tables", {},
                            "write [values.NAME], its keys below");
        return;
    }
    for (const Member& table : section.value.members) {
        if (table.value.is_table()) {
            read_table(reader, table);
        } else {
            reader.report.error("config.wrong-type", table.mark, "each value table has a name",
                                "write [values.NAME]", "the mapping refers to it with values = \"NAME\"");
        }
    }
}

} // namespace moisson
