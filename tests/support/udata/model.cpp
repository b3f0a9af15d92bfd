#include "tests/support/udata/model.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <openssl/sha.h>

namespace moisson::test::udata {

void refuse(int status, Json body) { throw Refusal{{status, std::move(body)}}; }
void refuse_field(const std::string& field, const std::string& why) {
    refuse(400, {{"errors", {{field, Json::array({why})}}}});
}

Model::Model() { bot = new_id(), other = new_id(), organization = new_id(), other_organization = new_id(); }

std::string Model::new_id() {
    char text[32];
    std::snprintf(text, sizeof text, "6c0200000000000000%06x", ++serial);
    return text;
}

std::string Model::new_uuid() {
    char text[48];
    std::snprintf(text, sizeof text, "5f1ce0de-0000-4000-8000-%012x", ++serial);
    return text;
}

std::string now_iso() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    const std::time_t seconds = ms / 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[40];
    const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text + size, sizeof text - size, ".%03d000+00:00", static_cast<int>(ms % 1000));
    return text;
}

/// Enough of a transliteration for French.
std::string slug_of(const std::string& text) {
    static const std::pair<const char*, const char*> letters[] = {
        {"é", "e"}, {"è", "e"}, {"ê", "e"},  {"ë", "e"},  {"à", "a"}, {"â", "a"}, {"ç", "c"},
        {"î", "i"}, {"ï", "i"}, {"ô", "o"},  {"ù", "u"},  {"û", "u"}, {"É", "e"}, {"È", "e"},
        {"À", "a"}, {"Ç", "c"}, {"Œ", "oe"}, {"œ", "oe"}, {"’", ""},  {"'", ""}};
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        bool found = false;
        for (const auto& [from, to] : letters) {
            const std::string_view word(from);
            if (text.compare(i, word.size(), word) != 0) continue;
            out += to;
            i += word.size();
            found = true;
            break;
        }
        if (found) continue;
        const auto c = static_cast<unsigned char>(text[i++]);
        if (std::isalnum(c))
            out += static_cast<char>(std::tolower(c));
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (out.ends_with('-')) out.pop_back();
    return out;
}

std::string sha1_hex(const std::string& bytes) {
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
    std::string text;
    char two[3];
    for (const unsigned char byte : digest) std::snprintf(two, sizeof two, "%02x", byte), text += two;
    return text;
}

Json* Model::find_dataset(const std::string& id_or_slug) {
    for (Json& dataset : datasets)
        if (dataset["id"] == id_or_slug || dataset["slug"] == id_or_slug) return &dataset;
    return nullptr;
}

std::optional<std::string> Model::redirect_of(const std::string& slug) const {
    const auto old = old_slugs.find(slug);
    if (old == old_slugs.end()) return std::nullopt;
    for (const Json& dataset : datasets)
        if (dataset["id"] == old->second) return dataset["slug"].get<std::string>();
    return std::nullopt;
}

std::string Model::free_slug(const std::string& title, const std::string& except) const {
    const std::string wanted = slug_of(title);
    std::string slug = wanted;
    for (unsigned n = 1;; ++n) {
        bool taken = false;
        for (const Json& dataset : datasets)
            taken = taken || (dataset["slug"] == slug && dataset["id"] != except);
        if (!taken) return slug;
        slug = wanted + "-" + std::to_string(n);
    }
}

bool Model::is_member(const User& user, const Json& dataset) const {
    if (!user.known()) return false;
    if (!dataset["organization"].is_null()) return dataset["organization"] == user.organization;
    return dataset["owner"] == user.id;
}

Json Model::organization_reference(const std::string& id, bool member) const {
    const bool ours = id == organization;
    const std::string slug = ours ? "organisation-test" : "autre-organisation";
    return {{"acronym", nullptr},
            {"badges", Json::array()},
            {"class", "Organization"},
            {"id", id},
            {"logo", nullptr},
            {"logo_thumbnail", nullptr},
            {"name", ours ? "Organisation Test" : "Autre organisation"},
            {"page", nullptr},
            {"permissions",
             {{"delete", member},
              {"edit", member},
              {"harvest", member},
              {"members", member},
              {"private", member}}},
            {"slug", slug},
            {"uri", base + "/api/1/organizations/" + slug + "/"}};
}

