// type = "ckan" …: the short feed file of a portal becomes a whole one.
#include "core/config/feed_reader.hpp"
#include "core/config/keys.hpp"
#include "core/export/licences.hpp"
#include "core/portals/profile.hpp"

#include <algorithm>

namespace moisson {
namespace {

constexpr std::string_view portal_kind = "dataset";

/// What a profile decides, and what a kind of portal does not know.
void refuse_portal_keys(FeedReader& reader, const PortalProfile& profile) {
    for (const std::string_view name : {"complete", "records", "included", "method", "body", "pagination",
                                        "incremental", "csv", "sheet", "geo", "archive", "file"})
        if (const Member* member = reader.find({"source", name}))
            reader.report.error("feed.not-for-this-type", member->mark,
                                in_quotes(name) + " is known for type = " + in_quotes(profile.type),
                                "remove it", "what can be chosen stands in [source.portal]");
    const Member* section = reader.find({"source", "portal"});
    if (!section || !section->value.is_table()) return;
    auto known = words(profile.filters);
    known.push_back("page_size");
    for (const Member& member : section->value.members)
        if (feed_keys().find("source.portal", member.key) &&
            std::find(known.begin(), known.end(), member.key) == known.end())
            reader.report.error("feed.not-for-this-type", member.mark,
                                in_quotes(member.key) +
                                    " has no meaning for type = " + in_quotes(profile.type),
                                "remove it", "keys here: " + join_names(known));
}

/// These portals take one value of a filter; the first of several would be half of what was meant.
void refuse_several(FeedReader& reader, const PortalProfile& profile) {
    if (profile.type != "udata" && profile.type != "socrata") return;
    for (const std::string_view name : {"organizations", "tags", "licences"})
        if (const Member* member = reader.find({"source", "portal", name});
            member && member->value.items.size() > 1)
            reader.report.error("feed.not-for-this-type", member->value.mark,
                                "type = " + in_quotes(profile.type) + " takes one value here",
                                "make a feed for each");
}

/// A table of the producer's that the portal's own words pass by: only what it names is changed.
void add_own_table(FeedReader& reader, FieldMapping& mapping, const char* name) {
    const auto table = reader.feed.values.find(name);
    if (table == reader.feed.values.end()) return;
    table->second.unknown = ValueTable::Unknown::keep;
    mapping.values = name;
}

/// The platform's licences stand for themselves; what else a portal says is unknown until the feed's table
/// names it.
void add_licence_table(FeedReader& reader, FieldMapping& mapping) {
    ValueTable& table = reader.feed.values["licences"];
    for (const Licence& licence : known_licences())
        table.map.emplace_back(std::string(licence.id), std::vector{std::string(licence.id)});
    mapping.values = "licences";
}

FieldMapping portal_mapping(FeedReader& reader, const Field& field, Location where) {
    FieldMapping mapping;
    mapping.field = field.name;
    mapping.where = std::move(where);
    mapping.inputs = {portal_selector(field.role)};
    if (field.role == Role::licence) add_licence_table(reader, mapping);
    if (field.role == Role::update_frequency) add_own_table(reader, mapping, "frequences");
    if (field.role == Role::organisation_name) add_own_table(reader, mapping, "organisations");
    if (field.role == Role::theme) add_own_table(reader, mapping, "themes");
    const bool prose = field.role == Role::title || field.role == Role::description ||
                       field.role == Role::legal_information || field.role == Role::attribution;
    if (prose) mapping.truncate = field.max_length;
    return mapping;
}

bool may_lack(const Field& field) { return field.role != Role::identifier && field.role != Role::title; }

void add_mapping(FeedReader& reader, const Kind& kind, const Location& where) {
    auto& mappings = reader.feed.mappings;
    if (mappings.empty()) mappings.push_back({kind.name, where, {}, {}, {}, {}});
    KindMapping& mapping = mappings.front();
    for (const Field& field : kind.fields) {
        auto own = std::find_if(mapping.fields.begin(), mapping.fields.end(),
                                [&](const FieldMapping& one) { return one.field == field.name; });
        if (own == mapping.fields.end()) {
            if (portal_selector(field.role).empty()) continue;
            own = mapping.fields.insert(own, portal_mapping(reader, field, where));
        }
        own->may_lack = may_lack(field);
        // Portals show the address of whoever typed the record in.
        if (field.role == Role::email) reader.feed.personal_data.emplace(field.name, "publish-if-generic");
    }
}

bool maps_only(const FeedReader& reader, std::string_view kind) {
    return std::all_of(reader.feed.mappings.begin(), reader.feed.mappings.end(),
                       [&](const KindMapping& mapping) { return mapping.kind == kind; });
}

} // namespace

void forget_questions(SourceConfig& source, const std::string& url) {
    source.url = url;
    source.pagination = {};
    source.incremental.reset();
    source.query.clear();
    source.complete = true;
}

void expand_portal(FeedReader& reader) {
    SourceConfig& source = reader.feed.source;
    const PortalProfile* profile = find_portal(source.portal.type);
    if (!profile) return;
    const Member* section = reader.find({"source"});
    refuse_portal_keys(reader, *profile);
    refuse_several(reader, *profile);
    const int kind = reader.schema.find(portal_kind);
    if (kind < 0 || !maps_only(reader, portal_kind))
        return reader.report.error("feed.not-for-this-type", section->mark,
                                   "a portal of type " + in_quotes(profile->type) +
                                       " gives records of kind " + in_quotes(portal_kind) + " only",
                                   kind < 0 ? "[schemas] must hold that kind" : "remove the other tables");
    source.type = "json";
    if (source.limits.max_items == 0) source.limits.max_items = portal_max_items;
    const std::string url = source.url;
    profile->prepare(reader.feed);
    if (!url.starts_with("http:") && !url.starts_with("https:")) forget_questions(source, url);
    add_mapping(reader, reader.schema.kind(static_cast<std::size_t>(kind)),
                reader.report.location(section->mark));
}

} // namespace moisson
