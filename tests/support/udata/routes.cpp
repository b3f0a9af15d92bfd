// The API's paths.
#include "tests/support/udata/model.hpp"

#include <algorithm>

namespace moisson::test::udata {

namespace {

const std::string not_found =
    "The requested URL was not found on the server. If you entered the URL manually please "
    "check your spelling and try again.";
const std::string not_authorized = "The server could not verify that you are authorized to access the URL "
                                   "requested. You either supplied the wrong "
                                   "credentials (e.g. a bad password), or your browser doesn't understand "
                                   "how to supply the credentials required.";

PlatformReply missing() { return {404, {{"message", not_found}}}; }
PlatformReply redirect(int status, const std::string& to) {
    return {status,
            nullptr,
            "<!doctype html>\n<title>Redirecting...</title>",
            "text/html; charset=utf-8",
            {{"Location", to}}};
}

std::vector<std::string> split(const std::string& path) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < path.size();) {
        const std::size_t slash = std::min(path.find('/', at), path.size());
        if (slash > at) parts.push_back(path.substr(at, slash - at));
        at = slash + 1;
    }
    return parts;
}

/// Whole words of the query string: "page" is not in "page_size=1".
std::vector<std::string> all_of(const Request& request, const std::string& name) {
    std::vector<std::string> values;
    std::string rest = request.target.find('?') == std::string::npos
                           ? ""
                           : request.target.substr(request.target.find('?') + 1);
    while (!rest.empty()) {
        const std::string pair = rest.substr(0, rest.find('&'));
        rest = rest.find('&') == std::string::npos ? "" : rest.substr(rest.find('&') + 1);
        if (pair.starts_with(name + "=")) values.push_back(decoded(pair.substr(name.size() + 1)));
    }
    return values;
}

Json payload(const Request& request, bool list_allowed = false) {
    if (!request.header("content-type").starts_with("application/json"))
        refuse(400, {{"errors", {{"Content-Type", "expecting application/json"}}}});
    Json body = Json::parse(request.body, nullptr, false);
    if (body.is_discarded())
        refuse(400,
               {{"message", "The browser (or proxy) sent a request that this server could not understand."}});
    if (!body.is_object() && !list_allowed)
        refuse(400, {{"errors", {{"request", "expecting a JSON object"}}}});
    return body;
}

void require_user(const User& user) {
    if (user.known()) return;
    throw Refusal{{401,
                   {{"message", not_authorized}},
                   {},
                   "application/json",
                   {{"WWW-Authenticate", "Bearer realm=\"uData\""}}}};
}

void require_member(const Model& model, const Json& dataset, const User& user) {
    require_user(user);
    if (!model.is_member(user, dataset))
        refuse(403, {{"message", "You do not have the permission to modify that object."}});
}

/// What may_see() leaves.
void require_visible(const Model& model, const Json& dataset, const User& user) {
    if (model.is_member(user, dataset)) return;
    if (!dataset["deleted"].is_null()) refuse(410, {{"message", "Dataset has been deleted"}});
    if (dataset["private"] == true) refuse(404, {{"message", not_found}});
}

PlatformReply paged(const Model& model, const Request& request, const std::string& path,
                    std::vector<Json> items) {
    const auto number = [&](const char* name, long fallback) {
        const auto values = all_of(request, name);
        return values.empty() ? fallback : std::stol(values.front());
    };
    const long page = number("page", 1), size = number("page_size", 20),
               total = static_cast<long>(items.size());
    if (page < 1)
        return {400,
                {{"errors", {{"page", "The page to fetch Invalid page: 0. page must be a positive integer"}}},
                 {"message", "Input payload validation failed"}}};
    if (page > 1 && (page - 1) * size >= total) return missing();
    Json data = Json::array();
    for (long i = (page - 1) * size; i < std::min(page * size, total); ++i)
        data.push_back(items[static_cast<std::size_t>(i)]);
    std::string others;
    for (const char* name : {"organization", "owner", "tag"})
        for (const std::string& value : all_of(request, name))
            others += "&" + std::string(name) + "=" + value;
    const auto address = [&](long n) {
        return Json(model.base + path + "?page=" + std::to_string(n) + "&page_size=" + std::to_string(size) +
                    others);
    };
    return {200,
            {{"data", data},
             {"page", page},
             {"page_size", size},
             {"total", total},
             {"next_page", page * size < total ? address(page + 1) : Json()},
             {"previous_page", page > 1 ? address(page - 1) : Json()}}};
}

