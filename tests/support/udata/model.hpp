// What the double of the platform holds, and the JSON it says about it.
#pragma once
#include "tests/support/udata/platform.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace moisson::test::udata {

using Json = nlohmann::json;

/// Ends a request with this answer.
struct Refusal {
    PlatformReply reply;
};
[[noreturn]] void refuse(int status, Json body);
[[noreturn]] void refuse_field(const std::string& field, const std::string& why);

struct User {
    std::string id;           ///< "" = nobody
    std::string organization; ///< of which it is a member
    bool known() const { return !id.empty(); }
};

struct Chunks {
    std::map<unsigned, std::string> parts;
};

struct Model {
    Model();

    std::vector<Json> datasets;  ///< in order of creation, as they are shown but for what output() computes
    std::vector<Json> community; ///< resources of others
    std::vector<Json> contacts;
    std::map<std::string, std::string> old_slugs; ///< slug → id
    std::map<std::string, std::string> files;     ///< path → bytes
    std::map<std::string, Chunks> chunks;
    std::string base; ///< "http://127.0.0.1:1234"
    std::string bot, other, organization, other_organization;
    std::vector<Json> more_organizations;
    bool read_only = false;
    unsigned serial = 0;

    std::string new_id(); ///< 24 hexadecimal digits
    std::string new_uuid();
    Json* find_dataset(const std::string& id_or_slug);
    std::optional<std::string> redirect_of(const std::string& slug) const;
    std::string free_slug(const std::string& title, const std::string& except) const;

    bool is_member(const User& user, const Json& dataset) const;
    Json organization_reference(const std::string& id, bool member) const;
    Json organization_page(const std::string& id) const;
    Json owner_reference(const std::string& id) const;
    Json output(const Json& dataset, const User& user) const;
    Json output_resource(const Json& resource) const;
};

std::string now_iso();
std::string slug_of(const std::string& text); ///< "L'eau potable" → "leau-potable"
std::string sha1_hex(const std::string& bytes);

// validate.cpp: what a payload changes. `created`: the data set is new.
void apply_dataset(Model& model, Json& dataset, const Json& body, const User& user, bool created);
Json new_resource(Model& model, const Json& body, bool upload);
void apply_resource(Json& resource, const Json& body);
void check_resource(const Json& body, bool created);
/// "" or why the URL is refused.
std::string url_problem(const std::string& url);

// uploads.cpp
struct Part {
    std::string name, filename, bytes;
};
std::vector<Part> parse_multipart(const Request& request);
PlatformReply upload(Model& model, Json& dataset, const std::string& resource, const Request& request);

// vocabularies.cpp: GET of what never changes. nullopt = another path.
std::optional<PlatformReply> vocabulary(const Model& model, const std::string& path, const Request& request);
bool known_license(const std::string& id);
std::string stored_frequency(const std::string& id); ///< "" = unknown
bool known_granularity(const std::string& id);
bool known_zone(const std::string& id);

// routes.cpp
PlatformReply route(Model& model, const Request& request, const User& user);
Json masked(const Json& value, const std::string& fields); ///< X-Fields
std::string decoded(const std::string& text);              ///< %41 → A

} // namespace moisson::test::udata
