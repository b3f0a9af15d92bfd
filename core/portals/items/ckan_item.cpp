// CKAN, Action API v3: one element of package_search.
#include "core/portals/items/read_item.hpp"
#include "core/portals/resources.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/fold.hpp"

#include <array>
#include <map>

namespace moisson {
namespace {

/// Extras are a list of { key, value } since version 3 of the API, an object before. Keys are told apart by
/// neither case nor the dash that some extensions write.
class CkanExtras {
public:
    explicit CkanExtras(const JsonItem& item) : item_(item) {
        item.each("extras", [&](const JsonItem& extra) {
            if (std::string key = extra.text("key"); !key.empty()) values_[key_of(key)] = extra.json("value");
        });
    }

    /// The first that says something, as an extra or as a member of the record itself.
    std::string first(std::initializer_list<std::string_view> names) const {
        for (const std::string_view name : names) {
            if (const auto at = values_.find(key_of(name)); at != values_.end() && !at->second.empty())
                return at->second;
            for (const std::string& path : {std::string(name), "extras/" + std::string(name)})
                if (std::string found = item_.json(path); !found.empty()) return found;
        }
        return {};
    }

private:
    static std::string key_of(std::string_view name) {
        std::string key = fold(name);
        for (char& c : key)
            if (c == '-' || c == ' ') c = '_';
        return key;
    }
    const JsonItem& item_;
    std::map<std::string, std::string> values_;
};

void add_ckan_tags(PortalDataset& out, const JsonItem& item) {
    for (std::string& text : item.texts("tags")) out.keywords.push_back(std::move(text)); // plain words
    item.each("tags", [&](const JsonItem& tag) {
        if (tag.text("state") == "deleted") return;
        if (std::string name = tag.first({"display_name", "name"}); !name.empty())
            out.keywords.push_back(name);
    });
    item.each("groups", [&](const JsonItem& group) {
        if (std::string name = group.first({"title", "display_name", "name"}); !name.empty())
            add_themes(out, {name});
    });
}

std::string ckan_resource_type(const std::string& type) {
    for (const std::string_view known : {"documentation", "api", "code", "other", "main", "update"})
        if (type == known) return type;
    return type.starts_with("file") ? "main" : "";
}

void add_ckan_resources(PortalDataset& out, const JsonItem& item) {
    item.each("resources", [&](const JsonItem& resource) {
        if (resource.text("state") == "deleted") return;
        PortalResource one;
        one.id = resource.text("id");
        one.url = resource.text("url");
        one.title = resource.text("name");
        one.description = plain_text(resource.text("description"));
        one.format = resource.text("format");
        one.media_type = resource.text("mimetype");
        one.type = ckan_resource_type(resource.text("resource_type"));
        one.size = resource.text("size");
        one.modified = resource.first({"last_modified", "metadata_modified", "created"});
        one.checksum = resource.text("hash");
        out.resources.push_back(std::move(one));
    });
    unite_resources(out.resources);
}

void add_ckan_coverage(PortalDataset& out, const CkanExtras& extras) {
    for (const std::string_view name : {"spatial_uri", "spatial", "spatial_text"})
        if (const std::string text = extras.first({name}); !text.empty()) add_territory(out, text);
    const std::string start =
        extras.first({"temporal_start", "temporal_extent_begin", "temporal_coverage_from"});
    const std::string end = extras.first({"temporal_end", "temporal_extent_end", "temporal_coverage_to"});
    auto period = period_of(start, end);
    if (!period) period = period_of(extras.first({"temporal", "temporal_coverage"}));
    out.temporal_coverage = period.value_or("");
}

} // namespace

PortalDataset read_ckan_item(const JsonItem& item, std::string_view root) {
    const CkanExtras extras(item);
    PortalDataset out;
    out.id = item.text("id");
    out.title = item.first({"title", "name"});
    out.description = plain_text(item.text("notes"));
    const std::array<std::string, 3> texts = {item.text("license_id"), item.text("license_url"),
                                              item.text("license_title")};
    const std::array<std::string_view, 3> licences = {texts[0], texts[1], texts[2]};
    out.licence = licence_of(licences);
    out.legal_information =
        extras.first({"access_rights", "rights", "access_constraints", "use_constraints"});
    out.attribution = extras.first({"attribution"});
    out.granularity = extras.first({"granularity"});
    out.update_frequency = frequency_or_text(
        extras.first({"frequency", "frequency_of_update", "accrual_periodicity", "update_frequency"}));
    out.publication_date =
        date_or_nothing(extras.first({"issued", "dcat_issued", "dataset_publication_date"}));
    if (out.publication_date.empty()) out.publication_date = date_or_nothing(item.text("metadata_created"));
    out.update_date = date_or_nothing(item.text("metadata_modified"));
    out.organisation = item.first({"organization/title", "organization/display_name", "organization/name"});
    out.email = without_mailto(
        extras.first({"contact_email", "contact_point_email", "maintainer_email", "author_email"}));
    const std::string name = item.first({"name", "id"});
    out.website =
        is_web_address(item.text("url")) ? item.text("url") : std::string(root) + "/dataset/" + name;
    add_ckan_tags(out, item);
    add_ckan_coverage(out, extras);
    add_ckan_resources(out, item);
    return out;
}

} // namespace moisson