PlatformReply list_datasets(const Model& model, const Request& request, const User& user,
                            std::string organization) {
    if (organization.empty() && !all_of(request, "organization").empty())
        organization = all_of(request, "organization").front();
    if (!organization.empty() && organization.size() != 24)
        refuse(400, {{"message", "Organization arg must be an identifier"}});
    if (!all_of(request, "sort").empty() && all_of(request, "sort").front() == "foo")
        return {400,
                {{"errors", {{"sort", "… is not a valid choice for 'sort'."}}},
                 {"message", "Input payload validation failed"}}};
    const bool deleted_only = !all_of(request, "deleted").empty();
    if (deleted_only) require_user(user);
    const bool of_organization = request.path.starts_with("/api/1/organizations/");
    std::vector<Json> items; // their ids: what they say is made for the page that is asked for
    for (auto dataset = model.datasets.rbegin(); dataset != model.datasets.rend();
         ++dataset) { // newest first
        const bool hidden = !(*dataset)["deleted"].is_null() || !(*dataset)["archived"].is_null() ||
                            (*dataset)["private"] == true;
        const bool own = model.is_member(user, *dataset);
        if (hidden && !own) continue;
        if (!organization.empty() && (*dataset)["organization"] != organization) continue;
        if (deleted_only && (*dataset)["deleted"].is_null()) continue;
        if (const auto owner = all_of(request, "owner");
            !owner.empty() && (*dataset)["owner"] != owner.front())
            continue;
        bool tagged = true;
        for (const std::string& tag : all_of(request, "tag"))
            tagged = tagged && std::find((*dataset)["tags"].begin(), (*dataset)["tags"].end(), tag) !=
                                   (*dataset)["tags"].end();
        if (tagged) items.push_back((*dataset)["id"]);
    }
    if (of_organization) std::reverse(items.begin(), items.end());
    PlatformReply reply = paged(model, request, "/api/1/datasets/", std::move(items));
    if (reply.status != 200) return reply;
    for (Json& one : reply.body["data"])
        for (const Json& dataset : model.datasets)
            if (dataset["id"] == one) {
                one = model.output(dataset, user);
                break;
            }
    return reply;
}

PlatformReply create_dataset(Model& model, const Request& request, const User& user) {
    require_user(user);
    if (model.read_only)
        return {423,
                {{"message", "Due to security reasons, the creation of new content is currently disabled."}}};
    const Json body = payload(request);
    Json dataset;
    apply_dataset(model, dataset, body, user, true);
    model.datasets.push_back(dataset);
    return {201, model.output(dataset, user)};
}

PlatformReply one_dataset(Model& model, Json& dataset, const Request& request, const User& user) {
    if (request.method == "GET") {
        require_visible(model, dataset, user);
        return {200, model.output(dataset, user)};
    }
    if (request.method != "PUT" && request.method != "DELETE")
        return {405, {{"message", "The method is not allowed for the requested URL."}}};
    require_user(user);
    if (request.method == "DELETE") {
        if (!dataset["deleted"].is_null()) return {410, {{"message", "Dataset has been deleted"}}};
        require_member(model, dataset, user);
        dataset["deleted"] = now_iso();
        return {204};
    }
    const Json body = payload(request);
    const bool restores = body.contains("deleted") && body["deleted"].is_null();
    if (!dataset["deleted"].is_null() && !restores) return {410, {{"message", "Dataset has been deleted"}}};
    require_member(model, dataset, user);
    apply_dataset(model, dataset, body, user, false);
    return {200, model.output(dataset, user)};
}

PlatformReply reorder(const Model& model, Json& dataset, const Json& wanted) {
    Json& known = dataset["resources"];
    if (wanted.size() != known.size())
        return {400,
                {{"message", "All resources must be reordered, you provided " +
                                 std::to_string(wanted.size()) + " out of " + std::to_string(known.size())}}};
    Json ordered = Json::array();
    for (const Json& one : wanted) {
        const std::string id = one.is_object() ? one.at("id").get<std::string>() : one.get<std::string>();
        const auto found =
            std::find_if(known.begin(), known.end(), [&](const Json& r) { return r["id"] == id; });
        if (found == known.end())
            return {400, {{"message", "Resource ids must match existing ones in dataset, ie: {…}"}}};
        ordered.push_back(*found);
    }
    known = ordered;
    Json out = Json::array();
    for (const Json& one : ordered) out.push_back(model.output_resource(one));
    return {200, out};
}

