// The kinds that can be linked, with what they are linked with.
#pragma once
#include "core/linkage/link_model.hpp"
#include "core/model/schema.hpp"
#include "core/store/database.hpp"
#include "core/store/packed/packed_map.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct LinkKind {
    std::string name;
    std::uint16_t kind = 0; ///< of the schema
    std::uint8_t slot = 0;  ///< marks its entries in the packed maps
    LinkProfile profile;
    LinkModel model;
    LinkThresholds thresholds;
    int parent_kind = -1;   ///< of the schema: what its `parent` field points at
    bool is_parent = false; ///< another linked kind points at it
    bool known = false;     ///< was linked before
    bool current = false;   ///< … with this profile, under this number
    std::uint64_t records = 0, clusters = 0, members = 0;
};

/// Linkable kinds of the schema, parents before their children. Throws StoreError 65 for a model that cannot
/// be read.
std::vector<LinkKind> load_link_kinds(Database& database, const Schema& schema);
void save_link_kind(Database& database, const LinkKind& kind);
void save_link_model(Database& database, const LinkKind& kind);

/// The packed maps of all kinds.
struct LinkTables {
    explicit LinkTables(Database& database);
    void flush();
    PackedMap records, keys, edges, members, children, names;
};

/// How judgements, pins and children call a record; the same in every store, whatever the schema's order.
std::int64_t name_key(std::string_view kind, std::string_view feed, std::string_view id);

} // namespace moisson
