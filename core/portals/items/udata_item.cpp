// udata (data.gouv.fr), API v1: one element of /api/1/datasets/.
#include "core/portals/items/read_item.hpp"
#include "core/portals/resources.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"

#include <array>

namespace moisson {
namespace {

void add_udata_resources(PortalDataset& out, const JsonItem& item) {
    item.each("resources", [&](const JsonItem& resource) {
        PortalResource one;
        one.id = resource.text("id");
        one.url = resource.text("url");
        one.title = resource.text("title");
        one.description = plain_text(resource.text("description"));
        one.format = resource.text("format");
        one.media_type = resource.text("mime");
        one.type = resource.text("type");
        one.size = resource.text("filesize");
        one.modified = resource.first({"last_modified", "published", "created_at"});
        one.checksum = resource.text("checksum/value");
        one.checksum_type = resource.text("checksum/type");
        out.resources.push_back(std::move(one));
    });
    unite_resources(out.resources);
}

/// "other" is what the platform writes when nobody chose.
std::string udata_granularity(const JsonItem& item) {
    std::string level = item.first({"spatial/granularity/id", "spatial/granularity"});
    return level == "other" ? std::string() : level;
}

void add_udata_coverage(PortalDataset& out, const JsonItem& item) {
    for (const std::string& zone : item.texts("spatial/zones")) add_territory(out, zone);
    item.each("spatial/zones", [&](const JsonItem& zone) { add_territory(out, zone.text("id")); });
    if (const std::string geometry = item.json("spatial/geom"); !geometry.empty())
        add_territory(out, geometry);
    auto period = period_of(item.text("temporal_coverage/start"), item.text("temporal_coverage/end"));
    if (!period) period = period_of(item.text("temporal_coverage"));
    out.temporal_coverage = period.value_or("");
}

} // namespace

PortalDataset read_udata_item(const JsonItem& item, std::string_view root) {
    PortalDataset out;
    out.id = item.text("id");
    out.title = item.text("title");
    out.description = plain_text(item.text("description"));
    out.keywords = item.texts("tags");
    const std::string licence = item.first({"license/id", "license"});
    out.licence = licence_of(std::array<std::string_view, 1>{licence});
    const std::string frequency = item.first({"frequency/id", "frequency"});
    out.update_frequency = frequency_or_text(frequency);
    out.granularity = udata_granularity(item);
    out.publication_date =
        date_or_nothing(item.first({"harvest/issued_at", "harvest/created_at", "created_at"}));
    out.update_date = later_date(item.text("last_update"), item.text("last_modified"));
    out.organisation = item.text("organization/name");
    out.website = item.first({"page", "self_web_url"});
    if (out.website.empty())
        out.website = std::string(root) + "/datasets/" + item.first({"slug", "id"}) + '/';
    item.each("contact_points", [&](const JsonItem& contact) {
        if (out.email.empty()) out.email = contact.text("email");
    });
    out.legal_information = item.text("access_type_reason");
    add_udata_coverage(out, item);
    add_udata_resources(out, item);
    return out;
}

} // namespace moisson
