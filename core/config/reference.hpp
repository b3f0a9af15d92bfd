// What the key tables say, for people and editors: `schema feed`, `explain`, the reference pages.
#pragma once
#include "core/model/schema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace moisson {

/// JSON Schema (draft 2020-12) of a feed file, with the kinds of `schema`; editors read it through
/// `#:schema`. Indented, ends with a newline.
std::string feed_json_schema(const Schema& schema);
/// The same for moisson.toml.
std::string app_json_schema();

/// `source.url`, `url`, `[source.csv]`, `guards`, `structure.nom`, `values.x.map`: what the key or table
/// means. A name that stands in several tables explains all of them. Nothing when no key is called so.
std::optional<std::string> explain_key(std::string_view key);
/// `structure` or `structure.nom`: a kind or a field of the common schema. Nothing when there is none of that
/// name.
std::optional<std::string> explain_field(std::string_view name, const Schema& schema);
/// A key or table named nearly so, to propose.
std::optional<std::string> similar_key(std::string_view key);

std::string feed_reference_markdown(); ///< config/reference/feed.md
std::string app_reference_markdown();  ///< config/reference/moisson-toml.md

} // namespace moisson