PlatformReply resource_list(Model& model, Json& dataset, const Request& request, const User& user) {
    require_member(model, dataset, user);
    const Json body = payload(request, true);
    if (request.method == "PUT") return reorder(model, dataset, body);
    if (body.value("filetype", "") != "remote")
        return {400, {{"message", "This endpoint only supports remote resources"}}};
    Json resource = new_resource(model, body, false);
    dataset["resources"].insert(dataset["resources"].begin(), resource);
    return {201, model.output_resource(resource)};
}

PlatformReply one_resource(Model& model, Json& dataset, const std::string& id, const Request& request,
                           const User& user) {
    if (id.size() != 36) return missing();
    Json& list = dataset["resources"];
    const auto found = std::find_if(list.begin(), list.end(), [&](const Json& r) { return r["id"] == id; });
    if (request.method != "GET") require_member(model, dataset, user);
    if (found == list.end()) return {404, {{"message", "Resource does not exist"}}};
    if (request.method == "GET") return {200, model.output_resource(*found)};
    if (request.method == "DELETE") {
        list.erase(found);
        return {204};
    }
    Json changed = *found;
    apply_resource(changed, payload(request));
    *found = changed;
    return {200, model.output_resource(changed)};
}

PlatformReply extras_of(const Request& request, Json& extras) {
    if (request.method == "GET") return {200, extras};
    const Json body = payload(request, true);
    if (request.method == "DELETE") {
        for (const Json& key : body) {
            if (!extras.contains(key.get<std::string>()))
                return {404, {{"message", "Key not found in existing extras"}}};
            extras.erase(key.get<std::string>());
        }
        return {204};
    }
    if (!body.is_object()) return {400, {{"message", "Wrong payload format, dict expected"}}};
    if (body.contains("check:status") && !body["check:status"].is_number_integer())
        return {400,
                {{"errors", {{"check:status", "could not be converted to int"}}},
                 {"message", "Unsupported types"}}};
    for (const auto& [name, value] : body.items()) {
        if (value.is_null())
            extras.erase(name);
        else
            extras[name] = value;
    }
    return {200, extras};
}

Json dataset_v2(const Model& model, const Json& dataset, const User& user) {
    Json out = model.output(dataset, user);
    out.erase("schema");
    const std::string id = dataset["id"];
    out["resources"] = {{"rel", "subsection"},
                        {"type", "GET"},
                        {"total", dataset["resources"].size()},
                        {"href", model.base + "/api/2/datasets/" + id + "/resources/?page=1&page_size=50"}};
    out["community_resources"] = {
        {"rel", "subsection"},
        {"type", "GET"},
        {"total", 0},
        {"href", model.base + "/api/1/datasets/community_resources/?dataset=" + id}};
    return out;
}

PlatformReply route_v2(Model& model, const std::vector<std::string>& parts, const Request& request,
                       const User& user) {
    if (parts.size() < 4 || parts[2] != "datasets") return missing();
    if (parts[3] == "search") return {501, {{"message", "Search endpoint not enabled"}}};
    if (parts[3] == "resources" && parts.size() == 5) {
        for (const Json& dataset : model.datasets)
            for (const Json& resource : dataset["resources"])
                if (resource["id"] == parts[4])
                    return {200,
                            {{"resource", model.output_resource(resource)}, {"dataset_id", dataset["id"]}}};
        return missing();
    }
    Json* dataset = model.find_dataset(parts[3]);
    if (!dataset) return missing();
    require_visible(model, *dataset, user);
    if (parts.size() == 4) return {200, dataset_v2(model, *dataset, user)};
    if (request.method != "GET") require_member(model, *dataset, user);
    if (parts.size() == 5 && parts[4] == "extras") return extras_of(request, (*dataset)["extras"]);
    if (parts.size() == 5 && parts[4] == "resources") {
        std::vector<Json> items;
        for (const Json& resource : (*dataset)["resources"]) items.push_back(model.output_resource(resource));
        return paged(model, request, request.path, std::move(items));
    }
    if (parts.size() == 7 && parts[6] == "extras")
        for (Json& resource : (*dataset)["resources"])
            if (resource["id"] == parts[5]) return extras_of(request, resource["extras"]);
    return missing();
}

