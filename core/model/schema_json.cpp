// `moisson schema structure`: a kind as JSON Schema, for people who read or check what we publish.
#include "core/model/schema.hpp"

#include <nlohmann/json.hpp>

namespace moisson {
namespace {

using Json = nlohmann::ordered_json;

const char* json_type(FieldType type) {
    switch (type) {
    case FieldType::integer:
        return "integer";
    case FieldType::number:
        return "number";
    case FieldType::boolean:
        return "boolean";
    default:
        return "string";
    }
}

const char* json_format(FieldType type) {
    switch (type) {
    case FieldType::date:
        return "date";
    case FieldType::datetime:
        return "date-time";
    case FieldType::url:
        return "uri";
    case FieldType::email:
        return "email";
    default:
        return nullptr;
    }
}

/// Each value with its label; JSON Schema's way to document an enumeration.
Json enumeration(const Field& field) {
    Json choices = Json::array();
    for (const EnumValue& value : field.values)
        choices.push_back({{"const", value.value}, {"title", value.label}});
    return choices;
}

Json one_value(const Field& field) {
    Json json = Json::object();
    if (field.type == FieldType::json) return json;
    json["type"] = json_type(field.type);
    if (const char* format = json_format(field.type)) json["format"] = format;
    if (field.min_length) json["minLength"] = *field.min_length;
    if (field.max_length) json["maxLength"] = *field.max_length;
    if (field.minimum) json["minimum"] = *field.minimum;
    if (field.maximum) json["maximum"] = *field.maximum;
    if (!field.pattern.empty()) json["pattern"] = field.pattern;
    if (!field.values.empty()) json["oneOf"] = enumeration(field);
    return json;
}

Json field_schema(const Field& field) {
    Json json = Json::object();
    json["title"] = field.title;
    if (!field.description.empty()) json["description"] = field.description;
    if (!field.list) {
        json.update(one_value(field));
    } else {
        json["type"] = "array";
        json["items"] = one_value(field);
        if (field.type != FieldType::json) json["uniqueItems"] = true;
        if (field.min_items) json["minItems"] = *field.min_items;
    }
    if (field.role != Role::none) json["x-role"] = to_string(field.role);
    if (!field.checks.empty()) json["x-checks"] = field.checks;
    if (!field.exclusive.empty()) json["x-exclusive"] = field.exclusive;
    return json;
}

} // namespace

std::string kind_json_schema(const Kind& kind) {
    Json json = Json::object();
    json["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    json["title"] = kind.title;
    json["x-version"] = kind.version;
    json["type"] = "object";
    json["required"] = Json::array();
    json["properties"] = Json::object();
    for (const Field& field : kind.fields) {
        if (field.required) json["required"].push_back(field.name);
        json["properties"][field.name] = field_schema(field);
    }
    return json.dump(2) + "\n";
}

} // namespace moisson
