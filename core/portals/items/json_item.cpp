#include "core/portals/items/json_item.hpp"

#include "core/mapping/json_paths.hpp"
#include "core/text/utf8.hpp"

#include <nlohmann/json.hpp>

namespace moisson {
namespace {

std::string scalar_text(const nlohmann::json& value) {
    if (value.is_string()) return std::string(trim(value.get_ref<const std::string&>()));
    return value.is_primitive() && !value.is_null() ? value.dump() : std::string();
}

} // namespace

JsonItem::JsonItem(std::string_view text) {
    auto parsed = std::make_shared<nlohmann::json>();
    if (is_shallow_json(text)) *parsed = nlohmann::json::parse(text, nullptr, false);
    if (parsed->is_discarded()) *parsed = nullptr;
    value_ = parsed.get();
    own_ = std::move(parsed);
}

const nlohmann::json* JsonItem::at(std::string_view path) const {
    const nlohmann::json* value = value_;
    while (!path.empty() && value) {
        const std::size_t end = std::min(path.find('/'), path.size());
        if (!value->is_object()) return nullptr;
        const auto member = value->find(std::string(path.substr(0, end)));
        value = member == value->end() ? nullptr : &*member;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return value;
}

std::string JsonItem::text(std::string_view path) const {
    const nlohmann::json* value = at(path);
    return value ? scalar_text(*value) : std::string();
}

std::string JsonItem::first(std::initializer_list<std::string_view> paths) const {
    for (const std::string_view path : paths)
        if (std::string found = text(path); !found.empty()) return found;
    return {};
}

std::vector<std::string> JsonItem::texts(std::string_view path) const {
    std::vector<std::string> out;
    const nlohmann::json* value = at(path);
    if (!value) return out;
    const auto add = [&](const nlohmann::json& one) {
        if (std::string found = scalar_text(one); !found.empty()) out.push_back(std::move(found));
    };
    if (value->is_array())
        for (const nlohmann::json& one : *value) add(one);
    else
        add(*value);
    return out;
}

std::string JsonItem::json(std::string_view path) const {
    const nlohmann::json* value = at(path);
    if (!value || value->is_null()) return {};
    return value->is_structured() ? value->dump() : scalar_text(*value);
}

void JsonItem::each(std::string_view path, const std::function<void(const JsonItem&)>& visit) const {
    const nlohmann::json* value = at(path);
    if (!value) return;
    if (value->is_object()) return visit(JsonItem(value));
    if (!value->is_array()) return;
    for (const nlohmann::json& one : *value)
        if (one.is_object()) visit(JsonItem(&one));
}

} // namespace moisson
