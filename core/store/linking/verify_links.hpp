#pragma once
#include "core/model/schema.hpp"
#include "core/store/database.hpp"

#include <functional>
#include <string>

namespace moisson {

/// Link records, keys, edges, clusters, members, golden bodies: do they fit together and what the records
/// say? Up to what the linker has seen; tells one sentence for each thing that does not.
void verify_links(Database& database, const Schema& schema,
                  const std::function<void(const std::string&)>& tell);

} // namespace moisson
