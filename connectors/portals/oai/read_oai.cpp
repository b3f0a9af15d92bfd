#include "connectors/portals/oai/read_oai.hpp"

#include "core/portals/language.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/html.hpp"

#include <algorithm>

namespace moisson {
namespace {

using Languages = std::vector<std::string>;

std::vector<std::string> dc_texts(const XmlElement& dc, std::string_view name, const Languages& languages) {
    BestLanguage best(languages);
    for (const XmlElement* one : dc.everywhere(name)) best.offer(one->text, one->attribute("lang"));
    return std::move(best.texts());
}

std::string first_text(const XmlElement& dc, std::string_view name, const Languages& languages) {
    auto texts = dc_texts(dc, name, languages);
    return texts.empty() ? std::string() : std::move(texts.front());
}

bool is_web(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

/// A licence that is recognised, else the first text that is not a word about access.
std::string licence_in(const std::vector<std::string>& rights) {
    for (const std::string& text : rights)
        if (auto known = licence_id(text)) return *known;
    for (const std::string& text : rights)
        if (!text.starts_with("info:eu-repo/")) return text;
    return {};
}

std::string joined_lines(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : "\n") + text;
    return out;
}

std::string earliest_date(const std::vector<std::string>& dates) {
    std::string oldest;
    for (const std::string& date : dates)
        if (auto instant = instant_of(date); instant && (oldest.empty() || *instant < oldest))
            oldest = *instant;
    return oldest;
}

/// dc:coverage is a place, a period, or a box.
void read_coverage(const std::string& text, PortalDataset& out) {
    if (auto box = bounding_box(text))
        out.spatial_coverage.push_back(*box);
    else if (auto period = period_of(text); period && out.temporal_coverage.empty())
        out.temporal_coverage = *period;
    else
        out.spatial_coverage.push_back(territory_of(text).value_or(text));
}

std::string datacite_date(const XmlElement& resource, std::string_view type) {
    for (const XmlElement* date : resource.all("dates/date"))
        if (date->attribute("dateType") == type) return date->text;
    return {};
}

std::string box_of_location(const XmlElement& location) {
    const XmlElement* box = location.child("geoLocationBox");
    if (!box) return {};
    const auto side = [&](const char* name) { return std::string(box->text_at(name)); };
    return bounding_box(side("westBoundLongitude") + "," + side("southBoundLatitude") + "," +
                        side("eastBoundLongitude") + "," + side("northBoundLatitude"))
        .value_or("");
}

void read_datacite_places(const XmlElement& resource, PortalDataset& out) {
    for (const XmlElement* location : resource.all("geoLocations/geoLocation")) {
        std::string place(location->text_at("geoLocationPlace"));
        if (!place.empty())
            place = territory_of(place).value_or(place);
        else
            place = box_of_location(*location);
        if (!place.empty()) out.spatial_coverage.push_back(std::move(place));
    }
}

std::string doi_address(std::string_view doi) {
    if (doi.empty() || is_web(doi)) return std::string(doi);
    if (doi.starts_with("doi:")) doi.remove_prefix(4);
    return "https://doi.org/" + std::string(doi);
}

} // namespace

void read_dublin_core(const XmlElement& dc, const Languages& languages, PortalDataset& out) {
    out.title = first_text(dc, "title", languages);
    out.description = html_to_text(joined_lines(dc_texts(dc, "description", languages)));
    if (out.description.empty()) out.description = html_to_text(first_text(dc, "abstract", languages));
    out.keywords = dc_texts(dc, "subject", languages);
    std::vector<std::string> rights;
    for (const char* name : {"license", "rights"})
        for (const XmlElement* one : dc.everywhere(name))
            if (!one->text.empty()) rights.push_back(one->text);
    out.licence = licence_in(rights);
    out.legal_information = joined_lines(rights);
    out.organisation = first_text(dc, "publisher", languages);
    std::vector<std::string> dates;
    for (const char* name : {"issued", "date"})
        if (dates.empty())
            for (const XmlElement* one : dc.everywhere(name)) dates.push_back(one->text);
    out.publication_date = earliest_date(dates);
    out.update_date = instant_of(first_text(dc, "modified", languages)).value_or("");
    for (const XmlElement* one : dc.everywhere("identifier"))
        if (is_web(one->text) && out.website.empty()) out.website = one->text;
    for (const XmlElement* one : dc.everywhere("coverage"))
        if (!one->text.empty()) read_coverage(one->text, out);
    for (const XmlElement* one : dc.everywhere("URI")) {
        PortalResource resource;
        resource.url = one->text;
        resource.title = one->attribute("name");
        resource.description = one->attribute("description");
        resource.format = one->attribute("protocol");
        if (is_web(resource.url)) out.resources.push_back(std::move(resource));
    }
}

void read_datacite(const XmlElement& resource, const Languages& languages, PortalDataset& out) {
    BestLanguage titles(languages), descriptions(languages);
    for (const XmlElement* title : resource.all("titles/title"))
        if (title->attribute("titleType").empty()) titles.offer(title->text, title->attribute("lang"));
    for (const XmlElement* text : resource.all("descriptions/description"))
        if (text->attribute("descriptionType") == "Abstract" || text->attribute("descriptionType").empty())
            descriptions.offer(text->text, text->attribute("lang"));
    out.title = titles.first();
    out.description = html_to_text(joined_lines(descriptions.texts()));
    for (const XmlElement* subject : resource.all("subjects/subject"))
        if (!subject->text.empty()) out.keywords.push_back(subject->text);
    std::vector<std::string> rights;
    for (const XmlElement* one : resource.all("rightsList/rights"))
        for (const std::string_view said :
             {one->attribute("rightsURI"), one->attribute("rightsIdentifier"), std::string_view(one->text)})
            if (!said.empty()) rights.emplace_back(said);
    out.licence = licence_in(rights);
    out.legal_information = joined_lines(rights);
    out.organisation = resource.text_at("publisher");
    std::string issued = datacite_date(resource, "Issued");
    if (issued.empty()) issued = resource.text_at("publicationYear");
    out.publication_date = instant_of(issued).value_or("");
    out.update_date = instant_of(datacite_date(resource, "Updated")).value_or("");
    out.temporal_coverage = period_of(datacite_date(resource, "Collected")).value_or("");
    out.website = doi_address(resource.text_at("identifier"));
    read_datacite_places(resource, out);
}

void read_oai_record(const XmlElement& record, const Languages& languages, PortalDataset& out) {
    out = PortalDataset();
    if (const XmlElement* metadata = record.child("metadata")) {
        if (const auto resources = metadata->everywhere("resource"); !resources.empty())
            read_datacite(*resources.front(), languages, out);
        else if (const auto found = metadata->everywhere("dc"); !found.empty())
            read_dublin_core(*found.front(), languages, out);
        else if (!metadata->children.empty())
            read_dublin_core(metadata->children.front(), languages, out);
    }
    out.id = record.text_at("header/identifier");
    if (out.update_date.empty())
        for (const char* stamp : {"header/datestamp", "header/dateStamp"}) // pycsw writes the second
            if (out.update_date.empty()) out.update_date = instant_of(record.text_at(stamp)).value_or("");
}

} // namespace moisson
