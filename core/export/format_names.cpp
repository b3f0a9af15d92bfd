#include "core/export/export.hpp"

#include <array>

namespace moisson {
namespace {

struct FormatName {
    ExportFormat format;
    std::string_view name, media_type;
};
constexpr std::array<FormatName, 5> format_names = {
    {{ExportFormat::csv, "csv", "text/csv"},
     {ExportFormat::json, "json", "application/json"},
     {ExportFormat::ndjson, "ndjson", "application/x-ndjson"},
     {ExportFormat::geojson, "geojson", "application/geo+json"},
     {ExportFormat::xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}}};

const FormatName& describe(ExportFormat format) { return format_names[static_cast<std::size_t>(format)]; }

} // namespace

std::optional<ExportFormat> parse_export_format(std::string_view name) {
    for (const FormatName& known : format_names)
        if (known.name == name) return known.format;
    return std::nullopt;
}

std::string_view to_string(ExportFormat format) { return describe(format).name; }
std::string_view extension(ExportFormat format) { return describe(format).name; }
std::string_view media_type(ExportFormat format) { return describe(format).media_type; }

} // namespace moisson
