#include "connectors/portals/csw/read_iso.hpp"

#include "core/portals/language.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/html.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

using Languages = std::vector<std::string>;

/// A text of ISO 19139 and its translations: <title><CharacterString/><PT_FreeText>…</title>.
class IsoTexts {
public:
    IsoTexts(const XmlElement& metadata, const Languages& languages)
        : languages_(languages), own_(metadata.text_at("language/CharacterString")) {
        if (const XmlElement* code = metadata.find("language/LanguageCode"))
            own_ = code->attribute("codeListValue");
    }

    std::string of(const XmlElement* element) const {
        if (!element) return {};
        BestLanguage best(languages_);
        for (const char* how : {"CharacterString", "Anchor", "MultilingualCharacterString"})
            best.offer(std::string(element->text_at(how)), own_);
        for (const XmlElement* other : element->all("PT_FreeText/textGroup/LocalisedCharacterString"))
            best.offer(other->text, other->attribute("locale"));
        return best.texts().empty() ? std::string(element->any_text()) : best.first();
    }

private:
    const Languages& languages_;
    std::string own_;
};

const XmlElement* identification_of(const XmlElement& metadata) {
    const XmlElement* information = metadata.child("identificationInfo");
    return information && !information->children.empty() ? &information->children.front() : nullptr;
}

std::string code_of(const XmlElement* element) {
    if (!element) return {};
    if (const std::string_view code = element->attribute("codeListValue"); !code.empty())
        return std::string(code);
    return element->text;
}

/// The date of a kind: "publication", "revision", "creation".
std::string iso_date(const XmlElement& identification, std::string_view kind) {
    std::string newest;
    for (const XmlElement* date : identification.all("citation/CI_Citation/date/CI_Date")) {
        if (code_of(date->find("dateType/CI_DateTypeCode")) != kind) continue;
        const XmlElement* value = date->child("date");
        if (auto instant = instant_of(value ? value->any_text() : std::string_view()))
            newest = std::max(newest, *instant);
    }
    return newest;
}

std::string iso_email(const XmlElement& party) {
    for (const XmlElement* address : party.everywhere("electronicMailAddress"))
        if (const std::string_view text = address->any_text(); text.find('@') != text.npos)
            return std::string(without_mailto(text));
    return {};
}

/// Who answers for the data: its owner before whoever distributes it.
const XmlElement* best_party(const XmlElement& identification, const XmlElement& metadata) {
    const XmlElement* best = nullptr;
    std::size_t best_rank = 99;
    constexpr std::array<std::string_view, 5> roles = {"owner", "publisher", "custodian", "pointOfContact",
                                                       "distributor"};
    auto parties = identification.all("pointOfContact/CI_ResponsibleParty");
    if (parties.empty()) parties = metadata.all("contact/CI_ResponsibleParty");
    for (const XmlElement* party : parties) {
        const std::string role = code_of(party->find("role/CI_RoleCode"));
        const auto rank =
            static_cast<std::size_t>(std::find(roles.begin(), roles.end(), role) - roles.begin());
        if (rank < best_rank) best = party, best_rank = rank;
    }
    return best;
}

void read_keywords(const XmlElement& identification, const IsoTexts& texts, PortalDataset& out) {
    for (const XmlElement* group : identification.all("descriptiveKeywords/MD_Keywords")) {
        const bool places = code_of(group->find("type/MD_KeywordTypeCode")) == "place";
        for (const XmlElement* keyword : group->all("keyword")) {
            const std::string text = texts.of(keyword);
            if (text.empty()) continue;
            if (places)
                out.spatial_coverage.push_back(territory_of(text).value_or(text));
            else
                out.keywords.push_back(text);
        }
    }
    for (const XmlElement* topic : identification.all("topicCategory/MD_TopicCategoryCode"))
        if (!topic->text.empty()) out.themes.push_back(topic->text);
}

/// Every text and address of the legal constraints.
std::vector<std::string> constraints_of(const XmlElement& identification, const IsoTexts& texts) {
    std::vector<std::string> found;
    for (const XmlElement* block : identification.all("resourceConstraints/*"))
        for (const char* name : {"otherConstraints", "useLimitation"})
            for (const XmlElement* one : block->all(name)) {
                if (const XmlElement* anchor = one->child("Anchor"))
                    if (const std::string_view address = anchor->attribute("href"); !address.empty())
                        found.emplace_back(address);
                if (std::string text = texts.of(one); !text.empty()) found.push_back(std::move(text));
            }
    return found;
}

void read_constraints(const XmlElement& identification, const IsoTexts& texts, PortalDataset& out) {
    const std::vector<std::string> found = constraints_of(identification, texts);
    for (const std::string& text : found) {
        if (out.licence.empty())
            if (auto known = licence_id(text)) out.licence = *known;
        out.legal_information += (out.legal_information.empty() ? "" : "\n") + text;
    }
    if (out.licence.empty() && !found.empty()) out.licence = found.front();
}

std::string side_of(const XmlElement& box, const char* name) {
    const XmlElement* side = box.child(name);
    return std::string(side ? side->any_text() : std::string_view());
}

