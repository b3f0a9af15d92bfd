#pragma once
#include "core/model/resource_check.hpp"
#include "core/store/database.hpp"

#include <map>
#include <vector>

namespace moisson {

std::vector<ResourceCheck> load_resource_checks(Database& database, std::int64_t feed); ///< by url

} // namespace moisson
