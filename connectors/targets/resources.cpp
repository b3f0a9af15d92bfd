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

constexpr std::string_view departement_folder = "departements/";

const std::string& consultations_file() {
    static const std::string name = std::string(consultations_name) + ".csv";
    return name;
}

/// Its records can be put in départements.
bool has_place(const Kind& kind) {
    return kind.find(Role::insee_code) >= 0 || kind.find(Role::postcode) >= 0;
}

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
        for (const ExportFormat format : formats) {
            if (!wants(target.formats, to_string(format))) continue;
            for (const std::string& part : parts) {
                const std::string name = kind.plural + part + "." + std::string(extension(format));
                names.push_back(name);
                if (target.per_departement && has_place(kind))
                    names.push_back(std::string(departement_folder) + name);
            }
        }
        if (wants(target.formats, "csv") || wants(target.formats, "xlsx")) names.push_back(schema_name(kind));
    }
    if (target.consultations) names.push_back(consultations_file());
    if (target.catalog)
        for (const CatalogName& catalog : catalog_names) names.emplace_back(catalog.name);
    return names;
}

std::optional<DirectoryResource> parse_directory_resource(const std::string& name, const Schema& schema) {
    using Type = DirectoryResource::Type;
    for (const CatalogName& catalog : catalog_names)
        if (name == catalog.name)
            return DirectoryResource{.type = catalog.type, .kind = no_kind, .format = ExportFormat::json};
    if (name == consultations_file()) return DirectoryResource{.type = Type::consultations, .kind = no_kind};
    if (name.starts_with(departement_folder)) {
        auto whole = parse_directory_resource(name.substr(departement_folder.size()), schema);
        if (!whole || whole->type != Type::records) return std::nullopt;
        whole->per_departement = true;
        return whole->kind < schema.kinds().size() && has_place(schema.kind(whole->kind)) ? whole
                                                                                          : std::nullopt;
    }
    for (std::uint16_t kind = 0; kind < schema.kinds().size(); ++kind) {
        const std::string& plural = schema.kind(kind).plural;
        if (name == schema_name(schema.kind(kind)))
            return DirectoryResource{.type = Type::table_schema, .kind = kind};
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
            return DirectoryResource{
                .kind = kind, .format = *format, .licence = part.empty() ? part : part.substr(1)};
    }
    return std::nullopt;
}

} // namespace moisson