PlatformReply me(const Model& model, const User& user) {
    require_user(user);
    Json metrics = Json::object();
    for (const char* name : {"dataservices", "datasets", "followers", "following", "reuses"})
        metrics[name] = 0;
    Json out = model.owner_reference(user.id);
    out.erase("class");
    out.update({{"about", nullptr},
                {"active", true},
                {"email", "bot@example.org"},
                {"last_login_at", now_iso()},
                {"metrics", metrics},
                {"organizations", Json::array({model.organization_reference(user.organization, true)})},
                {"password_rotation_demanded", nullptr},
                {"password_rotation_performed", nullptr},
                {"roles", Json::array()},
                {"since", now_iso()},
                {"website", nullptr}});
    return {200, out};
}

PlatformReply contacts(Model& model, const Request& request, const User& user) {
    require_user(user);
    Json contact = payload(request);
    contact["id"] = model.new_id();
    contact["owner"] = nullptr;
    if (!contact.contains("contact_form")) contact["contact_form"] = nullptr;
    model.contacts.push_back(contact);
    contact["organization"] = model.organization_reference(contact["organization"], true);
    return {201, contact};
}

PlatformReply catalog(const std::string& name) {
    const std::string format = name.rfind('.') == std::string::npos ? "" : name.substr(name.rfind('.') + 1);
    if (format.empty()) return redirect(302, "/api/1/site/catalog.ttl?page=1&page_size=100");
    if (format == "json" || format == "jsonld")
        return {200, {{"@context", Json::object()}, {"@graph", Json::array()}}, {}, "application/ld+json"};
    if (format == "xml" || format == "rdf")
        return {200, nullptr, "<?xml version=\"1.0\"?><rdf:RDF/>", "application/rdf+xml"};
    if (format == "ttl")
        return {200, nullptr, "@prefix dcat: <http://www.w3.org/ns/dcat#> .", "application/x-turtle"};
    return missing();
}

PlatformReply organizations(Model& model, const std::vector<std::string>& parts, const Request& request,
                            const User& user) {
    if (parts.size() == 3 && request.method == "POST") {
        require_user(user);
        Json page = model.organization_page(model.new_id());
        page["name"] = payload(request)["name"];
        page["slug"] = slug_of(page["name"]);
        return {201, page};
    }
    if (parts.size() == 3)
        return paged(model, request, request.path, {model.organization_page(model.organization)});
    if (parts.size() == 4) return {200, model.organization_page(parts[3])};
    if (parts[4] == "datasets") return list_datasets(model, request, user, parts[3]);
    if (parts[4] == "contacts") {
        std::vector<Json> items = model.contacts;
        for (Json& contact : items)
            contact["organization"] = model.organization_reference(contact["organization"], true);
        return paged(model, request, request.path, std::move(items));
    }
    return catalog(parts[4]);
}

Json community_output(const Model& model, const Json& resource) {
    Json out = model.output_resource(resource);
    for (const Json& dataset : model.datasets)
        if (dataset["id"] == resource["dataset"])
            out["dataset"] = {
                {"acronym", dataset["acronym"]},
                {"class", "Dataset"},
                {"id", dataset["id"]},
                {"page", nullptr},
                {"title", dataset["title"]},
                {"uri", model.base + "/api/1/datasets/" + dataset["slug"].get<std::string>() + "/"}};
    out["organization"] = model.organization_reference(resource["organization"], true);
    return out;
}

PlatformReply community(Model& model, const std::vector<std::string>& parts, const Request& request,
                        const User& user) {
    if (parts.size() == 4 && request.method == "GET") {
        std::vector<Json> items;
        for (const Json& one : model.community) items.push_back(community_output(model, one));
        return paged(model, request, request.path, std::move(items));
    }
    require_user(user);
    if (parts.size() == 4) {
        const Json body = payload(request);
        if (!body.contains("dataset"))
            return {400, {{"errors", {{"dataset", "A dataset identifier is required"}}}}};
        Json resource = new_resource(model, body, false);
        resource.update({{"dataset", body["dataset"]},
                         {"organization", body["organization"]},
                         {"owner", nullptr},
                         {"permissions", {{"delete", true}, {"edit", true}}}});
        model.community.push_back(resource);
        return {201, community_output(model, resource)};
    }
    for (auto one = model.community.begin(); one != model.community.end(); ++one) {
        if ((*one)["id"] != parts[4]) continue;
        if (request.method == "DELETE") return model.community.erase(one), PlatformReply{204};
        apply_resource(*one, payload(request));
        return {200, community_output(model, *one)};
    }
    return missing();
}

