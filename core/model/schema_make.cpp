#include "core/model/schema.hpp"

#include "core/model/digest.hpp"

#include <algorithm>
#include <re2/re2.h>
#include <utility>

namespace moisson {
namespace {

void prepare(Field& field) {
    field.name_digest = digest64(field.name);
    field.value_index.clear();
    for (std::size_t i = 0; i < field.values.size(); ++i) field.value_index[field.values[i].value] = i;
    if (!field.pattern.empty() && !field.compiled_pattern)
        field.compiled_pattern = std::make_shared<const re2::RE2>(field.pattern, re2::RE2::Quiet);
}

} // namespace

std::shared_ptr<const Schema> Schema::from_kinds(std::vector<Kind> kinds) {
    std::sort(kinds.begin(), kinds.end(), [](const Kind& a, const Kind& b) { return a.name < b.name; });
    for (Kind& kind : kinds)
        for (Field& field : kind.fields) prepare(field);
    auto schema = std::make_shared<Schema>();
    schema->kinds_ = std::move(kinds);
    return schema;
}

int Schema::find(std::string_view kind_name) const {
    for (std::size_t i = 0; i < kinds_.size(); ++i)
        if (kinds_[i].name == kind_name) return static_cast<int>(i);
    return -1;
}

int Kind::find(std::string_view field) const {
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].name == field) return static_cast<int>(i);
    return -1;
}

int Kind::find(Role role) const {
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].role == role) return static_cast<int>(i);
    return -1;
}

} // namespace moisson
