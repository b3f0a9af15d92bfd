#pragma once
#include "core/model/schema.hpp"
#include "core/store/database.hpp"

#include <string>
#include <vector>

namespace moisson {

/// What does not fit together, one sentence each; empty = clean.
std::vector<std::string> verify_database(Database& database, const Schema& schema);

} // namespace moisson
