// type = "arcgis-layer" …: what the service's profile knows takes the place of what the file need not say.
#include "core/config/feed_reader.hpp"
#include "core/config/keys.hpp"
#include "core/portals/tables.hpp"

#include <algorithm>

namespace moisson {
namespace {

void refuse_known_keys(FeedReader& reader, const TableProfile& profile) {
    for (const std::string_view name : {"complete", "records", "included", "method", "body", "pagination",
                                        "csv", "sheet", "archive", "file", "portal"})
        if (const Member* member = reader.find({"source", name}))
            reader.report.error("feed.not-for-this-type", member->mark,
                                in_quotes(name) + " is known for type = " + in_quotes(profile.type),
                                "remove it", "what can be chosen stands in [source.table]");
}

void refuse_foreign_keys(FeedReader& reader, const TableProfile& profile) {
    const Member* section = reader.find({"source", "table"});
    if (!section || !section->value.is_table()) return;
    const auto known = words(profile.keys);
    for (const Member& member : section->value.members)
        if (feed_keys().find("source.table", member.key) &&
            std::find(known.begin(), known.end(), member.key) == known.end())
            reader.report.error("feed.not-for-this-type", member.mark,
                                in_quotes(member.key) +
                                    " has no meaning for type = " + in_quotes(profile.type),
                                "remove it", "keys here: " + join_names(known));
}

/// Only a page whose order is known is the next one; WFS has no order by itself.
void warn_without_order(FeedReader& reader, const TableProfile& profile) {
    const SourceConfig& source = reader.feed.source;
    if (profile.type != "wfs" || !source.table.order.empty()) return;
    reader.report.warning("feed.no-order", reader.find({"source"})->mark,
                          "nothing asks the server for a stable order: pages may repeat and lose records",
                          "add [source.table] order = \"…\" with a property that no two features share",
                          "a run in which an identifier comes twice withdraws nothing");
}

} // namespace

void expand_table(FeedReader& reader) {
    SourceConfig& source = reader.feed.source;
    const TableProfile* profile = find_table(source.table.type);
    if (!profile) {
        if (const Member* section = reader.find({"source", "table"}))
            reader.report.error("feed.not-for-this-type", section->mark,
                                "[source.table] has no meaning for type = " + in_quotes(source.type),
                                "remove it");
        return;
    }
    refuse_known_keys(reader, *profile);
    refuse_foreign_keys(reader, *profile);
    const std::string url = source.url;
    const bool saved = !url.starts_with("http:") && !url.starts_with("https:");
    if (saved && source.table.name.empty()) source.table.name = "0"; // a file is one table
    if (const std::string missing = profile->prepare(source); !missing.empty() && !saved)
        reader.report.error(
            "feed.table-unknown", reader.find({"source"})->mark, "the feed does not say " + missing, {},
            "`moisson explain source." + std::string(profile->type) + "` says how it is read");
    source.complete = !source.incremental;
    warn_without_order(reader, *profile);
    if (saved) forget_questions(source, url);
}

} // namespace moisson
