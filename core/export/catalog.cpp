// DCAT-AP in JSON-LD. Every @id is made of the catalogue's address and names that never change (kind, feed
// id, file name).
#include "core/export/export.hpp"
#include "core/export/iso_time.hpp"
#include "core/export/licence_rules.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/generic_mailbox.hpp"
#include "core/text/rdf_namespaces.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

using Json = nlohmann::ordered_json;

struct CatalogWriter {
    const Schema& schema;
    const std::vector<FeedPtr>& feeds;
    const std::vector<FeedState>& states;
    const std::vector<PublishedFile>& files;
    std::string base; ///< with a final '/', or empty
    const std::map<std::string, std::string>& issued;

    std::string id(const std::string& fragment) const { return base + "catalog.jsonld#" + fragment; }
    const FeedState* state(const std::string& feed) const;
    Json document() const;
    Json kind_entry(std::uint16_t kind) const;
    Json departements_entry(std::uint16_t kind) const;
    Json consultations_entry(const PublishedFile& file) const;
    Json distribution(const PublishedFile& file) const;
    Json feed_entry(const FeedConfig& feed) const;
    void add_dates(Json& entry, UnixTime modified) const;
};

Json iri(std::string_view text) { return {{"@id", text}}; }
Json instant(UnixTime time) { return {{"@type", "xsd:dateTime"}, {"@value", iso_utc(time)}}; }
Json count(std::uint64_t number) {
    return {{"@type", "xsd:nonNegativeInteger"}, {"@value", std::to_string(number)}};
}

Json context() {
    Json out;
    for (const char* prefix : {"dcat", "dct", "foaf", "vcard", "spdx", "void", "xsd"})
        out[prefix] = rdf_namespace(prefix);
    out["title"] = {{"@id", "dct:title"}, {"@language", "fr"}};
    out["description"] = {{"@id", "dct:description"}, {"@language", "fr"}};
    return out;
}

/// The frequency that is nearest to a period.
std::string_view nearest_frequency(std::chrono::seconds every) {
    using namespace std::chrono_literals;
    constexpr auto day = 24h;
    struct Step {
        std::chrono::seconds up_to;
        std::string_view id;
    };
    constexpr Step steps[] = {{30min, "continuous"},    {90min, "hourly"},         {14h, "semidaily"},
                              {day * 3 / 2, "daily"},   {4 * day, "semiweekly"},   {10 * day, "weekly"},
                              {20 * day, "biweekly"},   {45 * day, "monthly"},     {75 * day, "bimonthly"},
                              {120 * day, "quarterly"}, {270 * day, "semiannual"}, {500 * day, "annual"}};
    for (const Step& step : steps)
        if (every <= step.up_to) return step.id;
    return "irregular";
}

Json frequency(std::chrono::seconds every) {
    return iri(frequency_address(nearest_frequency(every)).value());
}

/// Licence of what several producers gave, and who must be named: producer, licence and date of each.
void add_licence(Json& entry, const Kind& kind, const std::vector<FeedPtr>& feeds,
                 const std::vector<FeedState>& states) {
    const LicenceVerdict verdict = judge_licences(kind, feeds);
    if (verdict.licence && verdict.conflict.empty()) {
        if (verdict.licence->url.empty())
            entry["dct:license"] = verdict.licence->title;
        else
            entry["dct:license"] = iri(verdict.licence->url);
    } else if (!feeds.empty()) {
        entry["dct:accessRights"] = "Plusieurs licences : voir chaque jeu de données source.";
    }
    Json attributions = Json::array();
    for (const FeedPtr& feed : feeds) {
        const auto state = std::find_if(states.begin(), states.end(),
                                        [&](const FeedState& one) { return one.feed == feed->id; });
        const std::string text = attribution_of(*feed, state == states.end() ? nullptr : &*state);
        if (std::find(attributions.begin(), attributions.end(), text) == attributions.end())
            attributions.push_back(text);
    }
    if (!attributions.empty()) entry["dct:rights"] = attributions;
}

Json publisher(const FeedConfig& feed) {
    Json agent = {{"@type", "foaf:Organization"}, {"foaf:name", feed.producer.name}};
    if (!feed.producer.siret.empty()) {
        // The public page of the establishment: the same @id for the same producer in every feed.
        agent["@id"] = "https://annuaire-entreprises.data.gouv.fr/etablissement/" + feed.producer.siret;
        agent["dct:identifier"] = feed.producer.siret;
    }
    if (!feed.producer.website.empty()) agent["foaf:homepage"] = iri(feed.producer.website);
    return agent;
}

