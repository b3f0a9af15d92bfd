// The names of the files of a directory target.
#include "connectors/targets/directory.hpp"
#include "core/export/licences.hpp"

#include <algorithm>

namespace moisson {
namespace {

struct CatalogName {
    std::string_view name;
    DirectoryResource::Type type;
};
constexpr CatalogName catalog_names[] = {{"catalog.jsonld", DirectoryResource::Type::catalog},
                                         {"catalog.ttl", DirectoryResource::Type::catalog_turtle},
                                         {"catalog.xml", DirectoryResource::Type::catalog_xml}};

/// Not "structures.schema.json": whoever fetches "structures.*" wants the records.
std::string schema_name(const Kind& kind) { return "schema-" + kind.plural + ".json"; }

bool wants(const std::vector<std::string>& chosen, std::string_view name) {
    return chosen.empty() || std::find(chosen.begin(), chosen.end(), name) != chosen.end();
}

} // namespace

std::vector<std::string> directory_resources(const TargetConfig& target, const Schema& schema) {
    constexpr ExportFormat formats[] = {ExportFormat::csv, ExportFormat::json, ExportFormat::ndjson,
                                        ExportFormat::geojson, ExportFormat::xlsx};
    std::vector<std::string> parts = {""};
    if (target.licences == "split")
        for (const std::string& licence : share_alike_licences()) parts.push_back("-" + licence);
    std::vector<std::string> names;
    for (const Kind& kind : schema.kinds()) {
        if (!wants(target.kinds, kind.name)) continue;
        for (const ExportFormat format : formats)
            if (wants(target.formats, to_string(format)))
                for (const std::string& part : parts)
                    names.push_back(kind.plural + part + "." + std::string(extension(format)));
        if (wants(target.formats, "csv") || wants(target.formats, "xlsx")) names.push_back(schema_name(kind));
    }
    if (target.catalog)
        for (const CatalogName& catalog : catalog_names) names.emplace_back(catalog.name);
    return names;
}

std::optional<DirectoryResource> parse_directory_resource(const std::string& name, const Schema& schema) {
    for (const CatalogName& catalog : catalog_names)
        if (name == catalog.name) return DirectoryResource{catalog.type, 0, ExportFormat::json, {}};
    for (std::uint16_t kind = 0; kind < schema.kinds().size(); ++kind) {
        const std::string& plural = schema.kind(kind).plural;
        if (name == schema_name(schema.kind(kind)))
            return DirectoryResource{DirectoryResource::Type::table_schema, kind, ExportFormat::csv, {}};
        if (!name.starts_with(plural) || name.size() <= plural.size()) continue;
        const std::string rest = name.substr(plural.size());
        const std::size_t dot = rest.rfind('.');
        const auto format = dot == rest.npos ? std::nullopt : parse_export_format(rest.substr(dot + 1));
        const std::string part = dot == rest.npos ? "" : rest.substr(0, dot);
        const std::vector<std::string> licences = share_alike_licences();
        const bool known =
            part.empty() || (part.front() == '-' &&
                             std::find(licences.begin(), licences.end(), part.substr(1)) != licences.end());
        if (format && known)
            return DirectoryResource{DirectoryResource::Type::records, kind, *format,
                                     part.empty() ? part : part.substr(1)};
    }
    return std::nullopt;
}

} // namespace moisson
