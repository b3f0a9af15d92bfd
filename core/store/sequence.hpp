// The one sequence of revisions: versions of records, states of clusters and events of clusters share it.
#pragma once
#include "core/store/public_ids.hpp"

#include <cstdint>
#include <optional>

namespace moisson {

std::int64_t last_revision(Database& database); ///< 0 when nothing was ever written
/// Up to which revision the linker has seen everything.
std::int64_t linked_seq(Database& database);
/// The highest public id that was ever given, to a record or to a cluster.
std::optional<PublicId> last_public_id(Database& database);

} // namespace moisson
