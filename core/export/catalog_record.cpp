// A harvested data set as DCAT-AP describes it, from the meaning of its fields.
#include "core/export/catalog_page.hpp"
#include "core/export/licences.hpp"
#include "core/golden/quality.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/dates.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

using Json = nlohmann::ordered_json;

Json node_ref(const std::string& iri) { return {{"@id", iri}}; }
bool is_web_address(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

/// A day is an xsd:date; an instant has its zone, UTC when the producer wrote none.
Json date_literal(std::string_view text) {
    const bool day = text.size() == 10;
    std::string written(text);
    const bool has_zone = written.ends_with('Z') || written.find_first_of("+-", 11) != std::string::npos;
    if (!day && !has_zone) written += 'Z';
    return {{"@type", day ? "xsd:date" : "xsd:dateTime"}, {"@value", written}};
}

bool looks_like_date(std::string_view text) {
    return text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
           std::all_of(text.begin(), text.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
}

class DataSetNode {
public:
    DataSetNode(PublishedView& view, const GoldenRecord& record, const std::string& catalog,
                const DeadAddresses& dead)
        : view_(view), record_(record), catalog_(catalog), dead_(dead) {}

    Json make() {
        node_ = {{"@id", catalog_ + "#" + record_.public_id},
                 {"@type", "dcat:Dataset"},
                 {"dct:identifier", record_.public_id}};
        put_text("title", Role::title);
        put_text("description", Role::description);
        for (const std::string& word : texts(Role::keywords)) node_["dcat:keyword"].push_back(word);
        for (const std::string& theme : texts(Role::theme))
            if (is_web_address(theme))
                node_["dcat:theme"].push_back(node_ref(theme));
            else
                node_["dcat:keyword"].push_back(theme);
        add_dates();
        add_people();
        add_rights();
        add_coverage();
        add_distributions();
        add_quality();
        return std::move(node_);
    }

private:
    /// All texts of a field, copied: the view reuses what it computes.
    std::vector<std::string> texts(Role role) {
        const int field = view_.kind().find(role);
        if (field < 0) return {};
        const Value& value = view_.value(record_, static_cast<std::uint16_t>(field));
        if (const auto* one = std::get_if<std::string>(&value)) return {*one};
        const auto* list = std::get_if<List>(&value);
        return list ? *list : List();
    }
    std::string text(Role role) {
        const auto all = texts(role);
        return all.empty() ? std::string() : all.front();
    }
    void put_text(const char* property, Role role) {
        if (std::string value = text(role); !value.empty()) node_[property] = std::move(value);
    }

    void add_dates() {
        if (const auto issued = text(Role::publication_date); looks_like_date(issued))
            node_["dct:issued"] = date_literal(issued);
        if (const auto modified = text(Role::update_date); looks_like_date(modified))
            node_["dct:modified"] = date_literal(modified);
        if (const auto frequency = frequency_address(text(Role::update_frequency)))
            node_["dct:accrualPeriodicity"] = node_ref(*frequency);
    }

    void add_people() {
        const std::string organisation = text(Role::organisation_name), email = text(Role::email);
        if (!organisation.empty())
            node_["dct:publisher"] = {{"@type", "foaf:Organization"}, {"foaf:name", organisation}};
        if (!email.empty()) {
            Json contact = {{"@type", "vcard:Organization"}, {"vcard:hasEmail", node_ref("mailto:" + email)}};
            if (!organisation.empty()) contact["vcard:fn"] = organisation;
            node_["dcat:contactPoint"] = contact;
        }
        if (const auto page = text(Role::website); is_web_address(page))
            node_["dcat:landingPage"] = node_ref(page);
    }

    void add_rights() {
        const std::string licence = text(Role::licence);
        const Licence* known = find_licence(licence);
        if (known && !known->url.empty())
            node_["dct:license"] = node_ref(std::string(known->url));
        else if (is_web_address(licence))
            node_["dct:license"] = node_ref(licence);
        else if (!licence.empty())
            node_["dct:license"] = known ? std::string(known->title) : licence;
        for (const Role role : {Role::attribution, Role::legal_information})
            if (std::string said = text(role); !said.empty()) node_["dct:rights"].push_back(std::move(said));
    }

    void add_coverage() {
        for (const std::string& place : texts(Role::spatial_coverage))
            node_["dct:spatial"].push_back(is_web_address(place)
                                               ? node_ref(place)
                                               : Json{{"@type", "dct:Location"}, {"rdfs:label", place}});
        const std::string period = text(Role::temporal_coverage);
        const std::size_t slash = period.find('/');
        if (slash == std::string::npos) return;
        Json span = {{"@type", "dct:PeriodOfTime"}};
        if (const auto start = period.substr(0, slash); looks_like_date(start))
            span["dcat:startDate"] = date_literal(start);
        if (const auto end = period.substr(slash + 1); looks_like_date(end))
            span["dcat:endDate"] = date_literal(end);
        if (span.size() > 1) node_["dct:temporal"] = span;
    }

    /// Resources are JSON objects; what is no address cannot be a distribution.
    void add_distributions() {
        std::size_t number = 0;
        for (const std::string& resource : texts(Role::resources)) {
            const Json said = Json::parse(resource, nullptr, false);
            ++number;
            if (!said.is_object() || !is_web_address(member(said, "url"))) continue;
            const std::string own = member(said, "id");
            Json entry = {
                {"@id", node_["@id"].get<std::string>() + "-" + (own.empty() ? std::to_string(number) : own)},
                {"@type", "dcat:Distribution"}};
            for (const char* name : {"titre", "title"})
                if (const auto title = member(said, name); !title.empty()) entry["title"] = title;
            if (const auto words = member(said, "description"); !words.empty()) entry["description"] = words;
            entry["dcat:accessURL"] = node_ref(member(said, "url"));
            entry["dcat:downloadURL"] = node_ref(member(said, "url"));
            if (const auto format = member(said, "format"); !format.empty()) entry["dct:format"] = format;
            if (const auto type = member(said, "type_mime"); type.find('/') != std::string::npos)
                entry["dcat:mediaType"] = node_ref("https://www.iana.org/assignments/media-types/" + type);
            if (const auto changed = member(said, "date_maj"); looks_like_date(changed))
                entry["dct:modified"] = date_literal(changed);
            if (node_.contains("dct:license")) entry["dct:license"] = node_["dct:license"];
            node_["dcat:distribution"].push_back(std::move(entry));
        }
    }

    void add_quality() {
        const double share = share_answering(record_.record, view_.kind().find(Role::resources), dead_);
        if (share >= 1) return;
        char text[8];
        std::snprintf(text, sizeof text, "%.2f", share);
        node_["dqv:hasQualityMeasurement"] = {{"@type", "dqv:QualityMeasurement"},
                                              {"dqv:isMeasurementOf",
                                               {{"@id", catalog_ + "#ressources-qui-repondent"},
                                                {"@type", "dqv:Metric"},
                                                {"rdfs:label", "Part des ressources qui répondent"}}},
                                              {"dqv:value", {{"@type", "xsd:decimal"}, {"@value", text}}}};
    }

    static std::string member(const Json& object, const char* name) {
        const auto found = object.find(name);
        return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
    }

    PublishedView& view_;
    const GoldenRecord& record_;
    const std::string& catalog_;
    const DeadAddresses& dead_;
    Json node_;
};

} // namespace

bool describes_data_sets(const Kind& kind) {
    return kind.find(Role::title) >= 0 && kind.find(Role::resources) >= 0;
}

Json data_set_node(PublishedView& view, const GoldenRecord& record, const std::string& catalog,
                   const DeadAddresses& dead) {
    return DataSetNode(view, record, catalog, dead).make();
}

} // namespace moisson
