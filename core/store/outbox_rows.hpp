#pragma once
#include "core/store/database.hpp"
#include "core/store/store.hpp"

#include <vector>

namespace moisson {

std::vector<OutboxRow> load_outbox(Database& database); ///< by target and resource

} // namespace moisson
