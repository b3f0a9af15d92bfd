// One JSON value of a portal, asked for texts: what is absent, null or of another shape is simply empty.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Paths are members separated by "/". Values are what the element scanner let through: depth and size are
/// limited, the bytes are UTF-8. Text that is no JSON is an empty item.
class JsonItem {
public:
    explicit JsonItem(std::string_view json);

    /// A scalar as text (numbers and booleans too), trimmed; else "".
    std::string text(std::string_view path) const;
    /// The first of several that is not empty.
    std::string first(std::initializer_list<std::string_view> paths) const;
    /// The scalars of a list, or the one scalar; empty ones left out.
    std::vector<std::string> texts(std::string_view path) const;
    /// An object or list as JSON text, a scalar as its text; "" when absent.
    std::string json(std::string_view path) const;
    /// Each object of a list; an object alone counts as a list of one.
    void each(std::string_view path, const std::function<void(const JsonItem&)>& visit) const;

private:
    explicit JsonItem(const nlohmann::json* value) : value_(value) {}
    const nlohmann::json* at(std::string_view path) const;

    std::shared_ptr<const nlohmann::json> own_;
    const nlohmann::json* value_ = nullptr;
};

} // namespace moisson
