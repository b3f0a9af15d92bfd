// JSON Schema of the configuration files, from the key tables.
#include "core/config/keys.hpp"
#include "core/config/read_section.hpp"
#include "core/config/reference.hpp"

#include <nlohmann/json.hpp>

namespace moisson {
namespace {

using Json = nlohmann::ordered_json;

/// A value as written in a file: "x", 12, true, [...]; TOML and JSON agree on these.
Json written(std::string_view text) {
    if (text.starts_with('\'')) return std::string(text.substr(1, text.size() - 2));
    const Json value = Json::parse(text, nullptr, false);
    return value.is_discarded() ? Json(std::string(text)) : value;
}

void restrict_text(const Key& key, Json& text) {
    if (key.allowed.empty()) return;
    for (const std::string_view value : words(key.allowed)) text["enum"].push_back(std::string(value));
}

void bound(const Key& key, Json& number) {
    number["minimum"] = key.minimum;
    if (key.maximum < std::numeric_limits<double>::max()) number["maximum"] = key.maximum;
}

Json type_schema(const Key& key) {
    Json out;
    switch (key.type) {
    case KeyType::text:
        out["type"] = "string";
        restrict_text(key, out);
        break;
    case KeyType::count:
        out["type"] = "integer";
        bound(key, out);
        break;
    case KeyType::number:
        out["type"] = "number";
        bound(key, out);
        break;
    case KeyType::boolean:
        out["type"] = "boolean";
        break;
    case KeyType::duration:
        out = {{"type", "string"}, {"pattern", "^\\d+(\\.\\d+)? ?(ms|s|min|m|h|d|w)$"}};
        break;
    case KeyType::size:
        out = {{"type", "string"}, {"pattern", "^\\d+(\\.\\d+)? ?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|ko|Mo|Go)$"}};
        break;
    case KeyType::percent:
        out = {{"type", "string"}, {"pattern", "^\\d+(\\.\\d+)? ?%$"}};
        break;
    case KeyType::percent_or_count:
        out["anyOf"] = {{{"type", "string"}, {"pattern", "^\\d+(\\.\\d+)? ?%$"}},
                        {{"type", "integer"}, {"minimum", 0}}};
        break;
    case KeyType::text_list: {
        Json item = {{"type", "string"}};
        restrict_text(key, item);
        out = {{"type", "array"}, {"items", std::move(item)}};
        break;
    }
    case KeyType::text_map: {
        Json value = {{"type", Json::array({"string", "number", "boolean"})}};
        if (!key.allowed.empty()) value = {{"type", "string"}};
        restrict_text(key, value);
        out = {{"type", "object"}, {"additionalProperties", std::move(value)}};
        break;
    }
    case KeyType::level_map:
        out = {{"type", "object"},
               {"additionalProperties",
                {{"type", "number"}, {"minimum", key.minimum}, {"maximum", key.maximum}}}};
        break;
    case KeyType::text_pairs:
        out = {{"type", "array"},
               {"items",
                {{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 2}, {"maxItems", 2}}}};
        break;
    case KeyType::special:
        out["type"] = Json::array({"object", "array"});
        break;
    }
    return out;
}

Json key_schema(const Key& key) {
    Json out = type_schema(key);
    out["description"] = std::string(key.help);
    if (!key.fallback.empty()) out["default"] = written(key.fallback);
    return out;
}

/// One table with its keys and the tables below it.
Json section_schema(const KeyTable& keys, std::string_view path) {
    Json out = {{"type", "object"}};
    if (const Section* section = keys.section(path)) out["description"] = std::string(section->help);
    Json required = Json::array();
    Json& properties = out["properties"] = Json::object();
    for (const Key& key : keys.keys_of(path)) {
        properties[std::string(key.name)] = key_schema(key);
        if (key.required) required.push_back(std::string(key.name));
    }
    for (const std::string_view name : keys.sections_below(path)) {
        if (is_readers_choice(name)) continue;
        const std::string below =
            path.empty() ? std::string(name) : std::string(path) + '.' + std::string(name);
        const Section* section = keys.section(below);
        Json table = section_schema(keys, below);
        if (section->list) table = {{"type", "array"}, {"items", std::move(table)}};
        properties[std::string(name)] = std::move(table);
        if (section->required) required.push_back(std::string(name));
    }
    out["additionalProperties"] = false;
    if (!required.empty()) out["required"] = std::move(required);
    return out;
}

/// structure = { … }: every field is a column's name or the long form.
Json kind_schema(const Kind& kind) {
    Json out = {{"type", "object"}, {"description", kind.title}};
    Json& properties = out["properties"] = Json::object();
    for (const Field& field : kind.fields) {
        if (!field.is_mappable()) continue;
        Json& property = properties[field.name];
        property["description"] = field.description.empty() ? field.title : field.description;
        property["anyOf"] = {{{"type", "string"}}, {{"$ref", "#/$defs/mapping"}}};
    }
    for (const char* name : {"explode", "when"}) {
        if (properties.contains(name)) continue;
        properties[name] = {{"description", std::string(feed_keys().find("KIND", name)->help)},
                            {"type", Json::array({"string", "object", "array"})}};
    }
    out["additionalProperties"] = false;
    return out;
}

Json condition_list() {
    return {
        {"anyOf",
         {{{"$ref", "#/$defs/condition"}}, {{"type", "array"}, {"items", {{"$ref", "#/$defs/condition"}}}}}}};
}

/// { … } with the keys of a mapping; what it nests is described once, under $defs.
Json mapping_schema(const KeyTable& keys) {
    Json out = section_schema(keys, "KIND.FIELD");
    Json& properties = out["properties"];
    const auto set = [](Json& property, Json shape) {
        shape["description"] = property["description"];
        property = std::move(shape);
    };
    set(properties["rules"], {{"type", "array"}, {"items", {{"$ref", "#/$defs/rule"}}}});
    Json when = condition_list();
    when["anyOf"].push_back({{"type", "object"}});
    set(properties["when"], std::move(when));
    set(properties["otherwise"], {{"anyOf", {{{"type", "string"}}, {{"$ref", "#/$defs/mapping"}}}}});
    return out;
}

/// Keys that read code of their own in a condition or a rule.
Json condition_schema(const KeyTable& keys, std::string_view section) {
    Json out = section_schema(keys, section);
    Json& properties = out["properties"];
    properties["own_feeds"]["type"] = "boolean";
    if (properties.contains("value")) properties["value"]["type"] = Json::array({"string", "array"});
    if (properties.contains("when")) properties["when"].update(condition_list());
    return out;
}

Json document(Json root, const char* title) {
    Json out = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
    out.update(root);
    return out;
}

} // namespace

std::string feed_json_schema(const Schema& schema) {
    const KeyTable& keys = feed_keys();
    Json out = document(section_schema(keys, ""), "moisson feed file, version 1");
    Json& properties = out["properties"];
    for (const Kind& kind : schema.kinds()) properties[kind.name] = kind_schema(kind);
    Json& filter = properties["filter"]["properties"];
    for (const char* name : {"keep", "drop"}) {
        const Json help = filter[name]["description"];
        filter[name] = condition_list();
        filter[name]["description"] = help;
    }
    Json table = section_schema(keys, "values.NAME");
    const Json normed = {
        {"anyOf", {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}}}};
    table["properties"]["map"]["type"] = "object";
    table["properties"]["map"]["additionalProperties"] = normed;
    properties["values"] = {{"type", "object"}, {"additionalProperties", std::move(table)}};
    properties["tests"]["items"]["properties"]["expect"]["type"] = "object";
    out["$defs"] = {{"mapping", mapping_schema(keys)},
                    {"rule", condition_schema(keys, "KIND.FIELD.RULE")},
                    {"condition", condition_schema(keys, "filter.CONDITION")}};
    return out.dump(2) + '\n';
}

std::string app_json_schema() {
    return document(section_schema(app_keys(), ""), "moisson.toml").dump(2) + '\n';
}

} // namespace moisson
