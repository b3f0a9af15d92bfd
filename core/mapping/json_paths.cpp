#include "core/mapping/json_paths.hpp"

#include "core/export/json_text.hpp"
#include "core/text/path_steps.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

using JsonValue = nlohmann::ordered_json;
constexpr auto replace_bytes = nlohmann::json::error_handler_t::replace;

JsonValue parse_value(std::string_view text) {
    const bool structured = !text.empty() && (text.front() == '{' || text.front() == '[');
    if (!structured || !is_shallow_json(text)) return JsonValue(JsonValue::value_t::discarded);
    return JsonValue::parse(text, nullptr, false);
}

std::string text_of_value(const JsonValue& value) {
    return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, replace_bytes);
}

void take_value(const JsonValue& value, std::vector<std::string>& out) {
    if (value.is_null()) return;
    const bool scalars =
        value.is_array() &&
        std::none_of(value.begin(), value.end(), [](const JsonValue& item) { return item.is_structured(); });
    if (!scalars) return out.push_back(text_of_value(value));
    for (const JsonValue& item : value)
        if (!item.is_null()) out.push_back(text_of_value(item));
}

const JsonValue* step_into(const JsonValue& value, const std::string& step) {
    if (value.is_object()) {
        const auto found = value.find(step);
        return found == value.end() ? nullptr : &*found;
    }
    const bool index = value.is_array() && !step.empty() && step.size() < 10 &&
                       step.find_first_not_of("0123456789") == std::string::npos;
    const std::size_t at = index ? std::stoul(step) : 0;
    return index && at < value.size() ? &value[at] : nullptr;
}

void follow(const JsonValue& value, const std::vector<std::string>& steps, std::size_t at,
            std::vector<std::string>& out) {
    if (at == steps.size()) return take_value(value, out);
    if (steps[at] == "*") {
        if (value.is_array())
            for (const JsonValue& item : value) follow(item, steps, at + 1, out);
        return;
    }
    if (const JsonValue* below = step_into(value, steps[at])) follow(*below, steps, at + 1, out);
}

} // namespace

bool is_shallow_json(std::string_view text) {
    int depth = 0;
    for (char c : text) {
        if (c == '[' || c == '{') ++depth;
        if (c == ']' || c == '}') --depth;
        if (depth > 64) return false;
    }
    return true;
}

std::size_t JsonPaths::add(std::string_view path) {
    paths_.push_back(path == "." ? std::vector<std::string>() : split_path(path));
    return paths_.size() - 1;
}

void JsonPaths::read(std::string_view json, std::vector<std::vector<std::string>>& found) const {
    found.resize(paths_.size());
    for (auto& texts : found) texts.clear();
    const JsonValue value = parse_value(json);
    for (std::size_t i = 0; i < paths_.size(); ++i) {
        if (!value.is_discarded())
            follow(value, paths_[i], 0, found[i]);
        else if (paths_[i].empty() && !json.empty())
            found[i].emplace_back(json);
    }
}

bool json_array_items(std::string_view text, std::vector<std::string>& items) {
    const JsonValue value = parse_value(text);
    if (!value.is_array()) return false;
    for (const JsonValue& item : value)
        if (!item.is_null()) items.push_back(text_of_value(item));
    return true;
}

void append_json_or_string(std::string& out, std::string_view text) {
    const JsonValue value = parse_value(text);
    if (value.is_discarded())
        append_json_string(out, text);
    else
        out += value.dump(-1, ' ', false, replace_bytes);
}

} // namespace moisson
