// Records as people name them on the command line, found in the store.
#pragma once
#include "core/store/store.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/harvest/linking.hpp"

#include <string>
#include <vector>

namespace moisson {

/// What a person named, and what it is called now.
struct FoundRecords {
    std::string text;
    std::vector<GoldenRecord> records; ///< empty: unknown
};

/// StoreReader::find(); an identifier that nothing has any more is followed to the record that had it
/// (`moisson aliases`, [aliases] in the feed file).
FoundRecords find_named(StoreReader& reader, const std::vector<FeedPtr>& feeds, const std::string& text);

/// All identifiers of a record of this feed: this one, and those that aliases say.
std::vector<std::string> identifiers_of(StoreReader& reader, const std::vector<FeedPtr>& feeds,
                                        const std::string& feed, const std::string& id);

/// "FEED/ID", a public id (its first member), or a producer's id that only one record has. Throws
/// CommandError 66 (unknown) or 2 (several records have that id).
RecordName name_record(StoreReader& reader, const CommandContext& context, const std::string& text);

/// Carries the order out in this process, or has the daemon that owns the state directory do it.
LinkAnswer order_links(CommandContext& context, const LinkOrder& order);

} // namespace moisson
