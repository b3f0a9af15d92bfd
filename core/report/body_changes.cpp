#include "core/report/body_changes.hpp"

#include "core/portals/resources.hpp"

#include <nlohmann/json.hpp>

namespace moisson {

std::vector<std::string> changed_fields(const std::string& before, const std::string& after) {
    const auto old_body = nlohmann::ordered_json::parse(before.empty() ? "{}" : before, nullptr, false);
    const auto new_body = nlohmann::ordered_json::parse(after.empty() ? "{}" : after, nullptr, false);
    std::vector<std::string> fields;
    if (!old_body.is_object() || !new_body.is_object()) return fields;
    for (const auto& [name, value] : new_body.items())
        if (!old_body.contains(name) || old_body.at(name) != value) fields.push_back(name);
    for (const auto& [name, value] : old_body.items())
        if (!new_body.contains(name)) fields.push_back(name);
    return fields;
}

namespace {

using Body = nlohmann::ordered_json;

/// The list of the field, or an empty one.
Body resources_in(const std::string& body, const std::string& field) {
    const Body parsed = Body::parse(body.empty() ? "{}" : body, nullptr, false);
    if (!parsed.is_object() || !parsed.contains(field) || !parsed.at(field).is_array()) return Body::array();
    for (const Body& one : parsed.at(field))
        if (!one.is_object() || !one.contains("url")) return Body::array();
    return parsed.at(field);
}

std::vector<PortalResource> parsed_resources(const Body& list) {
    std::vector<PortalResource> out;
    for (const Body& one : list)
        out.push_back(parse_resource(one.dump(-1, ' ', false, Body::error_handler_t::replace)));
    return out;
}

} // namespace

std::vector<std::string> resource_changes(const std::string& before, const std::string& after,
                                          const std::string& field) {
    const Body old_list = resources_in(before, field), new_list = resources_in(after, field);
    const auto old_ones = parsed_resources(old_list), new_ones = parsed_resources(new_list);
    const ResourceChanges changes = match_resources(old_ones, new_ones);
    std::vector<std::string> lines;
    for (const auto& [from, to] : changes.kept)
        if (old_ones[from].url != new_ones[to].url)
            lines.push_back("moved: " + old_ones[from].url + " → " + new_ones[to].url);
        else if (old_list[from] != new_list[to])
            lines.push_back("changed: " + new_ones[to].url);
    for (const std::size_t added : changes.added) lines.push_back("added: " + new_ones[added].url);
    for (const std::size_t gone : changes.gone) lines.push_back("gone: " + old_ones[gone].url);
    return lines;
}

} // namespace moisson
