#include "core/model/schema.hpp"

#include <algorithm>
#include <utility>

namespace moisson {

std::shared_ptr<const Schema> Schema::from_kinds(std::vector<Kind> kinds) {
    std::sort(kinds.begin(), kinds.end(), [](const Kind& a, const Kind& b) { return a.name < b.name; });
    for (Kind& kind : kinds)
        for (Field& field : kind.fields)
            for (std::size_t i = 0; i < field.values.size(); ++i)
                field.value_index[field.values[i].value] = i;
    auto schema = std::make_shared<Schema>();
    schema->kinds_ = std::move(kinds);
    return schema;
}

} // namespace moisson
