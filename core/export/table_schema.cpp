// Table Schema (specs.frictionlessdata.io) of a published CSV file, so that a reader can check and load it
// without asking us.
#include "core/export/export.hpp"
#include "core/export/licence_rules.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

using Json = nlohmann::ordered_json;

std::string_view table_type(const Field& field) {
    if (field.list) return "string";
    switch (field.type) {
    case FieldType::date:
        return "date";
    case FieldType::datetime:
        return "datetime";
    case FieldType::integer:
        return "integer";
    case FieldType::number:
        return "number";
    case FieldType::boolean:
        return "boolean";
    case FieldType::json:
        return "object";
    case FieldType::string:
    case FieldType::text:
    case FieldType::url:
    case FieldType::email:
    case FieldType::phone:
        return "string";
    }
    return "string";
}

Json constraints(const Field& field) {
    Json found = Json::object();
    if (field.list) return found; // they hold for each value of the list, not for the cell
    if (field.min_length) found["minLength"] = *field.min_length;
    if (field.max_length) found["maxLength"] = *field.max_length;
    if (field.minimum) found["minimum"] = *field.minimum;
    if (field.maximum) found["maximum"] = *field.maximum;
    if (!field.pattern.empty() && field.role != Role::parent) found["pattern"] = field.pattern;
    for (const EnumValue& value : field.values) found["enum"].push_back(value.value);
    return found;
}

Json describe(const Field& field, const std::string& list_separator) {
    Json entry = {{"name", field.name}, {"type", table_type(field)}};
    if (!field.title.empty()) entry["title"] = field.title;
    std::string description = field.description;
    if (field.list)
        description += (description.empty() ? "" : " ") + ("Liste séparée par « " + list_separator + " ».");
    if (field.role == Role::parent)
        description += (description.empty() ? "" : " ") + std::string("Se joint à `sources`.");
    if (!description.empty()) entry["description"] = description;
    if (field.type == FieldType::email && !field.list) entry["format"] = "email";
    if (field.type == FieldType::url && !field.list) entry["format"] = "uri";
    if (Json limits = constraints(field); !limits.empty()) entry["constraints"] = limits;
    return entry;
}

/// `sources` and `licenses` as Data Package writes them.
void add_sources(Json& document, const Kind& kind, const std::vector<FeedPtr>& feeds,
                 const std::vector<FeedState>& states) {
    const std::vector<FeedPtr> givers = contributors_of(kind, feeds, states);
    for (const FeedPtr& feed : givers) {
        const auto state = std::find_if(states.begin(), states.end(),
                                        [&](const FeedState& one) { return one.feed == feed->id; });
        Json source = {{"name", feed->id},
                       {"title", attribution_of(*feed, state == states.end() ? nullptr : &*state)}};
        if (!feed->producer.website.empty()) source["path"] = feed->producer.website;
        document["sources"].push_back(source);
    }
    const LicenceVerdict verdict = judge_licences(kind, givers);
    if (!verdict.licence || !verdict.conflict.empty()) return;
    Json licence = {{"name", verdict.licence->id}, {"title", verdict.licence->title}};
    if (!verdict.licence->url.empty()) licence["path"] = verdict.licence->url;
    document["licenses"] = Json::array({licence});
}

} // namespace

std::string write_table_schema(const Schema& schema, std::uint16_t kind, const std::string& list_separator,
                               const std::vector<FeedPtr>& feeds, const std::vector<FeedState>& states) {
    const Kind& described = schema.kind(kind);
    Json document = {{"$schema", "https://specs.frictionlessdata.io/schemas/table-schema.json"},
                     {"name", described.plural},
                     {"title", described.title},
                     {"version", described.version},
                     {"primaryKey", "id"}};
    Json fields = Json::array();
    fields.push_back({{"name", "id"},
                      {"type", "string"},
                      {"description", "Identifiant public et permanent."},
                      {"constraints", {{"required", true}, {"unique", true}}}});
    fields.push_back(
        {{"name", "sources"},
         {"type", "string"},
         {"description", "Enregistrements des producteurs, « flux--identifiant », séparés par « " +
                             list_separator + " »."}});
    for (const Field& field : described.fields)
        if (field.role != Role::identifier) fields.push_back(describe(field, list_separator));
    document["fields"] = fields;
    add_sources(document, described, feeds, states);
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace moisson