std::string end_of_period(const XmlElement& period, const char* position, const char* instant) {
    if (const std::string_view text = period.text_at(position); !text.empty()) return std::string(text);
    return std::string(period.text_at(std::string(instant) + "/TimeInstant/timePosition"));
}

void read_extent(const XmlElement& identification, PortalDataset& out) {
    for (const XmlElement* box : identification.everywhere("EX_GeographicBoundingBox"))
        if (auto known = bounding_box(
                side_of(*box, "westBoundLongitude") + "," + side_of(*box, "southBoundLatitude") + "," +
                side_of(*box, "eastBoundLongitude") + "," + side_of(*box, "northBoundLatitude")))
            out.spatial_coverage.push_back(*known);
    for (const XmlElement* period : identification.everywhere("TimePeriod"))
        if (out.temporal_coverage.empty())
            out.temporal_coverage = period_of(end_of_period(*period, "beginPosition", "begin"),
                                              end_of_period(*period, "endPosition", "end"))
                                        .value_or("");
    for (const XmlElement* instant : identification.everywhere("TimeInstant"))
        if (out.temporal_coverage.empty())
            out.temporal_coverage = period_of(instant->text_at("timePosition")).value_or("");
}

/// "1:25000" or "10 m".
std::string iso_granularity(const XmlElement& identification) {
    for (const XmlElement* scale : identification.everywhere("denominator"))
        if (const std::string_view text = scale->any_text(); !text.empty()) return "1:" + std::string(text);
    for (const XmlElement* distance : identification.everywhere("Distance"))
        if (!distance->text.empty()) {
            const std::string_view unit = distance->attribute("uom");
            const std::size_t cut = unit.find_last_of("/#:");
            return distance->text + " " + std::string(cut == unit.npos ? unit : unit.substr(cut + 1));
        }
    return {};
}

std::string iso_frequency(const XmlElement& identification) {
    for (const XmlElement* code : identification.everywhere("MD_MaintenanceFrequencyCode"))
        if (const std::string text = code_of(code); !text.empty()) return frequency_id(text).value_or(text);
    return {};
}

void read_resources(const XmlElement& metadata, const IsoTexts& texts, PortalDataset& out) {
    for (const XmlElement* online : metadata.everywhere("CI_OnlineResource")) {
        PortalResource resource;
        resource.url = online->text_at("linkage/URL");
        const bool elsewhere = !resource.url.starts_with("http") && !resource.url.starts_with("ftp");
        if (elsewhere) continue;
        resource.title = texts.of(online->child("name"));
        resource.description = texts.of(online->child("description"));
        resource.format = texts.of(online->child("protocol"));
        out.resources.push_back(std::move(resource));
    }
}

std::string iso_website(const XmlElement& identification) {
    for (const XmlElement* code : identification.all("citation/CI_Citation/identifier/*/code")) {
        const XmlElement* anchor = code->child("Anchor");
        for (const std::string_view text :
             {anchor ? anchor->attribute("href") : std::string_view(), code->any_text()})
            if (text.starts_with("http://") || text.starts_with("https://")) return std::string(text);
    }
    return {};
}

void sort_iso_once(std::vector<std::string>& texts) {
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

} // namespace

bool describes_data(const XmlElement& metadata) {
    const std::string level = code_of(metadata.find("hierarchyLevel/MD_ScopeCode"));
    const XmlElement* identification = identification_of(metadata);
    if (identification && identification->name == "SV_ServiceIdentification") return false;
    return level.empty() || level == "dataset" || level == "series" || level == "nonGeographicDataset";
}

void read_iso(const XmlElement& metadata, const Languages& languages, PortalDataset& out) {
    out = PortalDataset();
    out.id = metadata.find("fileIdentifier") ? std::string(metadata.find("fileIdentifier")->any_text()) : "";
    const XmlElement* stamp = metadata.child("dateStamp");
    const std::string stamped = instant_of(stamp ? stamp->any_text() : std::string_view()).value_or("");
    const XmlElement* identification = identification_of(metadata);
    if (!identification) return;
    const IsoTexts texts(metadata, languages);
    out.title = texts.of(identification->find("citation/CI_Citation/title"));
    out.description = html_to_text(texts.of(identification->child("abstract")));
    read_keywords(*identification, texts, out);
    read_constraints(*identification, texts, out);
    read_extent(*identification, out);
    out.granularity = iso_granularity(*identification);
    out.update_frequency = iso_frequency(*identification);
    out.publication_date = iso_date(*identification, "publication");
    if (out.publication_date.empty()) out.publication_date = iso_date(*identification, "creation");
    const std::string revised = iso_date(*identification, "revision");
    out.update_date = revised.empty() ? stamped : revised;
    out.website = iso_website(*identification);
    if (const XmlElement* party = best_party(*identification, metadata)) {
        out.organisation = texts.of(party->child("organisationName"));
        out.email = iso_email(*party);
    }
    sort_iso_once(out.keywords);
    sort_iso_once(out.themes);
    sort_iso_once(out.spatial_coverage);
    if (const XmlElement* distribution = metadata.child("distributionInfo"))
        read_resources(*distribution, texts, out);
}

} // namespace moisson
