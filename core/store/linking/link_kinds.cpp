#include "core/store/linking/link_kinds.hpp"

#include "core/store/store.hpp"

#include <algorithm>

namespace moisson {

namespace {

void read_link_kind(Database& database, LinkKind& kind) {
    Statement row(database, "SELECT slot, profile, model, same, review, records, clusters, members, number "
                            "FROM link_kind WHERE kind = ?1");
    if (!row.with(kind.name).step()) return;
    kind.known = true;
    kind.slot = static_cast<std::uint8_t>(row.integer(0));
    kind.current = row.bits(1) == kind.profile.version && row.integer(8) == kind.kind;
    const std::int64_t version = row.integer(2);
    kind.thresholds = {row.real(3), row.real(4)};
    kind.records = row.bits(5);
    kind.clusters = row.bits(6);
    kind.members = row.bits(7);
    Statement model(database, "SELECT json FROM link_model WHERE kind = ?1 AND version = ?2");
    if (!model.with(kind.name, version).step())
        throw StoreError(65, "the store has no link model " + std::to_string(version) + " of " + kind.name +
                                 "; restore a backup, or run `moisson link --refit`");
    kind.model = link_model_from_json(kind.profile, model.text(0));
}

/// A parent before its children; kinds that point at each other stay as they are.
void order_by_parents(std::vector<LinkKind>& kinds) {
    std::stable_sort(kinds.begin(), kinds.end(), [](const LinkKind& a, const LinkKind& b) {
        return (a.parent_kind < 0) > (b.parent_kind < 0);
    });
}

std::uint8_t next_slot(Database& database, std::size_t new_ones) {
    return static_cast<std::uint8_t>(database.number("SELECT ifnull(max(slot), 0) FROM link_kind") + 1 +
                                     static_cast<std::int64_t>(new_ones));
}

} // namespace

std::vector<LinkKind> load_link_kinds(Database& database, const Schema& schema) {
    std::vector<LinkKind> kinds;
    std::size_t new_ones = 0;
    for (std::size_t i = 0; i < schema.kinds().size(); ++i) {
        LinkKind kind;
        kind.kind = static_cast<std::uint16_t>(i);
        kind.name = schema.kind(i).name;
        kind.profile = LinkProfile::of(schema, kind.kind);
        if (!kind.profile.linkable()) continue;
        if (kind.profile.parent >= 0)
            kind.parent_kind =
                schema.find(schema.kind(i).fields[static_cast<std::size_t>(kind.profile.parent)].references);
        read_link_kind(database, kind);
        if (!kind.known) {
            kind.slot = next_slot(database, new_ones++);
            kind.model = prior_model(kind.profile);
        }
        kinds.push_back(std::move(kind));
    }
    for (LinkKind& parent : kinds)
        for (const LinkKind& child : kinds)
            parent.is_parent = parent.is_parent || child.parent_kind == static_cast<int>(parent.kind);
    order_by_parents(kinds);
    return kinds;
}

void save_link_kind(Database& database, const LinkKind& kind) {
    Statement(database,
              "INSERT OR REPLACE INTO link_kind (kind, slot, profile, model, same, review, records, "
              "clusters, members, number) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
        .with(kind.name, kind.slot, kind.profile.version, kind.model.version, kind.thresholds.same,
              kind.thresholds.review, kind.records, kind.clusters, kind.members, kind.kind)
        .run();
}

void save_link_model(Database& database, const LinkKind& kind) {
    const std::string json = to_json(kind.model);
    Statement(database, "INSERT OR REPLACE INTO link_model VALUES (?1, ?2, ?3, ?4)")
        .with(kind.name, kind.model.version, json, kind.model.fitted_at)
        .run();
}

LinkTables::LinkTables(Database& database)
    : records(database, "link_record"), keys(database, "link_key"), edges(database, "link_edge"),
      members(database, "link_member"), children(database, "link_child"), names(database, "link_name") {}

void LinkTables::flush() {
    for (PackedMap* map : {&records, &keys, &edges, &members, &children, &names}) map->flush();
}

std::int64_t name_key(std::string_view kind, std::string_view feed, std::string_view id) {
    std::string name(feed);
    name += '\n';
    name += kind;
    name += '\n';
    name += id;
    return static_cast<std::int64_t>(digest64(name));
}

} // namespace moisson