/// Names no person: the contact of a feed file is for the operators; a function's mailbox may be shown to
/// everybody.
Json contact_point(const FeedConfig& feed) {
    Json contact = {{"@type", "vcard:Organization"}, {"vcard:fn", feed.producer.name}};
    if (is_generic_mailbox(feed.contact.email))
        contact["vcard:hasEmail"] = iri("mailto:" + feed.contact.email);
    return contact;
}

const FeedState* CatalogWriter::state(const std::string& feed) const {
    const auto found =
        std::find_if(states.begin(), states.end(), [&](const auto& s) { return s.feed == feed; });
    return found == states.end() ? nullptr : &*found;
}

void CatalogWriter::add_dates(Json& entry, UnixTime modified) const {
    const auto first = issued.find(entry["@id"].get<std::string>());
    const std::string since = first != issued.end() ? first->second : iso_utc(modified);
    if (since.empty()) return;
    entry["dct:issued"] = {{"@type", "xsd:dateTime"}, {"@value", since}};
    if (modified) entry["dct:modified"] = instant(modified);
}

Json CatalogWriter::distribution(const PublishedFile& file) const {
    Json entry = {{"@id", id(file.name)}, {"@type", "dcat:Distribution"}};
    entry["title"] = file.name;
    entry["dcat:accessURL"] = iri(base + file.name);
    entry["dcat:downloadURL"] = iri(base + file.name);
    entry["dct:format"] = to_string(file.format);
    entry["dcat:mediaType"] =
        iri("https://www.iana.org/assignments/media-types/" + std::string(media_type(file.format)));
    entry["dcat:byteSize"] = count(file.bytes);
    if (!file.sha256.empty()) {
        entry["spdx:checksum"] = {
            {"@type", "spdx:Checksum"},
            {"spdx:algorithm", iri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")},
            {"spdx:checksumValue", {{"@type", "xsd:hexBinary"}, {"@value", file.sha256}}}};
        entry["void:entities"] = count(file.rows);
    }
    add_dates(entry, file.modified);
    return entry;
}

Json CatalogWriter::kind_entry(std::uint16_t kind) const {
    const Kind& described = schema.kind(kind);
    const std::string title = described.title.empty() ? described.plural : described.title;
    Json entry = {{"@id", id(described.plural)}, {"@type", "dcat:Dataset"}};
    entry["dct:identifier"] = described.plural;
    entry["title"] = "Référentiel commun : " + title;
    UnixTime modified = 0;
    Json distributions = Json::array(), sources = Json::array(), names = Json::array();
    const std::vector<FeedPtr> givers = contributors_of(described, feeds, states);
    std::string description = "Données consolidées à partir de " + std::to_string(givers.size()) + " flux : ";
    for (std::size_t giver = 0; giver < givers.size(); ++giver) {
        description += (giver ? ", " : "") + givers[giver]->title;
        sources.push_back(iri(id("feed-" + givers[giver]->id)));
    }
    entry["description"] = description + ".";
    for (const PublishedFile& file : files) {
        if (file.kind != kind || !file.departement.empty()) continue;
        distributions.push_back(distribution(file));
        if (modified == 0 || file.modified > modified) modified = file.modified;
        entry["void:entities"] = count(file.rows);
    }
    add_licence(entry, described, givers, states);
    add_dates(entry, modified);
    entry["dct:source"] = sources;
    entry["dcat:distribution"] = distributions;
    return entry;
}

/// A data set beside the whole one, which has one distribution for each format, as harvesters expect it.
Json CatalogWriter::departements_entry(std::uint16_t kind) const {
    const Kind& described = schema.kind(kind);
    const std::string title = described.title.empty() ? described.plural : described.title;
    Json entry = {{"@id", id(described.plural + "-departements")}, {"@type", "dcat:Dataset"}};
    entry["dct:identifier"] = described.plural + "-departements";
    entry["title"] = "Référentiel commun : " + title + ", par département";
    entry["description"] = "Les mêmes fiches que le jeu de données entier, un fichier par département et par "
                           "format. L’adresse d’un fichier ne change pas.";
    entry["dct:isPartOf"] = iri(id(described.plural));
    UnixTime modified = 0;
    Json distributions = Json::array();
    for (const PublishedFile& file : files) {
        if (file.kind != kind || file.departement.empty()) continue;
        distributions.push_back(distribution(file));
        distributions.back()["title"] =
            title + ", département " + file.departement + " (" + std::string(to_string(file.format)) + ")";
        modified = std::max(modified, file.modified);
    }
    add_licence(entry, described, contributors_of(described, feeds, states), states);
    add_dates(entry, modified);
    entry["dcat:distribution"] = distributions;
    return entry;
}

Json CatalogWriter::consultations_entry(const PublishedFile& file) const {
    Json entry = {{"@id", id(consultations_name)}, {"@type", "dcat:Dataset"}};
    entry["dct:identifier"] = consultations_name;
    entry["title"] = "Référentiel commun : consultations et téléchargements";
    entry["description"] =
        "Combien de fois chaque liste, fiche et fichier a été demandé, par jour. Rien ne dit par qui.";
    add_dates(entry, file.modified);
    entry["dcat:distribution"] = Json::array({distribution(file)});
    return entry;
}

Json CatalogWriter::feed_entry(const FeedConfig& feed) const {
    const FeedState* known = state(feed.id);
    Json entry = {{"@id", id("feed-" + feed.id)}, {"@type", "dcat:Dataset"}};
    entry["dct:identifier"] = feed.id;
    entry["title"] = feed.title;
    std::uint64_t total = 0;
    std::string counts;
    for (const auto& [kind, records] : known->records) {
        counts += (counts.empty() ? "" : ", ") + kind + " : " + std::to_string(records);
        total += records;
    }
    entry["description"] =
        "Flux de " + feed.producer.name + ". Enregistrements dans le référentiel : " + counts + ".";
    entry["void:entities"] = count(total);
    entry["dct:publisher"] = publisher(feed);
    entry["dcat:contactPoint"] = contact_point(feed);
    entry["dct:accrualPeriodicity"] = frequency(feed.schedule.every);
    add_licence(entry, Kind{}, {std::make_shared<FeedConfig>(feed)}, states);
    if (!feed.producer.website.empty()) entry["dcat:landingPage"] = iri(feed.producer.website);
    add_dates(entry, known->last_change_at);
    return entry;
}

Json CatalogWriter::document() const {
    Json datasets = Json::array();
    UnixTime modified = 0;
    for (const PublishedFile& file : files) modified = std::max(modified, file.modified);
    for (std::uint16_t kind = 0; kind < schema.kinds().size(); ++kind) {
        const auto of_kind = [&](const PublishedFile& file) { return file.kind == kind; };
        const auto filled = [&](const PublishedFile& file) { return file.kind == kind && file.rows > 0; };
        // A kind that no feed gives is published as empty files, but is no data set to announce.
        const bool given = std::any_of(files.begin(), files.end(), filled) ||
                           !contributors_of(schema.kind(kind), feeds, states).empty();
        if (!given || std::none_of(files.begin(), files.end(), of_kind)) continue;
        datasets.push_back(kind_entry(kind));
        const auto of_departement = [&](const PublishedFile& file) {
            return file.kind == kind && !file.departement.empty();
        };
        if (std::any_of(files.begin(), files.end(), of_departement))
            datasets.push_back(departements_entry(kind));
    }
    for (const PublishedFile& file : files)
        if (file.kind == no_kind) datasets.push_back(consultations_entry(file));
    std::vector<FeedPtr> sorted = feeds;
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a->id < b->id; });
    for (const FeedPtr& feed : sorted) {
        const FeedState* known = state(feed->id);
        if (known && known->last_applied_run) datasets.push_back(feed_entry(*feed));
    }
    Json catalog = {{"@context", context()}, {"@id", id("catalog")}, {"@type", "dcat:Catalog"}};
    catalog["title"] = "Référentiel commun";
    catalog["description"] = "Données de plusieurs producteurs, réunies et republiées sous un même schéma.";
    catalog["dct:language"] = iri("http://publications.europa.eu/resource/authority/language/FRA");
    add_dates(catalog, modified);
    catalog["dcat:dataset"] = datasets;
    return catalog;
}

void collect_dates(const nlohmann::json& node, std::map<std::string, std::string>& dates) {
    if (node.is_array() || node.is_object())
        for (const auto& child : node) collect_dates(child, dates);
    if (!node.is_object() || !node.contains("@id") || !node.contains("dct:issued")) return;
    const auto& issued = node["dct:issued"];
    if (node["@id"].is_string() && issued.is_object() && issued.contains("@value") &&
        issued["@value"].is_string())
        dates[node["@id"]] = issued["@value"];
}

} // namespace

std::string write_catalog(const Schema& schema, const std::vector<FeedPtr>& feeds,
                          const std::vector<FeedState>& states, const std::vector<PublishedFile>& files,
                          const std::string& base_url, const std::map<std::string, std::string>& issued) {
    std::string base = base_url;
    if (!base.empty() && base.back() != '/') base += '/';
    const CatalogWriter writer{schema, feeds, states, files, base, issued};
    return writer.document().dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::map<std::string, std::string> published_dates(const std::string& catalog) {
    std::map<std::string, std::string> dates;
    const auto document = nlohmann::json::parse(catalog, nullptr, false);
    if (!document.is_discarded()) collect_dates(document, dates);
    return dates;
}

} // namespace moisson
