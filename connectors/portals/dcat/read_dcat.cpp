#include "connectors/portals/dcat/read_dcat.hpp"

#include "connectors/portals/dcat/dcat_node.hpp"
#include "connectors/portals/dcat/dcat_parts.hpp"
#include "connectors/portals/dcat/dcat_terms.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"

#include <algorithm>

namespace moisson {
namespace {

std::string first_of(const std::vector<std::string>& texts) { return texts.empty() ? "" : texts.front(); }

bool is_web_address(std::string_view text) {
    return text.starts_with("http://") || text.starts_with("https://");
}

/// A publisher that is only an address stays one: [values.organisations] can name it.
std::string organisation_of(const DcatNode& record) {
    for (const std::string_view who : {dcat::publisher, dcat::creator, dcat::rights_holder}) {
        std::vector<std::string> labels;
        for (const DcatNode& agent : record.nodes(who)) labels.push_back(agent.label());
        std::erase(labels, "");
        std::sort(labels.begin(), labels.end());
        if (!labels.empty()) return labels.front();
        if (std::string name = record.text(who); !name.empty()) return name;
    }
    return first_of(record.iris(dcat::publisher));
}

/// dct:modified may come several times, or empty: the latest that is a date.
std::string latest(const std::vector<std::string>& dates) {
    std::string newest;
    for (const std::string& date : dates)
        if (auto instant = instant_of(date); instant && *instant > newest) newest = *instant;
    return newest;
}

std::string earliest(const std::vector<std::string>& dates) {
    std::string oldest;
    for (const std::string& date : dates)
        if (auto instant = instant_of(date); instant && (oldest.empty() || *instant < oldest))
            oldest = *instant;
    return oldest;
}

std::string frequency_of(const DcatNode& record) {
    const std::vector<std::string> names = record.names(dcat::frequency);
    for (const std::string& name : names)
        if (auto known = frequency_id(name)) return *known;
    return first_of(names);
}

std::string website_of(const DcatNode& record) {
    for (const std::string& page : record.names(dcat::landing_page))
        if (is_web_address(page)) return page;
    const RdfTree::Node& node = record.node();
    return !node.blank && is_web_address(node.name) ? node.name : "";
}

/// A label where there is one; the national and European lists are known by their addresses.
std::vector<std::string> themes_of(const DcatNode& record) {
    std::vector<std::string> found = record.texts(dcat::theme);
    std::vector<std::string> labelled;
    for (const DcatNode& concept_node : record.nodes(dcat::theme)) {
        const std::string label = concept_node.label();
        if (label.empty()) continue;
        found.push_back(label);
        labelled.push_back(concept_node.node().name);
    }
    for (const std::string& iri : record.iris(dcat::theme))
        if (std::find(labelled.begin(), labelled.end(), iri) == labelled.end()) found.push_back(iri);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::string legal_information_of(const DcatNode& record) {
    std::string out;
    for (const std::string_view said : {dcat::access_rights, dcat::rights, dcat::legislation})
        for (const std::string& name : record.names(said)) {
            if (out.find(name) != out.npos) continue;
            out += (out.empty() ? "" : "\n") + name;
        }
    return out;
}

std::string attribution_of(const DcatNode& record) {
    for (const std::string_view said : {dcat::rights, dcat::license})
        for (const DcatNode& statement : record.nodes(said))
            if (std::string text = statement.text(dcat::attribution_text); !text.empty()) return text;
    return {};
}

} // namespace

std::string dcat_identifier(const RdfTree::Node& dataset) {
    static const std::vector<std::string> any_language;
    const DcatNode record(&dataset, any_language);
    std::vector<std::string> found = record.texts(dcat::identifier);
    const std::vector<std::string> addresses = record.iris(dcat::identifier);
    found.insert(found.end(), addresses.begin(), addresses.end());
    if (found.empty())
        for (const DcatNode& other : record.nodes(dcat::adms_identifier))
            if (std::string text = other.text(dcat::notation); !text.empty()) found.push_back(text);
    return found.empty() ? "" : *std::min_element(found.begin(), found.end());
}

void read_dcat(const RdfTree& tree, const std::vector<std::string>& languages, PortalDataset& out) {
    const DcatNode record(&tree.record(), languages);
    out = PortalDataset();
    out.title = record.text({dcat::title, dcat::label});
    out.description = record.text(dcat::description);
    out.keywords = record.texts(dcat::keyword);
    out.licence = dcat_licence(record);
    out.legal_information = legal_information_of(record);
    out.attribution = attribution_of(record);
    out.spatial_coverage = dcat_territories(record);
    out.temporal_coverage = dcat_period(record);
    out.update_frequency = frequency_of(record);
    out.publication_date = earliest(record.texts(dcat::issued));
    out.update_date = latest(record.texts(dcat::modified));
    out.website = website_of(record);
    out.organisation = organisation_of(record);
    out.email = dcat_email(record);
    out.themes = themes_of(record);
    out.resources = dcat_resources(record);
}

} // namespace moisson
