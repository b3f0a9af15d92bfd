// data.json (DCAT-US, Project Open Data): one element of "dataset"; also what ArcGIS Hub makes of it.
#include "core/portals/items/read_item.hpp"
#include "core/portals/resources.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

/// The title of an object such as { "prefLabel": … }, or the text itself; version 3 writes objects.
std::vector<std::string> labels_of(const JsonItem& item, std::string_view path) {
    std::vector<std::string> out = item.texts(path);
    item.each(path, [&](const JsonItem& one) {
        if (std::string label = one.first({"prefLabel", "title", "label", "name", "@id"}); !label.empty())
            out.push_back(label);
    });
    return out;
}

std::string label_of(const JsonItem& item, std::string_view path) {
    const auto labels = labels_of(item, path);
    return labels.empty() ? std::string() : labels.front();
}

void add_distributions(PortalDataset& out, const JsonItem& item) {
    const auto add = [&](const JsonItem& distribution) {
        PortalResource one;
        one.id = distribution.first({"identifier", "identifier/@id"});
        one.url = distribution.first({"downloadURL", "accessURL", "downloadURL/@id", "accessURL/@id"});
        one.title = distribution.text("title");
        one.description = plain_text(distribution.text("description"));
        one.format = label_of(distribution, "format");
        one.media_type = label_of(distribution, "mediaType");
        one.size = distribution.text("byteSize");
        one.modified = distribution.first({"modified", "issued"});
        if (distribution.text("downloadURL").empty() && ascii_lower(one.format) == "api") one.type = "api";
        one.checksum = distribution.text("checksum/checksumValue");
        out.resources.push_back(std::move(one));
    };
    item.each("distribution", add);
    if (const std::string url = item.first({"accessURL", "webService"});
        out.resources.empty() && !url.empty()) {
        PortalResource one; // version 1.0 had no list
        one.url = url;
        one.format = item.text("format");
        out.resources.push_back(std::move(one));
    }
    unite_resources(out.resources);
}

std::string licence_of_distributions(const JsonItem& item) {
    std::string licence;
    item.each("distribution", [&](const JsonItem& one) {
        if (licence.empty()) licence = one.first({"license", "license/@id"});
    });
    return licence;
}

/// A box, a geometry, a place by name, or several of them.
void add_spatial(PortalDataset& out, const JsonItem& item) {
    for (const std::string& text : item.texts("spatial")) add_territory(out, text);
    item.each("spatial", [&](const JsonItem& place) {
        const std::string inner = place.first({"bbox", "geometry", "prefLabel", "@id"});
        add_territory(out, inner.empty() ? place.json("") : inner);
    });
}

std::string data_json_period(const JsonItem& item) {
    if (auto period = period_of(item.text("temporal"))) return *period;
    std::string found;
    item.each("temporal", [&](const JsonItem& one) {
        if (found.empty()) found = period_of(one.text("startDate"), one.text("endDate")).value_or("");
    });
    return found;
}

constexpr std::size_t item_id_size = 32;

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return hex_digit(c) >= 0 && !is_upper(c); });
}

} // namespace

PortalDataset read_data_json_item(const JsonItem& item, std::string_view) {
    PortalDataset out;
    out.id = item.first({"identifier", "identifier/@id", "identifier/notation"});
    out.title = item.text("title");
    out.description = plain_text(item.text("description"));
    out.keywords = item.texts("keyword");
    add_themes(out, labels_of(item, "theme"));
    const std::array<std::string, 2> texts = {item.first({"license", "license/@id"}),
                                              licence_of_distributions(item)};
    out.licence = licence_of(std::array<std::string_view, 2>{texts[0], texts[1]});
    out.legal_information = label_of(item, "rights");
    out.update_frequency = frequency_or_text(item.first({"accrualPeriodicity", "accrualPeriodicity/@id"}));
    out.publication_date = date_or_nothing(item.text("issued"));
    out.update_date = date_or_nothing(item.text("modified"));
    out.organisation = item.first({"publisher/name", "publisher"});
    item.each("contactPoint", [&](const JsonItem& contact) {
        if (out.email.empty())
            out.email = without_mailto(contact.first({"hasEmail", "hasEmail/@id", "email"}));
    });
    out.website = item.text("landingPage");
    out.temporal_coverage = data_json_period(item);
    add_spatial(out, item);
    add_distributions(out, item);
    return out;
}

std::string arcgis_item_id(std::string_view identifier) {
    for (std::size_t at = 0; at + item_id_size <= identifier.size(); ++at) {
        const std::string_view id = identifier.substr(at, item_id_size);
        if (!is_hex(id)) continue;
        std::string_view rest = identifier.substr(at + item_id_size);
        rest.remove_prefix(rest.starts_with('_') ? 1 : rest.starts_with("&sublayer=") ? 10 : 0);
        const std::string_view layer = rest.substr(0, rest.find_first_not_of("0123456789"));
        return std::string(id) + (layer.empty() ? "" : "_" + std::string(layer));
    }
    return std::string(identifier);
}

PortalDataset read_arcgis_hub_item(const JsonItem& item, std::string_view root) {
    PortalDataset out = read_data_json_item(item, root);
    out.id = arcgis_item_id(out.id);
    return out;
}

} // namespace moisson
