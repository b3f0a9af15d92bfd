#include "daemon/commands/record_names.hpp"

#include "daemon/commands/remote.hpp"
#include "daemon/harvest/session.hpp"

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

RecordName name_record(StoreReader& reader, const Schema& schema, const std::string& text) {
    const std::vector<GoldenRecord> found = reader.find(text);
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
