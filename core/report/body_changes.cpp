#include "core/report/body_changes.hpp"

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

} // namespace moisson
