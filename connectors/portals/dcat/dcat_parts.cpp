#include "connectors/portals/dcat/dcat_parts.hpp"

#include "connectors/portals/dcat/dcat_terms.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"

#include <algorithm>
#include <set>

namespace moisson {
namespace {

std::vector<std::string> licence_names(const DcatNode& node) {
    std::vector<std::string> names = node.names(dcat::license);
    for (const std::string& text : node.names(dcat::rights)) names.push_back(text);
    return names;
}

std::string recognised_licence(const std::vector<std::string>& names) {
    for (const std::string& name : names)
        if (auto id = licence_id(name)) return *id;
    return {};
}

std::vector<DcatNode> distributions_of(const DcatNode& record) {
    std::vector<DcatNode> all = record.nodes(dcat::distribution);
    for (const DcatNode& one : record.nodes(dcat::distributions)) all.push_back(one);
    return all;
}

/// What the distributions say: one licence, or all of them when they differ.
std::string licence_of_distributions(const DcatNode& record) {
    std::set<std::string> licences;
    for (const DcatNode& one : distributions_of(record)) {
        const std::vector<std::string> names = licence_names(one);
        const std::string known = recognised_licence(names);
        if (!known.empty())
            licences.insert(known);
        else if (!names.empty())
            licences.insert(names.front());
    }
    std::string out;
    for (const std::string& licence : licences) out += (out.empty() ? "" : ", ") + licence;
    return out;
}

std::string email_of(const DcatNode& contact) {
    for (const std::string_view where : {dcat::vcard_has_email, dcat::vcard_email, dcat::foaf_mbox}) {
        for (const DcatNode& node : contact.nodes(where))
            for (const std::string_view value : {dcat::vcard_has_value, dcat::vcard_value})
                for (const std::string& name : node.names(value))
                    if (name.find('@') != name.npos) return std::string(without_mailto(name));
        for (const std::string& name : contact.names(where))
            if (name.find('@') != name.npos) return std::string(without_mailto(name));
    }
    return {};
}

/// An end of a period: a literal, or an instant of the Time ontology.
std::string end_of(const DcatNode& period, std::string_view dcat_end, std::string_view schema_end,
                   std::string_view time_end) {
    if (std::string text = period.text({dcat_end, schema_end}); !text.empty()) return text;
    for (const DcatNode& instant : period.nodes(time_end))
        for (const std::string_view how :
             {"http://www.w3.org/2006/time#inXSDDate", "http://www.w3.org/2006/time#inXSDDateTimeStamp",
              "http://www.w3.org/2006/time#inXSDDateTime", "http://www.w3.org/2006/time#inXSDgYear"})
            if (std::string text = instant.text(how); !text.empty()) return text;
    return {};
}

std::optional<std::string> box_of(const DcatNode& place) {
    for (const std::string_view where : {dcat::bbox, dcat::geometry, dcat::centroid}) {
        for (const std::string& text : place.texts(where))
            if (auto box = bounding_box(text)) return box;
        for (const DcatNode& geometry : place.nodes(where))
            for (const std::string_view how : {dcat::as_wkt, dcat::as_geojson, dcat::rdf_value})
                for (const std::string& text : geometry.texts(how))
                    if (auto box = bounding_box(text)) return box;
    }
    return std::nullopt;
}

/// A place that is said something about: its code, else its name, else its extent.
std::string territory_of_node(const DcatNode& place) {
    if (!place.node().blank)
        if (auto known = territory_of(place.node().name)) return *known;
    const std::string name = place.text({dcat::pref_label, dcat::label, dcat::geographic_name, dcat::title});
    if (!name.empty()) return territory_of(name).value_or(name);
    return box_of(place).value_or("");
}

std::string address_of(const DcatNode& distribution) {
    for (const std::string_view where : {dcat::download_url, dcat::access_url})
        for (const std::string& url : distribution.names(where))
            if (url.find(':') != url.npos) return url;
    for (const DcatNode& service : distribution.nodes(dcat::access_service))
        for (const std::string& url : service.names(dcat::endpoint_url)) return url;
    return {};
}

/// "12323.0" is what some libraries make of a number.
std::string size_of(const DcatNode& distribution) {
    std::string text = distribution.text(dcat::byte_size);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

void read_checksum(const DcatNode& distribution, PortalResource& out) {
    for (const DcatNode& checksum : distribution.nodes(dcat::checksum)) {
        out.checksum = checksum.text(dcat::checksum_value);
        std::string algorithm;
        for (const std::string& name : checksum.names(dcat::checksum_algorithm)) algorithm = name;
        const std::size_t cut = algorithm.find_last_of("_/#");
        out.checksum_type = cut == algorithm.npos ? algorithm : algorithm.substr(cut + 1);
    }
}

std::string first_name(const DcatNode& node, std::string_view predicate) {
    const std::vector<std::string> names = node.names(predicate);
    return names.empty() ? "" : names.front();
}

PortalResource read_distribution(const DcatNode& distribution) {
    PortalResource out;
    out.url = address_of(distribution);
    out.id = distribution.text(dcat::identifier);
    const RdfTree::Node& node = distribution.node();
    if (out.id.empty() && !node.blank && node.name != out.url) out.id = node.name;
    out.title = distribution.text({dcat::title, dcat::label});
    out.description = distribution.text(dcat::description);
    out.format = first_name(distribution, dcat::format);
    out.media_type = first_name(distribution, dcat::media_type);
    if (!distribution.nodes(dcat::access_service).empty()) out.type = "api";
    out.modified = distribution.text({dcat::modified, dcat::issued});
    out.size = size_of(distribution);
    read_checksum(distribution, out);
    return out;
}

} // namespace

std::string dcat_licence(const DcatNode& record) {
    const std::vector<std::string> names = licence_names(record);
    if (std::string known = recognised_licence(names); !known.empty()) return known;
    std::string others = licence_of_distributions(record);
    if (licence_id(others)) return others;
    const std::vector<std::string> said = record.names(dcat::license);
    return said.empty() ? others : said.front();
}

std::string dcat_email(const DcatNode& record) {
    std::vector<DcatNode> contacts = record.nodes(dcat::contact_point);
    for (const DcatNode& publisher : record.nodes(dcat::publisher)) contacts.push_back(publisher);
    for (const DcatNode& contact : contacts)
        if (std::string email = email_of(contact); !email.empty()) return email;
    return {};
}

std::string dcat_period(const DcatNode& record) {
    for (const DcatNode& period : record.nodes(dcat::temporal)) {
        const std::string start = end_of(period, dcat::start_date, dcat::schema_start, dcat::time_beginning);
        const std::string end = end_of(period, dcat::end_date, dcat::schema_end, dcat::time_end);
        if (auto known = period_of(start, end)) return *known;
        if (auto known = period_of(period.label())) return *known;
    }
    const std::string text = record.text(dcat::temporal);
    return period_of(text).value_or(text);
}

std::vector<std::string> dcat_territories(const DcatNode& record) {
    std::set<std::string> found, described;
    for (const DcatNode& place : record.nodes(dcat::spatial)) {
        found.insert(territory_of_node(place));
        described.insert(place.node().name);
    }
    for (const std::string& iri : record.iris(dcat::spatial))
        if (!described.contains(iri)) found.insert(territory_of(iri).value_or(iri));
    for (const std::string& text : record.texts(dcat::spatial)) {
        const bool looks_geometric = text.find_first_of("{(") != text.npos;
        const auto box = bounding_box(text);
        found.insert(box ? *box : looks_geometric ? std::string() : territory_of(text).value_or(text));
    }
    found.erase("");
    return {found.begin(), found.end()};
}

std::vector<PortalResource> dcat_resources(const DcatNode& record) {
    std::vector<PortalResource> all;
    for (const DcatNode& one : distributions_of(record)) all.push_back(read_distribution(one));
    std::sort(all.begin(), all.end(), [](const PortalResource& a, const PortalResource& b) {
        return std::tie(a.url, a.title, a.format, a.id) < std::tie(b.url, b.title, b.format, b.id);
    });
    return all;
}

} // namespace moisson
