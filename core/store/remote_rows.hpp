#pragma once
#include "core/store/database.hpp"
#include "core/store/remote_objects.hpp"

#include <vector>

namespace moisson {

std::vector<RemoteObject> load_remote_objects(Database& database, const std::string& target); ///< by key
std::vector<Approval> load_approvals(Database& database);

} // namespace moisson
