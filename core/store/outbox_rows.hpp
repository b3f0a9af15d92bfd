#pragma once
#include "core/store/database.hpp"
#include "core/store/store.hpp"

#include <vector>

namespace moisson {

std::vector<OutboxRow> load_outbox(Database& database); ///< by target and resource
/// Everything is stale up to this revision. `at_once`: whoever's turn it is (PublishTurns).
void mark_outbox(Database& database, std::int64_t seq, UnixTime now, bool at_once = false);

} // namespace moisson