PlatformReply permanent_link(const Model& model, const std::string& id) {
    for (const Json& dataset : model.datasets)
        for (const Json& resource : dataset["resources"])
            if (resource["id"] == id) return redirect(302, resource["url"]);
    return {404, {{"message", "Resource not found"}}};
}

PlatformReply datasets(Model& model, const std::vector<std::string>& parts, const Request& request,
                       const User& user) {
    if (parts.size() == 3)
        return request.method == "POST" ? create_dataset(model, request, user)
                                        : list_datasets(model, request, user, "");
    if (parts[3] == "r" && parts.size() == 5) return permanent_link(model, parts[4]);
    if (parts[3] == "community_resources") return community(model, parts, request, user);
    if (!request.path.ends_with('/') && (parts.size() < 5 || !parts[4].starts_with("rdf")))
        return redirect(308, model.base + request.path + "/");
    Json* dataset = model.find_dataset(parts[3]);
    if (const auto moved = model.redirect_of(parts[3]); !dataset && moved)
        return redirect(308, "/api/1/datasets/" + *moved + "/");
    if (!dataset && request.header("accept").starts_with("text/html"))
        return {404, nullptr, "<!DOCTYPE html><title>404 - Page not found</title>",
                "text/html; charset=utf-8"};
    if (!dataset) return missing();
    if (parts.size() == 4) return one_dataset(model, *dataset, request, user);
    if (parts[4].starts_with("rdf")) return catalog(parts[4]);
    if (parts[4] == "upload")
        return require_member(model, *dataset, user), upload(model, *dataset, "", request);
    if (parts[4] != "resources") return missing();
    if (parts.size() == 5) return resource_list(model, *dataset, request, user);
    if (parts.size() == 6) return one_resource(model, *dataset, parts[5], request, user);
    if (parts[6] == "upload")
        return require_member(model, *dataset, user), upload(model, *dataset, parts[5], request);
    return missing();
}

/// "id,tags,resources{id,url}" → the members, each with what stands in its braces.
std::vector<std::pair<std::string, std::string>> parse_mask(const std::string& mask) {
    std::vector<std::pair<std::string, std::string>> fields;
    std::string name, inner;
    int depth = 0;
    for (const char c : mask + ",") {
        if (c == '}' && --depth < 0) break;
        if (depth > 0) inner += c;
        if (c == '{' && ++depth == 1) continue;
        if (depth > 0 || c == '}') continue;
        if (c != ',') {
            name += c;
            continue;
        }
        fields.emplace_back(name, inner);
        name.clear(), inner.clear();
    }
    if (depth != 0) refuse(400, {{"message", "Mask parse error: Unexpected opening bracket"}});
    return fields;
}

} // namespace

Json masked(const Json& value, const std::string& mask) {
    if (mask.empty() || value.is_null()) return value;
    if (value.is_array()) {
        Json list = Json::array();
        for (const Json& one : value) list.push_back(masked(one, mask));
        return list;
    }
    Json out = Json::object();
    for (const auto& [name, inner] : parse_mask(mask))
        out[name] = value.contains(name) ? masked(value[name], inner) : Json();
    return out;
}

std::string decoded(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%' || i + 2 >= text.size()) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
    }
    return out;
}

PlatformReply route(Model& model, const Request& request, const User& user) {
    if (const auto file = model.files.find(request.path); file != model.files.end())
        return {200, nullptr, file->second, "application/octet-stream"};
    if (const auto fixed = vocabulary(model, request.path, request)) return *fixed;
    const std::vector<std::string> parts = split(request.path);
    if (parts.size() < 3 || parts[0] != "api") return missing();
    if (parts[1] == "2") return route_v2(model, parts, request, user);
    if (parts[2] == "datasets") return datasets(model, parts, request, user);
    if (parts[2] == "organizations") return organizations(model, parts, request, user);
    if (parts[2] == "me") return me(model, user);
    if (parts[2] == "contacts") return contacts(model, request, user);
    if (parts[2] == "site" && parts.size() == 4) return catalog(parts[3]);
    return {404, {{"error", not_found}, {"status", 404}}};
}

} // namespace moisson::test::udata
