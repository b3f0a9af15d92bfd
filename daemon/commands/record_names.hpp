// Records as people name them on the command line, found in the store.
#pragma once
#include "core/store/store.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/harvest/linking.hpp"

#include <string>

namespace moisson {

/// "FEED/ID", a public id (its first member), or a producer's id that only one record has. Throws
/// CommandError 66 (unknown) or 2 (several records have that id).
RecordName name_record(StoreReader& reader, const Schema& schema, const std::string& text);

/// Carries the order out in this process, or has the daemon that owns the state directory do it.
LinkAnswer order_links(CommandContext& context, const LinkOrder& order);

} // namespace moisson
