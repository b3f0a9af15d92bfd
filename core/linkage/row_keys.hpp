// The keys of one row, see link_keys.hpp.
#pragma once
#include "core/linkage/compare_rows.hpp"
#include "core/linkage/link_keys.hpp"

namespace moisson {

/// As link_keys(), in any order and perhaps more than once.
void row_keys(const RowOf& of, std::vector<LinkKey>& out);

/// Keys that count, as row_keys() makes them; 0 = the row has none.
struct CountedKeys {
    std::uint64_t name = 0, name_in_zone = 0, phone = 0, email = 0;
};
CountedKeys counted_keys(const LinkRow& row);

} // namespace moisson
