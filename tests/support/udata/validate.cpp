// Payloads of data sets and resources: what is refused, what is silently changed, what is kept.
#include "tests/support/udata/model.hpp"

#include <algorithm>
#include <set>

namespace moisson::test::udata {

namespace {

std::string text_of(const Json& body, const char* name) {
    const auto it = body.find(name);
    return it != body.end() && it->is_string() ? it->get<std::string>() : "";
}

bool blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

void check_required(const Json& body, bool created, std::initializer_list<const char*> names) {
    Json errors = Json::object();
    for (const char* name : names)
        if ((created || body.contains(name)) && blank(text_of(body, name)))
            errors[name] = Json::array({"This field is required."});
    if (!errors.empty()) refuse(400, {{"errors", errors}});
}

void check_length(const Json& body, const char* name, std::size_t most) {
    if (text_of(body, name).size() > most)
        refuse_field(name, "Field cannot be longer than " + std::to_string(most) + " characters.");
}

Json stored_tags(const Json& given) {
    std::vector<std::string> raw;
    if (given.is_string() || (given.is_array() && given.size() == 1)) { // one text is split on commas
        std::string rest = given.is_string() ? given.get<std::string>() : given[0].get<std::string>();
        while (!rest.empty()) {
            const std::size_t comma = rest.find(',');
            raw.push_back(rest.substr(0, comma));
            rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
        }
    } else if (given.is_array()) {
        for (const Json& tag : given) raw.push_back(tag.get<std::string>());
    }
    std::set<std::string> tags;
    for (const std::string& one : raw) {
        const std::string tag = slug_of(one);
        if (tag.size() < 3 || tag.size() > 96)
            refuse_field("tags", "Tag \"" + tag + "\" must be between 3 and 96 characters long.");
        tags.insert(tag);
    }
    return Json(tags);
}

/// "2020" is completed with today's month and day.
std::string full_date(const std::string& text) {
    return text.size() >= 10 ? text.substr(0, 10) : text + now_iso().substr(text.size(), 10 - text.size());
}

Json stored_period(const Json& given) {
    if (given.is_null()) return nullptr;
    std::string start, end;
    if (given.is_string()) {
        const std::string text = given;
        start = text.substr(0, text.find(" - "));
        if (text.find(" - ") != std::string::npos) end = text.substr(text.find(" - ") + 3);
    } else {
        start = text_of(given, "start"), end = text_of(given, "end");
    }
    if (start.empty()) refuse_field("temporal_coverage", "Unable to parse date range");
    start = full_date(start);
    if (!end.empty()) end = full_date(end);
    if (!end.empty() && end < start) std::swap(start, end);
    return {{"start", start}, {"end", end.empty() ? Json() : Json(end)}};
}

std::string said_id(const Json& dataset, bool created) {
    return created ? "None" : dataset["id"].get<std::string>();
}

Json stored_zones(const Json& given) {
    Json ids = Json::array();
    for (const Json& zone : given) {
        const std::string id = zone.is_object() ? zone.at("id").get<std::string>() : zone.get<std::string>();
        if (!known_zone(id))
            refuse(400, {{"errors", {{"spatial", {{"zones", Json::array({"Unknown geoid(s): " + id})}}}}}});
        ids.push_back(id);
    }
    return ids;
}

void apply_spatial(Json& dataset, const Json& given, bool created) {
    if (!given.is_object()) return; // null changes nothing
    const auto granularity = given.find("granularity");
    if (granularity != given.end() && (!granularity->is_string() || !known_granularity(*granularity)))
        refuse(400, {{"errors", {{"spatial", {{"granularity", Json::array({"Not a valid choice."})}}}}}});
    Json now = dataset["spatial"].is_null()
                   ? Json{{"geom", nullptr}, {"granularity", "other"}, {"zones", Json::array()}}
                   : dataset["spatial"];
    const Json zones = given.value("zones", Json());
    if (zones.is_array() && !zones.empty()) now["zones"] = stored_zones(zones);
    if (given.contains("geom") && given["geom"].is_object()) now["geom"] = given["geom"];
    if (granularity != given.end()) now["granularity"] = *granularity;
    const std::string about = "ValidationError (Dataset:" + said_id(dataset, created) + ") (";
    const std::string both =
        about + "__all__.The spatial coverage cannot contains a Geozone and a Geometry: ['spatial'])";
    if (!now["geom"].is_null() && !now["zones"].empty() && given.contains("zones") && zones.empty())
        refuse(400, {{"message", both}});
    if (!now["geom"].is_null() && !now["zones"].empty())
        refuse(
            400,
            {{"errors",
              {{"spatial", {{"__all__", "The spatial coverage cannot contains a Geozone and a Geometry"}}}}},
             {"message", both}});
    if (!now["geom"].is_null() && now["geom"]["type"] != "MultiPolygon")
        refuse(400,
               {{"message", about + "geom.MultiPolygonField type must be \"MultiPolygon\": ['spatial'])"}});
    dataset["spatial"] = now;
}

Json stored_extras(const Json& given, const Json& dataset, bool created) {
    if (given.is_null()) return Json::object();
    if (!given.is_object()) refuse_field("extras", "Unsupported data type");
    for (const auto& [name, value] : given.items())
        if (value.is_null())
            refuse(400, {{"errors",
                          {{"extras",
                            {{name, "Value should be an instance of: str, int, float, bool, datetime, date, "
                                    "list, dict"}}}}}});
    for (const auto& [name, value] : given.items()) {
        if (name.starts_with('$'))
            refuse_field("extras", "Invalid dictionary key name - keys may not startswith \"$\" characters");
        if (name.starts_with("custom:"))
            refuse(
                400,
                {{"errors",
                  {{"__all__", "Custom metadatas are only accessible to dataset owned by on organization."}}},
                 {"message", "ValidationError (Dataset:" + said_id(dataset, created) +
                                 ") (Custom metadatas …: ['__all__'])"}});
        if (name.find('.') != std::string::npos) refuse(500, {{"message", "Internal Server Error"}});
    }
    return given;
}

void apply_organization(Model& model, Json& dataset, const Json& body, const User& user, bool created) {
    if (!body.contains("organization")) {
        if (created) dataset["owner"] = user.id;
        return;
    }
    if (body["organization"].is_null() && !created) refuse(500, {{"message", "Internal Server Error"}});
    if (body["organization"].is_null()) return void(dataset["owner"] = user.id);
    const std::string id = body["organization"].is_object() ? body["organization"].value("id", "")
                                                            : body["organization"].get<std::string>();
    if (!created && dataset["organization"] == id) return;
    if (!created)
        refuse_field("organization", "Cannot change owner after creation. Please use transfer feature.");
    if (id.size() != 24 || id.find_first_not_of("0123456789abcdef") != std::string::npos)
        refuse_field("organization", "Unsupported identifier: " + id);
    if (id != model.organization && id != model.other_organization)
        refuse_field("organization", "Organization does not exists");
    if (id != user.organization) refuse_field("organization", "Permission denied for this organization");
    dataset["organization"] = id;
}

/// Every resource of the list is looked at, so that each error stands at its place.
void apply_resources(Model& model, Json& dataset, const Json& given) {
    if (given.is_null()) refuse(400, {{"errors", Json::object()}});
    if (given.empty()) return;
    Json errors = Json::array();
    bool wrong = false;
    for (const Json& one : given) {
        try {
            check_resource(one, !one.contains("id"));
            errors.push_back(Json::object());
        } catch (const Refusal& refusal) {
            errors.push_back(refusal.reply.body["errors"]);
            wrong = true;
        }
    }
    if (wrong) refuse(400, {{"errors", {{"resources", errors}}}});
    Json list = Json::array();
    for (const Json& one : given) {
        const auto known =
            std::find_if(dataset["resources"].begin(), dataset["resources"].end(),
                         [&](const Json& old) { return one.contains("id") && old["id"] == one["id"]; });
        list.push_back(known == dataset["resources"].end() ? new_resource(model, one, false) : *known);
        if (known != dataset["resources"].end()) apply_resource(list.back(), one);
    }
    dataset["resources"] = list;
}

void apply_contacts(Model& model, Json& dataset, const Json& given) {
    if (given.is_null()) return void(dataset["contact_points"] = Json::array());
    if (given.empty()) return;
    Json ids = Json::array();
    for (const Json& one : given) {
        const std::string id = one.is_object() ? one.at("id").get<std::string>() : one.get<std::string>();
        if (std::none_of(model.contacts.begin(), model.contacts.end(),
                         [&](const Json& c) { return c["id"] == id; }))
            refuse_field("contact_points", "Unknown identifiers: " + id);
        ids.push_back(id);
    }
    dataset["contact_points"] = ids;
}

void apply_state(Json& dataset, const Json& body) {
    for (const char* name : {"archived", "deleted"})
        if (body.contains(name)) {
            std::string text = body[name].is_null() ? "" : body[name].get<std::string>();
            if (text.size() == 19) text += "+00:00";
            dataset[name] = text.empty() ? Json() : Json(text);
        }
    for (const char* name : {"acronym", "description_short"})
        if (body.contains(name)) dataset[name] = text_of(body, name).empty() ? Json() : body[name];
    if (body.contains("frequency_date")) {
        std::string date = text_of(body, "frequency_date");
        if (date.size() == 10) date += "T00:00:00+00:00";
        dataset["frequency_date"] = date.empty() ? Json() : Json(date);
    }
    if (body.contains("private"))
        dataset["private"] = body["private"].is_boolean() && body["private"].get<bool>();
    if (body.contains("license"))
        dataset["license"] =
            known_license(text_of(body, "license")) ? text_of(body, "license") : "notspecified";
    if (body.contains("access_type")) {
        dataset["access_type"] = body["access_type"].is_null() ? Json("open") : body["access_type"];
        if (dataset["access_type"] != "open") dataset["license"] = "notspecified";
    }
    if (body.contains("frequency")) {
        const std::string id = body["frequency"].is_null() ? "unknown" : text_of(body, "frequency");
        if (stored_frequency(id).empty())
            refuse(400, {{"message", "'" + id + "' is not a valid UpdateFrequency"}});
        dataset["frequency"] = stored_frequency(id);
    }
}

Json empty_dataset(Model& model) {
    Json metrics = Json::object();
    for (const char* name :
         {"dataservices", "discussions", "discussions_open", "followers", "followers_by_months",
          "resources_downloads", "reuses", "reuses_by_months", "views"})
        metrics[name] = 0;
    Json dataset = {{"access_audiences", Json::array()},
                    {"access_type", "open"},
                    {"badges", Json::array()},
                    {"contact_points", Json::array()},
                    {"created_at", now_iso()},
                    {"extras", Json::object()},
                    {"featured", false},
                    {"frequency", "unknown"},
                    {"id", model.new_id()},
                    {"license", "notspecified"},
                    {"metrics", metrics},
                    {"private", false},
                    {"resources", Json::array()},
                    {"tags", Json::array()}};
    for (const char* name :
         {"access_type_reason", "access_type_reason_category", "acronym", "archived",
          "authorization_request_url", "deleted", "description_short", "frequency_date", "harvest",
          "organization", "owner", "page", "schema", "spatial", "temporal_coverage"})
        dataset[name] = nullptr;
    return dataset;
}

} // namespace

void apply_dataset(Model& model, Json& dataset, const Json& body, const User& user, bool created) {
    Json next = created ? empty_dataset(model) : dataset; // all or nothing
    check_required(body, created, {"title", "description"});
    check_length(body, "title", 350);
    check_length(body, "description_short", 200);
    apply_organization(model, next, body, user, created);
    apply_state(next, body);
    for (const char* name : {"title", "description"})
        if (body.contains(name)) next[name] = body[name];
    // Absent is empty: udata's oldest trap. An empty object alone changes nothing.
    if (!body.empty()) next["tags"] = stored_tags(body.value("tags", Json::array()));
    if (!body.empty()) next["temporal_coverage"] = stored_period(body.value("temporal_coverage", Json()));
    if (body.contains("spatial")) apply_spatial(next, body["spatial"], created);
    if (body.contains("extras")) next["extras"] = stored_extras(body["extras"], next, created);
    if (body.contains("contact_points")) apply_contacts(model, next, body["contact_points"]);
    if (body.contains("resources")) apply_resources(model, next, body["resources"]);
    if (created || next["title"] != dataset["title"]) {
        if (!created) model.old_slugs[dataset["slug"]] = dataset["id"];
        next["slug"] = model.free_slug(next["title"], next["id"]);
    }
    next["last_modified"] = now_iso();
    dataset = std::move(next);
}

std::string url_problem(const std::string& url) {
    const std::size_t mark = url.find("://");
    const std::string scheme = url.substr(0, mark);
    const bool known = scheme == "http" || scheme == "https" || scheme == "ftp" || scheme == "ftps";
    const std::string plain = "Invalid URL \"" + url + "\"";
    if (mark == std::string::npos || !known || url.find(' ') != std::string::npos) return plain;
    std::string host = url.substr(mark + 3);
    host = host.substr(0, host.find('/'));
    if (const std::size_t at = host.find('@'); at != std::string::npos) host = host.substr(at + 1);
    host = host.substr(0, host.find(':'));
    if (host == "localhost" || host == "127.0.0.1") return ""; // the platform's own test setting
    if (host.starts_with("10.") || host.starts_with("192.168.")) return plain + ": is a private URL";
    const std::string tld = host.substr(host.rfind('.') + 1);
    for (const char* good : {"org", "fr", "com", "net", "eu"})
        if (tld == good) return "";
    return plain + ": Invalid TLD " + tld;
}

void check_resource(const Json& body, bool created) {
    check_required(body, created, {"title", "url"});
    if (body.contains("url"))
        if (const std::string why = url_problem(text_of(body, "url")); !why.empty()) refuse_field("url", why);
    static const std::set<std::string> types{"main", "documentation", "update", "api", "code", "other"};
    if (body.contains("type") && !types.contains(text_of(body, "type")))
        refuse_field("type", "Not a valid choice.");
    static const std::set<std::string> sums{"sha1", "sha2", "sha256", "md5", "crc"};
    if (body.contains("checksum") && body["checksum"].is_object() &&
        !sums.contains(body["checksum"].value("type", "sha1")))
        refuse(400, {{"errors", {{"checksum", {{"type", Json::array({"Not a valid choice."})}}}}}});
    if (body.contains("filesize") && body["filesize"].is_string() &&
        text_of(body, "filesize").find_first_not_of("0123456789") != std::string::npos)
        refuse_field("filesize", "Not a valid integer value.");
}

void apply_resource(Json& resource, const Json& body) {
    check_resource(body, false);
    const bool hosted = resource["filetype"] == "file";
    if (body.contains("filetype") && body["filetype"] != resource["filetype"])
        refuse(400, {{"message", "Cannot modify filetype after creation"}});
    for (const char* name : {"title", "description", "type"})
        if (body.contains(name)) resource[name] = body[name];
    if (!hosted)
        for (const char* name : {"url", "checksum", "mime", "filesize", "format"})
            if (body.contains(name)) resource[name] = body[name];
    if (resource["filesize"].is_string())
        resource["filesize"] = std::stoll(resource["filesize"].get<std::string>());
    if (resource["format"].is_string()) {
        std::string format = resource["format"];
        std::erase(format, ' ');
        std::transform(format.begin(), format.end(), format.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        resource["format"] = format;
    }
    if (body.contains("extras"))
        resource["extras"] = body["extras"].is_object() ? body["extras"] : Json::object();
    if (body.contains("schema")) {
        resource["schema"] = body["schema"];
        if (resource["schema"].is_object() && !resource["schema"].contains("url"))
            resource["schema"]["url"] = nullptr;
    }
    resource["last_modified"] = now_iso();
}

Json new_resource(Model& model, const Json& body, bool hosted) {
    Json resource = {{"created_at", now_iso()},   {"extras", Json::object()},
                     {"filetype", "remote"},      {"id", model.new_uuid()},
                     {"metrics", Json::object()}, {"title", ""},
                     {"type", "other"},           {"url", ""}};
    for (const char* name :
         {"checksum", "description", "filesize", "format", "harvest", "mime", "preview_url", "schema"})
        resource[name] = nullptr;
    check_resource(body, true);
    apply_resource(resource, body);
    if (hosted) resource["filetype"] = "file";
    return resource;
}

} // namespace moisson::test::udata
