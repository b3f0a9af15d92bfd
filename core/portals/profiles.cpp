#include "core/portals/profile.hpp"

#include "core/config/keys.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr std::array<PortalProfile, 9> profiles = {{
    {"ckan", "CKAN, Action API version 3",
     "url is the portal's address (https://portal.example, with its prefix if it has one). All data sets are "
     "read by\n"
     "package_search in the order of their ids; the server may give fewer per page than asked. Once a week\n"
     "everything is read, in between only what changed since the last run less one day (metadata_modified); "
     "a\n"
     "portal that does not know that filter is read whole. Deleted, draft and private sets and harvest "
     "sources are\n"
     "left out. groups become themes; the name of the data set may change, its id does not.",
     "organizations tags groups licences text incremental overlap full_every", prepare_ckan, read_ckan_item},
    {"opendatasoft", "Opendatasoft (Huwise), Explore API version 2.1",
     "url is the portal's address. The catalogue is read in the order of dataset_id; beyond 10,000 data sets "
     "write\n"
     "whole = true in [source.portal]: then one export is read. Sets that the portal itself takes from "
     "others are left\n"
     "out unless federated = true. Resources are the exports of each set (CSV, JSON, Excel, and GeoJSON and\n"
     "shapes where it has places), its alternative exports and its attachments.",
     "organizations tags groups licences text federated whole incremental overlap full_every",
     prepare_opendatasoft, read_opendatasoft_item},
    {"udata", "udata (data.gouv.fr and others), API version 1",
     "url is the portal's address. Pages are asked for in the order of creation, and the number of data sets "
     "is\n"
     "checked. Archived, deleted and private sets are left out, and what moisson itself has published "
     "there.\n"
     "organizations holds one id (not the name in the address).",
     "organizations tags licences text", prepare_udata, read_udata_item},
    {"data-json", "data.json (DCAT-US 1.1 and 3, Project Open Data)",
     "url is the file itself, or the portal's address: then /data.json is read. One document; an unchanged "
     "one is not\n"
     "sent again by servers that know ETag or Last-Modified. An element without identifier is refused by "
     "itself.",
     "", prepare_data_json, read_data_json_item},
    {"arcgis-hub", "ArcGIS Hub, its DCAT-US feed",
     "url is the hub's address. The feed /api/feed/dcat-us/1.1.json is made while it is sent: one that is "
     "cut is refused.\n"
     "Identifiers are the item and its layer, whichever of its two addresses the hub writes today.",
     "", prepare_arcgis_hub, read_arcgis_hub_item},
    {"socrata", "Socrata, catalogue API version 1",
     "url is the portal's address. Its data sets, maps and files are read with scroll_id, so that there is "
     "no limit of\n"
     "10,000. The CSV and JSON exports are the resources.",
     "tags text", prepare_socrata, read_socrata_item},
    {"dcat", "DCAT-AP 2 and 3, GeoDCAT-AP: RDF/XML, Turtle or JSON-LD",
     "url is the catalogue document (catalog.rdf, catalog.ttl, exports/dcat …); what it is written in is "
     "seen by its\n"
     "beginning. Next pages are followed (hydra:next, hydra:nextPage). A data set is known by dct:identifier "
     "when that\n"
     "is unique in its document, else by its address; identifier = \"iri\" takes the address always. Of "
     "texts in several\n"
     "languages the first of languages is taken. JSON-LD contexts are built in and never fetched. A "
     "catalogue that is\n"
     "written in another order, or with other names of blank nodes, has not changed. Paths of your own:\n"
     "granularite = \"dct:provenance/rdfs:label\".",
     "languages identifier", prepare_dcat, nullptr},
    {"oai-pmh", "OAI-PMH 2.0 (oai_dc, DataCite)",
     "url is the base URL of the repository. Records are listed with resumption tokens; an expired one makes "
     "the list\n"
     "begin again, once. Between two full reads only what changed since the server's own clock at the last "
     "run is\n"
     "asked for, as a day or with its time, as the repository says in Identify. Records that it marks as "
     "deleted are\n"
     "withdrawn at once; one that does not promise to keep such marks (deletedRecord) is said to, and what "
     "is gone is\n"
     "seen by full reads. set and format (metadataPrefix) choose what is read.",
     "set format languages incremental overlap full_every", prepare_oai_pmh, nullptr},
    {"csw", "CSW 2.0.2 with ISO 19139 (GeoNetwork, pycsw, …)",
     "url is the endpoint. GetRecords is sent by POST, or as parameters of the address (request = \"kvp\"), "
     "in the order\n"
     "of identifiers. Between two full reads only what was modified since is asked for; a server that does "
     "not know that\n"
     "filter is read whole. The counters of the answers are not\n"
     "trusted: what came is counted. A page that the server cannot give is asked for in halves, so that one "
     "broken\n"
     "record costs only itself; while there is one, nothing is withdrawn. Services and maps are left out.",
     "tags organizations text languages request incremental overlap full_every", prepare_csw, nullptr},
}};

} // namespace

std::span<const PortalProfile> portal_profiles() { return profiles; }

const PortalProfile* find_portal(std::string_view type) {
    const auto found = std::find_if(profiles.begin(), profiles.end(),
                                    [&](const PortalProfile& profile) { return profile.type == type; });
    return found == profiles.end() ? nullptr : &*found;
}

std::string portal_root(std::string url, std::initializer_list<std::string_view> ends) {
    const auto drop_slashes = [&] {
        while (url.ends_with('/')) url.pop_back();
    };
    url = url.substr(0, url.find_first_of("?#"));
    drop_slashes();
    for (const std::string_view end : ends) {
        if (!url.ends_with(end)) continue;
        url.resize(url.size() - end.size());
        drop_slashes();
    }
    return url;
}

std::string service_endpoint(const std::string& url, std::string_view ours) {
    const auto names = words(ours);
    const std::size_t mark = url.find('?');
    if (mark == std::string::npos) return url;
    std::string kept = url.substr(0, mark);
    for (std::size_t at = mark + 1; at < url.size();) {
        const std::size_t end = std::min(url.find('&', at), url.size());
        const std::string pair = url.substr(at, end - at);
        const std::string name = ascii_lower(pair.substr(0, pair.find('=')));
        if (!pair.empty() && std::find(names.begin(), names.end(), name) == names.end())
            kept += (kept.size() == mark ? "?" : "&") + pair;
        at = end + 1;
    }
    return kept;
}

void add_query(SourceConfig& source, const char* name, std::string value) {
    const auto same = [&](const auto& pair) { return pair.first == name; };
    if (std::none_of(source.query.begin(), source.query.end(), same))
        source.query.emplace_back(name, std::move(value));
}

} // namespace moisson
