#include "tests/support/udata/model.hpp"

#include <algorithm>

namespace moisson::test::udata {

namespace {

constexpr const char* licenses[] = {"cc-by",    "cc-by-sa",         "cc-zero",      "fr-lo",
                                    "lov2",     "mobility-licence", "notspecified", "odc-by",
                                    "odc-odbl", "odc-pddl",         "other-at",     "other-open"};
constexpr const char* more_licenses[] = {"other-pd"};
constexpr const char* frequencies[] = {
    "continuous",       "oneMinute",      "fiveMinutes", "tenMinutes",   "fifteenMinutes",
    "thirtyMinutes",    "hourly",         "bihourly",    "trihourly",    "twelveHours",
    "severalTimesADay", "threeTimesADay", "semidaily",   "daily",        "fiveTimesAWeek",
    "threeTimesAWeek",  "semiweekly",     "weekly",      "biweekly",     "threeTimesAMonth",
    "semimonthly",      "monthly",        "bimonthly",   "quarterly",    "threeTimesAYear",
    "semiannual",       "annual",         "biennial",    "triennial",    "quadrennial",
    "quinquennial",     "decennial",      "bidecennial", "tridecennial", "punctual",
    "irregular",        "never",          "notPlanned",  "other",        "unknown"};
constexpr std::pair<const char*, const char*> legacy[] = {{"realtime", "continuous"},
                                                          {"fourTimesADay", "severalTimesADay"},
                                                          {"fourTimesAWeek", "other"},
                                                          {"fortnighly", "biweekly"},
                                                          {"biannual", "semiannual"}};
constexpr const char* granularities[] = {
    "country-group",     "country", "country-subset", "fr:region", "fr:departement",
    "fr:arrondissement", "fr:epci", "fr:commune",     "fr:iris",   "fr:canton",
    "fr:collectivite",   "poi",     "other"};

struct Zone {
    const char *id, *level, *name;
};
constexpr Zone zones[] = {{"fr:region:53", "fr:region", "Bretagne"},
                          {"country:fr", "country", "France"},
                          {"fr:departement:35", "fr:departement", "Ille-et-Vilaine"},
                          {"fr:commune:35238", "fr:commune", "Rennes"}};

Json zone_properties(const Zone& zone) {
    const std::string id = zone.id;
    return {
        {"code", id.substr(id.rfind(':') + 1)}, {"level", zone.level}, {"name", zone.name}, {"uri", nullptr}};
}

Json labels(auto& ids) {
    Json list = Json::array();
    for (const char* id : ids) list.push_back({{"id", id}, {"label", id}});
    return list;
}

Json names(auto& ids) {
    Json list = Json::array();
    for (const char* id : ids) list.push_back({{"id", id}, {"name", id}});
    return list;
}

Json license_list() {
    Json list = Json::array();
    for (const char* id : licenses)
        list.push_back(
            {{"id", id},
             {"alternate_titles", Json::array()},
             {"alternate_urls", Json::array()},
             {"flags", Json::array({"okd_compliant"})},
             {"maintainer", nullptr},
             {"title", id},
             {"url", std::string(id) == "mobility-licence" ? Json()
                                                           : Json("http://example.org/" + std::string(id))}});
    return list;
}

Json zone_features(const std::string& ids) {
    Json features = Json::array();
    for (const Zone& zone : zones) {
        if (("," + ids + ",").find("," + std::string(zone.id) + ",") == std::string::npos) continue;
        Json properties = zone_properties(zone);
        properties["slug"] = slug_of(zone.name);
        features.push_back({{"id", zone.id},
                            {"type", "Feature"},
                            {"properties", properties},
                            {"geometry", {{"coordinates", nullptr}, {"type", nullptr}}}});
    }
    return {{"type", "FeatureCollection"}, {"features", features}};
}

Json suggested(const std::string& text) {
    Json list = Json::array();
    for (const Zone& zone : zones) {
        if (!slug_of(zone.name).starts_with(slug_of(text))) continue;
        Json one = zone_properties(zone);
        one["id"] = zone.id;
        list.push_back(one);
    }
    return list;
}

std::optional<PlatformReply> spatial(const std::string& path, const Request& request) {
    if (path == "granularities/") return PlatformReply{200, names(granularities)};
    if (path == "levels/") {
        Json all = names(granularities);
        all.erase(all.size() - 1), all.erase(all.size() - 1); // poi, other
        return PlatformReply{200, all};
    }
    if (path == "zones/suggest/") return PlatformReply{200, suggested(decoded(request.query("q")))};
    if (path.starts_with("zones/")) return PlatformReply{200, zone_features(path.substr(6, path.size() - 7))};
    if (path.starts_with("zone/")) {
        Json feature = zone_features(path.substr(5, path.size() - 6))["features"].at(0);
        feature.erase("geometry");
        return PlatformReply{200, feature};
    }
    return std::nullopt;
}

} // namespace

bool known_license(const std::string& id) {
    return std::find(std::begin(licenses), std::end(licenses), id) != std::end(licenses) ||
           id == more_licenses[0];
}
std::string stored_frequency(const std::string& id) {
    for (const auto& [old, now] : legacy)
        if (id == old) return now;
    return std::find(std::begin(frequencies), std::end(frequencies), id) != std::end(frequencies) ? id : "";
}
bool known_granularity(const std::string& id) {
    return std::find(std::begin(granularities), std::end(granularities), id) != std::end(granularities);
}
bool known_zone(const std::string& id) {
    return std::any_of(std::begin(zones), std::end(zones), [&](const Zone& zone) { return id == zone.id; });
}

std::optional<PlatformReply> vocabulary(const Model& model, const std::string& path, const Request& request) {
    if (path == "/api/1/datasets/licenses/") return PlatformReply{200, license_list()};
    if (path == "/api/1/datasets/frequencies/") return PlatformReply{200, labels(frequencies)};
    if (path == "/api/1/datasets/extensions/")
        return PlatformReply{
            200, Json::array({"7z", "csv", "geojson", "gz", "json", "ndjson", "xlsx", "xml", "zip"})};
    if (path == "/api/1/datasets/resource_types/") {
        constexpr const char* types[] = {"main", "documentation", "update", "api", "code", "other"};
        return PlatformReply{200, labels(types)};
    }
    if (path == "/api/1/datasets/schemas/") return PlatformReply{200, Json::array()};
    if (path == "/api/1/datasets/badges/") {
        Json badges = Json::object();
        for (const char* id : {"hvd", "inspire", "pivotal-data", "sl", "spd", "sr"}) badges[id] = id;
        return PlatformReply{200, badges};
    }
    if (path.starts_with("/api/1/spatial/")) return spatial(path.substr(15), request);
    (void)model;
    return std::nullopt;
}

} // namespace moisson::test::udata
