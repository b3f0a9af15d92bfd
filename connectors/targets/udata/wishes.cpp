#include "connectors/targets/udata/wishes.hpp"

#include "core/config/template_text.hpp"
#include "core/export/catalog_page.hpp"
#include "core/export/iso_time.hpp"
#include "core/export/licences.hpp"
#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace moisson {

using Json = nlohmann::json;

namespace {

constexpr std::size_t longest_title = 350, longest_description = 100000;
constexpr const char* default_description = "{title} : référentiel commun de plusieurs producteurs, réuni, "
                                            "vérifié et tenu à jour automatiquement.\n\n{sources}";

std::string cut_text(const std::string& text, std::size_t bytes) {
    return std::string(byte_prefix(text, bytes));
}

const FeedState* state_of(const std::vector<FeedState>& states, const std::string& feed) {
    const auto found =
        std::find_if(states.begin(), states.end(), [&](const FeedState& one) { return one.feed == feed; });
    return found == states.end() ? nullptr : &*found;
}

std::vector<FeedPtr> contributors_to(const Kind& kind, const std::vector<FeedPtr>& feeds,
                                     const std::vector<FeedState>& states) {
    std::vector<FeedPtr> found;
    for (const FeedPtr& feed : feeds) {
        const FeedState* state = state_of(states, feed->id);
        const auto records =
            state ? state->records.find(kind.name) : decltype(state->records.find(kind.name)){};
        if (state && records != state->records.end() && records->second > 0) found.push_back(feed);
    }
    return found;
}

/// Attribution with the date of the last update, as the open licences ask for.
std::string sources_text(const std::vector<FeedPtr>& feeds, const std::vector<FeedState>& states) {
    std::string text = feeds.empty() ? "" : "Sources :\n";
    for (const FeedPtr& feed : feeds) {
        const Licence* licence = find_licence(feed->license.id);
        const FeedState* state = state_of(states, feed->id);
        text += "\n* " + feed->title + " (" + feed->producer.name + ")";
        if (licence) text += ", " + std::string(licence->title);
        if (!feed->license.attribution.empty()) text += " — " + feed->license.attribution;
        if (state && state->last_change_at > 0)
            text += ", mise à jour du " + iso_utc(state->last_change_at).substr(0, 10);
    }
    return text;
}

std::string filled(const std::string& text, const std::vector<std::pair<std::string, std::string>>& words) {
    std::vector<TemplatePart> parts;
    if (!read_template(text, parts).empty()) return text;
    std::string out;
    for (const TemplatePart& part : parts) {
        if (!part.is_column) {
            out += part.text;
            continue;
        }
        for (const auto& [name, value] : words)
            if (name == part.text) out += value;
    }
    return out;
}

std::string common_licence(const TargetConfig& target, const std::vector<FeedPtr>& feeds) {
    if (!target.license.empty()) return target.license;
    std::set<std::string> ids;
    for (const FeedPtr& feed : feeds) ids.insert(feed->license.id);
    return ids.size() == 1 && find_licence(*ids.begin()) ? *ids.begin() : "notspecified";
}

Json tags_of(const std::vector<std::string>& words) {
    std::set<std::string> tags;
    for (const std::string& word : words)
        if (std::string tag = platform_tag(word); !tag.empty()) tags.insert(std::move(tag));
    return Json(tags);
}

bool is_day(const std::string& text) { return text.size() >= 10 && text[4] == '-' && text[7] == '-'; }

Json period_of(const std::string& text) {
    const std::size_t slash = text.find('/');
    const std::string start = text.substr(0, slash),
                      end = slash == std::string::npos ? "" : text.substr(slash + 1);
    if (!is_day(start)) return nullptr; // the platform would complete it with today's month and day
    return {{"start", start.substr(0, 10)}, {"end", is_day(end) ? Json(end.substr(0, 10)) : Json()}};
}

/// "fr:commune:35238", "country:fr"; a name or a bare code is not guessed.
bool is_zone(const std::string& text) {
    const std::size_t colon = text.find(':');
    return (text.starts_with("fr:") && text.find(':', 3) != std::string::npos && !text.ends_with(':')) ||
           (text.starts_with("country") && colon != std::string::npos && colon + 1 < text.size());
}

bool is_granularity(const std::string& text) {
    static const std::set<std::string> known{
        "country-group",     "country", "country-subset", "fr:region", "fr:departement",
        "fr:arrondissement", "fr:epci", "fr:commune",     "fr:iris",   "fr:canton",
        "fr:collectivite",   "poi",     "other"};
    return known.contains(text);
}

Json spatial_of(const std::vector<std::string>& zones, const std::string& granularity) {
    Json ids = Json::array();
    for (const std::string& zone : zones)
        if (is_zone(zone)) ids.push_back(zone);
    if (ids.empty() && granularity.empty()) return nullptr;
    return {{"zones", ids}, {"granularity", granularity.empty() ? "other" : granularity}};
}

/// The values of one record by what its fields mean.
class RecordFields {
public:
    RecordFields(PublishedView& view, const GoldenRecord& record) : view_(view), record_(record) {}
    std::vector<std::string> list(Role role) {
        const int field = view_.kind().find(role);
        if (field < 0) return {};
        const Value& value = view_.value(record_, static_cast<std::uint16_t>(field));
        if (const auto* many = std::get_if<List>(&value)) return *many;
        if (const auto* one = std::get_if<std::string>(&value)) return {*one};
        return {};
    }
    std::string text(Role role) {
        const std::vector<std::string> all = list(role);
        return all.empty() ? "" : all.front();
    }

private:
    PublishedView& view_;
    const GoldenRecord& record_;
};

std::string text_in(const Json& object, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const auto it = object.find(name);
            it != object.end() && it->is_string() && !it->get_ref<const std::string&>().empty())
            return *it;
    return "";
}

