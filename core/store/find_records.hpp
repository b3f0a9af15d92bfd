// Records by their names.
#pragma once
#include "core/store/database.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/linking.hpp"

#include <cstdint>
#include <map>
#include <set>

namespace moisson {

/// Row numbers of the records that are there; one scan over each feed that is named.
std::map<RecordName, std::int64_t> find_records(Database& database, const Schema& schema,
                                                const KindNumbers& kinds, const std::set<RecordName>& names);

} // namespace moisson
