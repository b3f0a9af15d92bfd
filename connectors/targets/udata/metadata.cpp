#include "connectors/targets/udata/metadata.hpp"

#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {

using Json = nlohmann::json;

namespace {

constexpr const char* plain_fields[] = {"title", "description", "acronym", "license", "frequency", "private"};
constexpr std::size_t longest_shown = 80;

/// The platform's way to say nothing.
bool says_nothing(const std::string& field, const Json& value) {
    if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty())) return true;
    if ((value.is_array() || value.is_object()) && value.empty()) return true;
    return (field == "license" && value == "notspecified") || (field == "frequency" && value == "unknown") ||
           (field == "private" && value == false);
}

bool same(const std::string& field, const Json& a, const Json& b) {
    return a == b || (says_nothing(field, a) && says_nothing(field, b));
}

Json member(const Json& object, const std::string& name) {
    const auto it = object.find(name);
    return it == object.end() ? Json() : *it;
}

std::string shown(const Json& value) {
    const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() <= longest_shown) return text;
    return std::string(byte_prefix(text, longest_shown)) + "…";
}

} // namespace

DataSetFields fields_of(const Json& dataset) {
    DataSetFields fields = Json::object();
    for (const char* name : plain_fields) fields[name] = member(dataset, name);
    fields["tags"] = member(dataset, "tags");
    fields["temporal_coverage"] = member(dataset, "temporal_coverage");
    const Json spatial = member(dataset, "spatial");
    if (spatial.is_object())
        fields["spatial"] = {{"zones", member(spatial, "zones")},
                             {"granularity", member(spatial, "granularity")}};
    else
        fields["spatial"] = nullptr;
    Json contacts = Json::array();
    if (const Json points = member(dataset, "contact_points"); points.is_array())
        for (const Json& point : points) contacts.push_back(point.is_object() ? member(point, "id") : point);
    fields["contact_points"] = contacts;
    return fields;
}

Agreed agreed_from(const std::string& text) {
    Agreed agreed;
    const Json value = Json::parse(text.empty() ? "{}" : text, nullptr, false);
    if (!value.is_object()) return agreed;
    if (value.contains("wanted") && value["wanted"].is_object()) agreed.wanted = value["wanted"];
    if (value.contains("stored") && value["stored"].is_object()) agreed.stored = value["stored"];
    if (value.contains("pending") && value["pending"].is_object()) agreed.pending = value["pending"];
    if (value.contains("links") && value["links"].is_object()) agreed.links = value["links"];
    if (value.contains("pending_links") && value["pending_links"].is_object())
        agreed.pending_links = value["pending_links"];
    return agreed;
}

std::string to_text(const Agreed& agreed) {
    return Json{{"wanted", agreed.wanted},
                {"stored", agreed.stored},
                {"pending", agreed.pending},
                {"links", agreed.links},
                {"pending_links", agreed.pending_links}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

void adopt_unsettled(Agreed& agreed, const DataSetFields& remote) {
    for (const auto& [field, value] : agreed.pending.items()) {
        if (!remote.contains(field)) continue;
        if (agreed.stored.contains(field) && same(field, agreed.stored[field], member(remote, field)))
            continue;
        agreed.wanted[field] = value;
        agreed.stored[field] = member(remote, field);
    }
    agreed.pending = Json::object();
}

Agreed agreed_link(const Agreed& agreed, const std::string& key) {
    Agreed link;
    const Json memory = member(agreed.links, key);
    if (!memory.is_object()) return link;
    link.wanted = memory.value("wanted", Json::object());
    link.stored = memory.value("stored", Json::object());
    return link;
}

void agree_link(Agreed& agreed, const std::string& key, const Agreed& link) {
    agreed.links[key] = {{"wanted", link.wanted}, {"stored", link.stored}};
}

Json link_fields(const Json& resource, const Json& wanted) {
    Json fields = Json::object();
    for (const auto& [name, value] : wanted.items()) fields[name] = resource.value(name, Json());
    return fields;
}

void adopt_unsettled_links(Agreed& agreed, const std::map<std::string, Json>& remote) {
    for (const auto& [key, fields] : agreed.pending_links.items()) {
        const auto resource = remote.find(key);
        if (resource == remote.end()) continue;
        Agreed link = agreed_link(agreed, key);
        link.pending = fields;
        adopt_unsettled(link, link_fields(resource->second, fields));
        agree_link(agreed, key, link);
    }
    agreed.pending_links = Json::object();
}

void agree(Agreed& agreed, const Json& wanted, const Json& stored, const std::vector<std::string>& but) {
    for (const auto& [field, value] : wanted.items()) {
        if (std::find(but.begin(), but.end(), field) != but.end()) continue;
        agreed.wanted[field] = value;
        agreed.stored[field] = member(stored, field);
    }
}

MetadataPlan plan_metadata(const DataSetFields& wanted, const DataSetFields& remote, const Agreed& agreed,
                           const std::vector<std::string>& source_wins) {
    const auto wins = [&](const std::string& field) {
        return std::any_of(source_wins.begin(), source_wins.end(),
                           [&](const std::string& name) { return name == "all" || name == field; });
    };
    MetadataPlan plan;
    for (const auto& [field, value] : wanted.items()) {
        const Json now = member(remote, field);
        const bool known = agreed.stored.contains(field);
        const bool untouched = known ? same(field, agreed.stored[field], now) : says_nothing(field, now);
        const bool unchanged = known && agreed.wanted.contains(field) && agreed.wanted[field] == value;
        if (same(field, now, value) || (untouched && unchanged)) continue;
        if (untouched || wins(field))
            plan.changes[field] = value;
        else
            plan.kept.push_back(field);
    }
    return plan;
}

Json put_body(const Json& changes, const DataSetFields& remote) {
    Json body = changes;
    for (const char* name : {"tags", "temporal_coverage"})
        if (!body.contains(name)) body[name] = member(remote, name);
    return body;
}

std::vector<std::string> describe_changes(const Json& changes, const DataSetFields& remote) {
    std::vector<std::string> lines;
    for (const auto& [field, value] : changes.items())
        lines.push_back(field + ": " + shown(member(remote, field)) + " → " + shown(value));
    return lines;
}

std::string platform_tag(const std::string& word) {
    std::string tag;
    for (const char c : fold(word)) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            tag += c;
        else if (c != '\'' && !tag.empty() && tag.back() != '-')
            tag += '-';
    }
    while (tag.ends_with('-')) tag.pop_back();
    return tag.size() < 3 || tag.size() > 96 ? "" : tag;
}

} // namespace moisson