/// An address that the platform takes: a known scheme, blanks encoded.
std::string link_address(const std::string& text) {
    std::string url;
    for (const char c : text) url += c == ' ' ? "%20" : std::string(1, c);
    for (const char* scheme : {"https://", "http://", "ftp://", "ftps://"})
        if (url.starts_with(scheme)) return url;
    return "";
}

std::string link_type(const std::string& text) {
    static const std::set<std::string> known{"main", "documentation", "update", "api", "code", "other"};
    return known.contains(text) ? text : "main";
}

void add_link(const Json& resource, std::set<std::string>& keys, std::vector<LinkWish>& links) {
    if (!resource.is_object()) return;
    const std::string url = link_address(text_in(resource, {"url", "lien"}));
    if (url.empty()) return;
    std::string key = text_in(resource, {"id", "identifiant"});
    if (key.empty()) key = url;
    if (!keys.insert(key).second) return;
    std::string title = text_in(resource, {"titre", "title", "nom", "name"});
    if (title.empty()) title = url;
    Json fields = {{"title", cut_text(title, longest_title)},
                   {"url", url},
                   {"type", link_type(text_in(resource, {"type"}))}};
    if (const std::string format = ascii_lower(text_in(resource, {"format"})); !format.empty())
        fields["format"] = format;
    if (const std::string text = text_in(resource, {"description"}); !text.empty())
        fields["description"] = cut_text(text, longest_description);
    links.push_back({key, std::move(fields)});
}

/// What has no field of its own on the platform, or cannot be set through its API: dates, origin, rights.
std::string record_description(RecordFields& fields) {
    std::string text = fields.text(Role::description);
    const std::pair<const char*, Role> lines[] = {{"Producteur", Role::organisation_name},
                                                  {"Attribution", Role::attribution},
                                                  {"Informations légales", Role::legal_information},
                                                  {"Publié le", Role::publication_date},
                                                  {"Mis à jour le", Role::update_date},
                                                  {"Page d’origine", Role::website}};
    std::string tail;
    for (const auto& [label, role] : lines)
        if (const std::string value = fields.text(role); !value.empty())
            tail += "\n* " + std::string(label) + " : " + value;
    if (!tail.empty())
        text = cut_text(text, longest_description - std::min(longest_description, tail.size() + 2)) + "\n" +
               tail;
    return cut_text(text, longest_description);
}

} // namespace

std::string udata_records_resource(const Kind& kind) {
    return describes_data_sets(kind) ? kind.plural + "/*" : "";
}

std::vector<std::string> udata_resources(const TargetConfig& target, const Schema& schema) {
    std::vector<std::string> names;
    for (const Kind& kind : schema.kinds()) {
        const bool chosen = target.kinds.empty() || std::find(target.kinds.begin(), target.kinds.end(),
                                                              kind.name) != target.kinds.end();
        if (!chosen) continue;
        if (describes_data_sets(kind)) {
            names.push_back(udata_records_resource(kind));
            continue;
        }
        names.push_back(kind.plural);
        TargetConfig files = target;
        files.kinds = {kind.name};
        files.catalog = false;
        files.consultations = false;
        for (std::string& file : directory_resources(files, schema)) names.push_back(std::move(file));
    }
    if (target.consultations)
        for (const char* extension : {"", ".csv"})
            names.push_back(std::string(consultations_name) + extension);
    return names;
}

