// Opendatasoft (Huwise), Explore API v2.1: one element of /catalog/datasets, or of the catalogue's export.
#include "core/portals/items/read_item.hpp"
#include "core/portals/resources.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr std::string_view meta = "metas/default/";

std::string of_default(const JsonItem& item, std::string_view name) {
    return item.text(std::string(meta) + std::string(name));
}

struct Export {
    const char *name, *title, *media_type;
    bool geographic;
};
constexpr std::array<Export, 5> exports = {
    {{"csv", "Export CSV", "text/csv", false},
     {"json", "Export JSON", "application/json", false},
     {"xlsx", "Export Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false},
     {"geojson", "Export GeoJSON", "application/geo+json", true},
     {"shp", "Export Shapefile", "application/zip", true}}};

/// The interface exports shapes up to this many records only.
constexpr std::uint64_t most_shapes = 50000;

void add_exports(PortalDataset& out, const JsonItem& item, std::string_view root) {
    const std::vector<std::string> features = item.texts("features");
    const bool geographic = std::find(features.begin(), features.end(), "geo") != features.end();
    const std::string count = of_default(item, "records_count");
    const bool too_many =
        count.size() > 6 || (!count.empty() && std::strtoull(count.c_str(), nullptr, 10) > most_shapes);
    for (const Export& one : exports) {
        if (one.geographic && !geographic) continue;
        if (one.name == std::string_view("shp") && too_many) continue;
        PortalResource resource;
        resource.id = one.name;
        resource.url =
            std::string(root) + "/api/explore/v2.1/catalog/datasets/" + out.id + "/exports/" + one.name;
        resource.title = one.title;
        resource.format = one.name;
        resource.media_type = one.media_type;
        resource.type = "main";
        resource.modified = later_date(of_default(item, "data_processed"), of_default(item, "modified"));
        out.resources.push_back(std::move(resource));
    }
}

void add_attachments(PortalDataset& out, const JsonItem& item, std::string_view list, const char* type) {
    item.each(list, [&](const JsonItem& attachment) {
        PortalResource resource;
        resource.id = attachment.text("id");
        resource.url = attachment.first({"url", "href"});
        resource.title = attachment.first({"title", "id"});
        resource.description = plain_text(attachment.text("description"));
        resource.media_type = attachment.first({"mime-type", "mimetype", "mime_type"});
        resource.type = type;
        out.resources.push_back(std::move(resource));
    });
}

void add_opendatasoft_coverage(PortalDataset& out, const JsonItem& item) {
    for (const std::string_view path :
         {"metas/default/territory", "metas/dcat/spatial", "metas/inspire/geographic_area"})
        for (const std::string& text : item.texts(path)) add_territory(out, text);
    auto period =
        period_of(item.first({"metas/dcat/temporal_coverage_start", "metas/dcat_ap/temporal_coverage_start"}),
                  item.first({"metas/dcat/temporal_coverage_end", "metas/dcat_ap/temporal_coverage_end"}));
    if (!period) period = period_of(item.text("metas/dcat/temporal"));
    out.temporal_coverage = period.value_or("");
}

} // namespace

PortalDataset read_opendatasoft_item(const JsonItem& item, std::string_view root) {
    PortalDataset out;
    out.id = item.first({"dataset_id", "datasetid"});
    out.title = of_default(item, "title");
    out.description = plain_text(of_default(item, "description"));
    out.keywords = item.texts("metas/default/keyword");
    add_themes(out, item.texts("metas/default/theme"));
    const std::array<std::string, 2> texts = {of_default(item, "license_url"), of_default(item, "license")};
    out.licence = licence_of(std::array<std::string_view, 2>{texts[1], texts[0]});
    out.update_frequency = frequency_or_text(item.first(
        {"metas/dcat/accrualperiodicity", "metas/default/update_frequency", "metas/custom/frequence"}));
    out.granularity = item.text("metas/dcat/granularity");
    out.publication_date = date_or_nothing(item.first({"metas/dcat/issued", "metas/dcat/created"}));
    out.update_date = later_date(later_date(of_default(item, "modified"), of_default(item, "data_processed")),
                                 of_default(item, "metadata_processed"));
    out.organisation = of_default(item, "publisher");
    for (const std::string& one : item.texts("metas/default/attributions"))
        out.attribution += (out.attribution.empty() ? "" : ", ") + one;
    out.legal_information = item.first({"metas/dcat/rights", "metas/dcat_ap/rights"});
    out.email = without_mailto(item.text("metas/dcat/contact_email"));
    out.website = std::string(root) + "/explore/dataset/" + out.id + '/';
    add_opendatasoft_coverage(out, item);
    if (item.text("has_records") != "false" && item.text("data_visible") != "false")
        add_exports(out, item, root);
    add_attachments(out, item, "alternative_exports", "main");
    add_attachments(out, item, "attachments", "documentation");
    unite_resources(out.resources);
    return out;
}

} // namespace moisson
