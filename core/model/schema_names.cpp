// The words of schema files: roles, types, checks.
#include "core/model/schema.hpp"

#include <array>
#include <utility>

namespace moisson {
namespace {

constexpr std::array<std::string_view, 11> type_names{
    "string", "text", "date", "datetime", "url", "email", "phone", "integer", "number", "boolean", "json"};

/// In the order of the enumeration.
constexpr std::array<std::string_view, 40> role_names{
    "none",
    "identifier",
    "parent",
    "update-date",
    "creation-date",
    "organisation-name",
    "person-name",
    "given-name",
    "birth-date",
    "title",
    "description",
    "authors",
    "year",
    "street-address",
    "address-complement",
    "postcode",
    "municipality",
    "insee-code",
    "latitude",
    "longitude",
    "siret",
    "siren",
    "rna",
    "phone",
    "email",
    "website",
    "keywords",
    "licence",
    "attribution",
    "legal-information",
    "spatial-coverage",
    "temporal-coverage",
    "granularity",
    "publication-date",
    "update-frequency",
    "resources",
    "theme",
    "opening-hours",
    "zone",
    "source",
};
static_assert(role_names.size() == static_cast<std::size_t>(Role::source) + 1);
static_assert(type_names.size() == static_cast<std::size_t>(FieldType::json) + 1);

template<typename Enum, std::size_t size>
std::optional<Enum> parse(const std::array<std::string_view, size>& names, std::string_view name) {
    for (std::size_t i = 0; i < size; ++i)
        if (names[i] == name) return static_cast<Enum>(i);
    return std::nullopt;
}

std::string located(const std::filesystem::path& file, std::uint32_t line, std::uint32_t column,
                    const std::string& message) {
    std::string text = file.string();
    if (line) text += ":" + std::to_string(line) + ":" + std::to_string(column);
    return text + ": " + message;
}

} // namespace

std::string_view to_string(Role role) { return role_names[static_cast<std::size_t>(role)]; }
std::string_view to_string(FieldType type) { return type_names[static_cast<std::size_t>(type)]; }
std::optional<Role> parse_role(std::string_view name) { return parse<Role>(role_names, name); }
std::optional<FieldType> parse_field_type(std::string_view name) {
    return parse<FieldType>(type_names, name);
}

const std::vector<std::string>& field_checks() {
    static const std::vector<std::string> names{
        "siret-luhn", "siren-luhn",      "rna",        "postcode",      "insee-code",
        "zone-code",  "no-trailing-dot", "since-2000", "not-in-future", "opening-hours"};
    return names;
}

SchemaError::SchemaError(std::filesystem::path in_file, std::uint32_t at_line, std::uint32_t at_column,
                         const std::string& message)
    : std::runtime_error(located(in_file, at_line, at_column, message)), file(std::move(in_file)),
      line(at_line), column(at_column) {}

} // namespace moisson
