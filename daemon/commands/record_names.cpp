#include "daemon/commands/record_names.hpp"

#include "core/change/alias_groups.hpp"
#include "daemon/commands/remote.hpp"
#include "daemon/harvest/session.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

/// The member that the text names, else the first one: a person who names a cluster means all of it.
RecordName named_member(const GoldenRecord& record, const Schema& schema, const std::string& text) {
    const std::string& kind = schema.kind(record.kind).name;
    for (const GoldenRecord::Member& member : record.sources)
        if (text == member.feed + "/" + member.id || text == member.id) return {kind, member.feed, member.id};
    return {kind, record.sources.front().feed, record.sources.front().id};
}

} // namespace

std::vector<std::string> identifiers_of(StoreReader& reader, const std::vector<FeedPtr>& feeds,
                                        const std::string& feed, const std::string& id) {
    const auto file =
        std::find_if(feeds.begin(), feeds.end(), [&](const FeedPtr& one) { return one->id == feed; });
    std::vector<std::pair<std::string, std::string>> pairs;
    if (file != feeds.end()) pairs = (*file)->aliases;
    for (const Alias& alias : reader.aliases(feed))
        if (alias.state == "accepted") pairs.emplace_back(alias.old_id, alias.new_id);
    const AliasGroups groups(pairs);
    const std::vector<std::string>& all = groups.of(id);
    return all.empty() ? std::vector{id} : all;
}

FoundRecords find_named(StoreReader& reader, const std::vector<FeedPtr>& feeds, const std::string& text) {
    FoundRecords found{text, reader.find(text)};
    if (!found.records.empty()) return found;
    for (const FeedState& feed : reader.feeds()) {
        const std::string prefix = feed.feed + "/";
        const std::string id = text.starts_with(prefix) ? text.substr(prefix.size()) : text;
        for (const std::string& other : identifiers_of(reader, feeds, feed.feed, id)) {
            if (other == id) continue;
            for (GoldenRecord& record : reader.find(prefix + other)) {
                found.text = prefix + other;
                found.records.push_back(std::move(record));
            }
        }
    }
    return found;
}

RecordName name_record(StoreReader& reader, const CommandContext& context, const std::string& written) {
    const Schema& schema = *context.schema;
    const auto [text, found] = find_named(reader, load_valid_feeds(context), written);
    if (found.empty())
        throw CommandError(exit_code::unknown,
                           "no record \"" + text +
                               "\"; give FEED/ID, a public id (mo_…), or the producer's id");
    if (found.size() == 1) return named_member(found.front(), schema, text);
    std::string names;
    for (const GoldenRecord& record : found) {
        const RecordName name = named_member(record, schema, text);
        names += (names.empty() ? "" : ", ") + name.feed + "/" + name.id;
    }
    throw CommandError(exit_code::usage,
                       "\"" + text + "\" is the id of several records: say which: " + names);
}

LinkAnswer order_links(CommandContext& context, const LinkOrder& order) {
    if (auto daemon = Remote::connect(context.app)) {
        const std::string answer = daemon->link(to_json(order, *context.schema).dump());
        return link_answer_from_json(nlohmann::ordered_json::parse(answer));
    }
    Session session(context);
    return session.give_order(order);
}

} // namespace moisson