DataSetWish wish_of_kind(const TargetConfig& target, const Kind& kind, const std::vector<FeedPtr>& feeds,
                         const std::vector<FeedState>& states) {
    const std::vector<FeedPtr> givers = contributors_to(kind, feeds, states);
    const std::vector<std::pair<std::string, std::string>> words{{"title", kind.title},
                                                                 {"kind", kind.name},
                                                                 {"plural", kind.plural},
                                                                 {"sources", sources_text(givers, states)}};
    DataSetWish wish;
    wish.key = kind.plural;
    if (const auto adopted = target.data_sets.find(kind.name); adopted != target.data_sets.end())
        wish.adopt = adopted->second;
    wish.fields = {
        {"title", cut_text(filled(target.title, words), longest_title)},
        {"description",
         cut_text(filled(target.description.empty() ? default_description : target.description, words),
                  longest_description)},
        {"license", common_licence(target, givers)},
        {"frequency", target.frequency},
        {"private", target.is_private}};
    if (!target.tags.empty()) wish.fields["tags"] = tags_of(target.tags);
    if (!target.period.empty()) wish.fields["temporal_coverage"] = period_of(target.period);
    if (!target.zones.empty() || !target.granularity.empty())
        wish.fields["spatial"] = spatial_of(target.zones, target.granularity);
    if (!target.contacts.empty()) wish.fields["contact_points"] = target.contacts;
    return wish;
}

DataSetWish wish_of_consultations(const TargetConfig& target) {
    DataSetWish wish;
    wish.key = consultations_name;
    wish.fields = {{"title", "Référentiel commun : consultations et téléchargements"},
                   {"description",
                    "Combien de fois chaque liste, fiche et fichier du référentiel commun a été demandé, "
                    "par jour. Rien ne dit par qui."},
                   {"license", target.license.empty() ? "lov2" : target.license},
                   {"frequency", "daily"},
                   {"private", target.is_private}};
    if (!target.tags.empty()) wish.fields["tags"] = tags_of(target.tags);
    return wish;
}

DataSetWish wish_of_record(PublishedView& view, const GoldenRecord& record) {
    RecordFields fields(view, record);
    DataSetWish wish;
    wish.key = record.public_id;
    wish.has_links = true;
    const std::string licence = fields.text(Role::licence), granularity = fields.text(Role::granularity);
    const std::string frequency = fields.text(Role::update_frequency);
    wish.fields = {{"title", cut_text(fields.text(Role::title), longest_title)},
                   {"description", record_description(fields)},
                   {"tags", tags_of(fields.list(Role::keywords))},
                   {"license", find_licence(licence) ? licence : "notspecified"},
                   {"frequency", frequency.empty() ? "unknown" : frequency},
                   {"temporal_coverage", period_of(fields.text(Role::temporal_coverage))}};
    const Json spatial =
        spatial_of(fields.list(Role::spatial_coverage), is_granularity(granularity) ? granularity : "");
    if (!spatial.is_null()) wish.fields["spatial"] = spatial; // the platform cannot clear it again
    if (!record.sources.empty()) {
        wish.extras["moisson:source"] = record.sources.front().feed;
        wish.extras["moisson:remote_id"] = record.sources.front().id;
    }
    std::set<std::string> keys;
    for (const std::string& text : fields.list(Role::resources)) {
        const Json resource = Json::parse(text, nullptr, false);
        if (resource.is_array())
            for (const Json& one : resource) add_link(one, keys, wish.links);
        else
            add_link(resource, keys, wish.links);
    }
    return wish;
}

void describe_departement(FileWish& wish, const Kind& kind, const DirectoryResource& resource) {
    describe_file(wish, kind, resource);
    const std::size_t dash = wish.key.rfind('-');
    const std::string code = wish.key.substr(dash + 1, wish.key.rfind('.') - dash - 1);
    wish.title.insert(wish.title.rfind(" ("), ", département " + code);
    wish.description = "Les fiches de ce département. Le lien permanent ne change pas.";
}

void describe_file(FileWish& wish, const Kind& kind, const DirectoryResource& resource) {
    if (resource.type == DirectoryResource::Type::table_schema) {
        wish.title = kind.title + " : schéma du fichier CSV";
        wish.description = "Table Schema (frictionless) : colonnes, types, valeurs permises.";
        wish.type = "documentation";
        return;
    }
    std::string format(to_string(resource.format));
    for (char& c : format) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    wish.title = kind.title + " (" + format + ")";
    wish.description =
        "Toutes les fiches, une version complète à chaque mise à jour. Le lien permanent ne change pas.";
}

} // namespace moisson