Json Model::organization_page(const std::string& id) const {
    Json page = organization_reference(id, false);
    page.erase("class");
    Json metrics = Json::object();
    for (const char* name : {"dataservices", "dataservices_by_months", "datasets", "datasets_by_months",
                             "datasets_followers_by_months", "datasets_reuses_by_months", "followers",
                             "members", "reuses", "reuses_by_months", "reuses_followers_by_months", "views"})
        metrics[name] = 0;
    Json user = owner_reference(bot);
    user["email"] = "***@example.org";
    user["last_login_at"] = nullptr;
    page.update(
        {{"business_number_id", nullptr},
         {"created_at", now_iso()},
         {"deleted", nullptr},
         {"description", "desc"},
         {"ext", Json::object()},
         {"extras", Json::object()},
         {"image_url", nullptr},
         {"last_modified", now_iso()},
         {"members",
          Json::array(
              {{{"label", "Administrator"}, {"role", "admin"}, {"since", now_iso()}, {"user", user}}})},
         {"metrics", metrics},
         {"presentation_blocs_published_at", nullptr},
         {"teams", Json::array()},
         {"url", nullptr},
         {"zone", nullptr}});
    return page;
}

Json Model::owner_reference(const std::string& id) const {
    return {{"avatar", nullptr},
            {"avatar_thumbnail", nullptr},
            {"class", "User"},
            {"first_name", "Moisson"},
            {"id", id},
            {"last_name", "Bot"},
            {"page", nullptr},
            {"slug", "moisson-bot"},
            {"uri", base + "/api/1/users/moisson-bot/"}};
}

Json Model::output_resource(const Json& resource) const {
    Json out = resource;
    out["latest"] = base + "/api/1/datasets/r/" + resource["id"].get<std::string>();
    out["internal"] = {{"created_at_internal", resource["created_at"]},
                       {"last_modified_internal", resource["last_modified"]}};
    return out;
}

namespace {

Json quality_of(const Json& dataset) {
    const bool license = dataset["license"] != "notspecified", spatial = !dataset["spatial"].is_null(),
               temporal = !dataset["temporal_coverage"].is_null(),
               frequency = dataset["frequency"] != "unknown";
    const bool text = dataset["description"].get<std::string>().size() > 100;
    Json quality = {{"dataset_description_quality", text},
                    {"license", license},
                    {"score", 0.5},
                    {"spatial", spatial},
                    {"temporal_coverage", temporal},
                    {"update_frequency", frequency}};
    if (frequency) quality["update_fulfilled_in_time"] = true;
    if (dataset["resources"].empty()) return quality;
    for (const char* name :
         {"all_resources_available", "has_open_format", "has_resources", "resources_documentation"})
        quality[name] = true;
    return quality;
}

} // namespace

Json Model::output(const Json& dataset, const User& user) const {
    Json out = dataset;
    const bool member = is_member(user, dataset);
    if (!dataset["organization"].is_null())
        out["organization"] = organization_reference(dataset["organization"], member);
    if (!dataset["owner"].is_null()) out["owner"] = owner_reference(dataset["owner"]);
    out["internal"] = {{"created_at_internal", dataset["created_at"]},
                       {"last_modified_internal", dataset["last_modified"]}};
    out["last_update"] = dataset["last_modified"];
    out["permissions"] = {{"delete", member}, {"edit", member}, {"edit_resources", member}};
    out["quality"] = quality_of(dataset);
    out["uri"] = base + "/api/1/datasets/" + dataset["slug"].get<std::string>() + "/";
    out["resources"] = Json::array();
    for (const Json& resource : dataset["resources"]) out["resources"].push_back(output_resource(resource));
    Json points = Json::array();
    for (const Json& id : dataset["contact_points"])
        for (const Json& contact : contacts)
            if (contact["id"] == id) {
                points.push_back(contact);
                if (!contact["organization"].is_null())
                    points.back()["organization"] = organization_reference(contact["organization"], member);
            }
    out["contact_points"] = points;
    return out;
}

} // namespace moisson::test::udata
