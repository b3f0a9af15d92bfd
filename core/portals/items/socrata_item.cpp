// Socrata: one element of the catalogue, /api/catalog/v1.
#include "core/portals/items/read_item.hpp"
#include "core/portals/resources.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"

#include <array>

namespace moisson {
namespace {

/// What the owner of the portal asks for besides: "Publishing-Information_Update-Frequency" → its value.
std::string domain_metadata(const JsonItem& item, std::string_view end_of_key) {
    std::string found;
    item.each("classification/domain_metadata", [&](const JsonItem& one) {
        if (found.empty() && one.text("key").ends_with(end_of_key)) found = one.text("value");
    });
    return found;
}

void add_socrata_exports(PortalDataset& out, const JsonItem& item, const std::string& domain) {
    const std::string type = item.text("resource/type");
    if (type != "dataset" && type != "filter" && !type.empty()) return;
    for (const std::string_view format : {"csv", "json"}) {
        PortalResource one;
        one.id = format;
        one.title = std::string("Export ") + (format == "csv" ? "CSV" : "JSON");
        one.url = domain + (format == "csv" ? "/api/views/" + out.id + "/rows.csv?accessType=DOWNLOAD"
                                            : "/resource/" + out.id + ".json");
        one.format = format;
        one.type = format == "csv" ? "main" : "api";
        one.modified = item.first({"resource/data_updated_at", "resource/updatedAt"});
        out.resources.push_back(std::move(one));
    }
}

} // namespace

PortalDataset read_socrata_item(const JsonItem& item, std::string_view root) {
    const std::string named = item.text("metadata/domain");
    const std::string domain = named.empty() ? std::string(root) : "https://" + named;
    PortalDataset out;
    out.id = item.text("resource/id");
    out.title = item.text("resource/name");
    out.description = plain_text(item.text("resource/description"));
    out.keywords = item.texts("classification/domain_tags");
    for (std::string& tag : item.texts("classification/tags")) out.keywords.push_back(std::move(tag));
    for (const std::string_view path : {"classification/domain_category", "classification/categories"})
        if (out.themes.empty()) add_themes(out, item.texts(path));
    const std::string licence = item.text("metadata/license");
    out.licence = licence_of(std::array<std::string_view, 1>{licence});
    out.attribution = item.text("resource/attribution");
    out.update_frequency = frequency_or_text(domain_metadata(item, "Update-Frequency"));
    out.publication_date = date_or_nothing(item.first({"resource/publication_date", "resource/createdAt"}));
    out.update_date = date_or_nothing(item.first({"resource/data_updated_at", "resource/updatedAt"}));
    out.organisation = item.text("resource/attribution");
    out.email = item.text("resource/contact_email");
    out.website = item.first({"permalink", "link"});
    add_socrata_exports(out, item, domain);
    unite_resources(out.resources);
    return out;
}

} // namespace moisson
