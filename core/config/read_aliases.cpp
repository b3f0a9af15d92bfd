// [aliases]: identifiers that the producer renamed, in the file or in a CSV file beside it.
#include "core/config/feed_reader.hpp"
#include "core/config/keys.hpp"
#include "core/config/read_section.hpp"
#include "core/config/read_value.hpp"
#include "core/config/value_file.hpp"

#include <set>
#include <stdexcept>

namespace moisson {
namespace {

struct AliasReader {
    FeedReader& reader;
    std::set<std::string> olds = {};

    void add(const std::string& old_id, const std::string& new_id, Mark mark, const std::string& where) {
        if (old_id.empty() || new_id.empty() || old_id == new_id)
            reader.report.error("feed.alias", mark,
                                where + "an alias needs two identifiers that differ: " + in_quotes(old_id) +
                                    " and " + in_quotes(new_id));
        else if (!olds.insert(old_id).second)
            reader.report.error("feed.alias", mark, where + in_quotes(old_id) + " is renamed twice");
        else
            reader.feed.aliases.emplace_back(old_id, new_id);
    }

    void read_map(const Node& map) {
        if (!map.is_table())
            return reader.report.error("config.wrong-type", map.mark,
                                       "map must be a table { \"old identifier\" = \"new identifier\" }");
        for (const Member& row : map.members) add(row.key, row.value.text, row.mark, "");
    }

    void read_file(const Node& name) {
        try {
            for (const ValueRow& row :
                 read_value_file(reader.report.file(), name.text, {{"old", "new"}, {"ancien", "nouveau"}}))
                add(row.seen, row.normed, name.mark, "line " + std::to_string(row.line) + ": ");
        } catch (const std::runtime_error& problem) {
            reader.report.error("feed.alias", name.mark,
                                "the file of aliases " + in_quotes(name.text) +
                                    " cannot be used: " + problem.what());
        }
    }
};

} // namespace

void read_aliases(FeedReader& reader, const Member& section) {
    if (!section.value.is_table()) {
        reader.report.error("config.wrong-type", section.mark, "aliases is a table", {},
                            "write [aliases] on a line of its own");
        return;
    }
    AliasReader aliases{reader};
    read_section(feed_keys(), "aliases", section.value, section.mark, nullptr, reader.report,
                 [&](const Member& member) {
                     if (member.key == "map")
                         aliases.read_map(member.value);
                     else if (member.key == "file" && member.value.is_text())
                         aliases.read_file(member.value);
                     else
                         return false;
                     return true;
                 });
}

} // namespace moisson
