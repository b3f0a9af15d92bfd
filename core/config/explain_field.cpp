// explain KIND and explain KIND.FIELD, from the schema.
#include "core/config/reference.hpp"

namespace moisson {
namespace {

std::string bounds(const Field& field) {
    std::string out;
    const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
    if (field.min_length) add("at least " + std::to_string(*field.min_length) + " characters");
    if (field.max_length) add("at most " + std::to_string(*field.max_length) + " characters");
    if (field.min_items) add("at least " + std::to_string(*field.min_items) + " values");
    if (!field.pattern.empty()) add("shape " + field.pattern);
    for (const std::string& check : field.checks) add(check);
    return out;
}

std::string explained(const Kind& kind) {
    std::string out =
        kind.name + "   (kind of the common schema, version " + kind.version + ")\n\n" + kind.title + "\n\n";
    for (const Field& field : kind.fields) {
        std::string name = "  " + field.name + (field.required ? "*" : "");
        if (name.size() < 30) name.resize(30, ' ');
        out += name + ' ' + field.title + '\n';
    }
    return out;
}

std::string explained(const Kind& kind, const Field& field) {
    std::string out =
        kind.name + '.' + field.name + "   (field of the common schema)\n\n" + field.title + '\n';
    if (!field.description.empty()) out += field.description + '\n';
    out += "\n  type      " + std::string(field.list ? "list of " : "") + std::string(to_string(field.type)) +
           (field.required ? ", required" : "") + '\n';
    if (const std::string limits = bounds(field); !limits.empty()) out += "  limits    " + limits + '\n';
    if (!field.exclusive.empty())
        out += "  alone     " + field.exclusive + " is not combined with other values\n";
    for (const EnumValue& value : field.values)
        out += "  value     " + value.value + (value.label.empty() ? "" : "   " + value.label) + '\n';
    return out;
}

} // namespace

std::optional<std::string> explain_field(std::string_view name, const Schema& schema) {
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    const std::size_t point = name.find('.');
    const int index = schema.find(name.substr(0, point));
    if (index < 0) return std::nullopt;
    const Kind& kind = schema.kind(static_cast<std::size_t>(index));
    if (point == std::string_view::npos) return explained(kind);
    const int field = kind.find(name.substr(point + 1));
    if (field < 0) return std::nullopt;
    return explained(kind, kind.fields[static_cast<std::size_t>(field)]);
}

} // namespace moisson
