#include "core/portals/profile.hpp"
#include "core/portals/tables.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>

namespace moisson {
namespace {

std::string without_query(const std::string& url) { return portal_root(url, {}); }

/// Steps of the path of an address, the host first.
std::vector<std::string> steps_of_url(const std::string& url) {
    std::vector<std::string> steps;
    const std::size_t scheme = url.find("://");
    std::size_t at = scheme == std::string::npos ? 0 : scheme + 3;
    while (at <= url.size()) {
        const std::size_t end = std::min(url.find('/', at), url.size());
        if (end > at) steps.push_back(url.substr(at, end - at));
        at = end + 1;
    }
    return steps;
}

/// The address up to the step before the first of `marks`; the whole one when there is none of them.
std::string before_any(const std::string& url, std::initializer_list<std::string_view> marks) {
    std::size_t end = url.size();
    for (const std::string_view mark : marks) end = std::min(end, url.find(mark));
    return portal_root(url.substr(0, end), {});
}

/// What stands behind the step `mark`, or "".
std::string step_behind(const std::string& url, std::string_view mark) {
    const auto steps = steps_of_url(url);
    const auto found = std::find(steps.begin(), steps.end(), mark);
    return found == steps.end() || found + 1 == steps.end() ? std::string() : *(found + 1);
}

std::string query_value(const std::string& url, std::string_view name) {
    const std::string wanted = std::string(name) + "=";
    std::size_t at = url.find('?');
    while (at != std::string::npos) {
        const std::size_t end = std::min(url.find('&', ++at), url.size());
        if (url.compare(at, wanted.size(), wanted) == 0)
            return url.substr(at + wanted.size(), end - at - wanted.size());
        at = url.find('&', at);
    }
    return {};
}

void turn_by_offset(SourceConfig& source, const char* offset, const char* size, std::uint64_t usual) {
    PaginationConfig& pages = source.pagination;
    pages.type = "offset";
    pages.parameter = offset;
    pages.size_parameter = size;
    pages.size = source.table.page_size ? source.table.page_size : usual;
    pages.stop = "empty"; // servers give fewer than asked, and totals lie: only an empty page is the end
}

/// The question for what changed, in the language of the service; `condition` holds FIELD and {since}.
void ask_since(SourceConfig& source, const char* parameter, const char* format, std::string condition) {
    if (!source.incremental) return;
    IncrementalConfig& incremental = *source.incremental;
    if (!incremental.parameter.empty()) return; // the producer knows better
    condition.replace(condition.find("FIELD"), 5, incremental.field);
    incremental.parameter = parameter;
    incremental.format = format;
    incremental.value =
        source.table.where.empty() ? condition : "(" + source.table.where + ") and " + condition;
}

/// "abcd-1234"
bool is_socrata_id(std::string_view text) {
    if (text.size() != 9 || text[4] != '-') return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c == '-' || is_digit(c) || is_lower(c); });
}

} // namespace

std::string prepare_ckan_datastore(SourceConfig& source) {
    TableConfig& table = source.table;
    const std::string page = without_query(source.url);
    for (const std::string& id :
         {query_value(source.url, "resource_id"), step_behind(page, "resource"), step_behind(page, "dump")})
        if (table.name.empty()) table.name = id;
    if (table.name.empty()) return "which resource: write name = its id";
    if (source.incremental)
        return "the data store cannot be asked for what changed: remove [source.incremental]";
    source.type = "json";
    source.url = before_any(page, {"/dataset/", "/datastore/", "/api/"}) + "/api/3/action/datastore_search";
    source.records = "/result/records";
    add_query(source, "resource_id", table.name);
    add_query(source, "sort", table.order.empty() ? "_id" : table.order);
    if (!table.where.empty()) add_query(source, "filters", table.where);
    turn_by_offset(source, "offset", "limit", 10000);
    source.pagination.total_path = "/result/total";
    return {};
}

std::string prepare_opendatasoft_records(SourceConfig& source) {
    TableConfig& table = source.table;
    const std::string page = without_query(source.url);
    for (const char* mark : {"dataset", "datasets"})
        if (table.name.empty()) table.name = step_behind(page, mark);
    if (table.name.empty()) return "which data set: write name = its identifier";
    if (table.pages && table.order.empty())
        return "in which order pages are read: write order = a field that no two records share";
    source.type = "json";
    const std::string set =
        before_any(page, {"/explore", "/api/", "/map/"}) + "/api/explore/v2.1/catalog/datasets/" + table.name;
    source.url = set + (table.pages ? "/records" : "/exports/json");
    source.records = table.pages ? "/results" : "/";
    if (!table.where.empty()) add_query(source, "where", table.where);
    if (!table.order.empty()) add_query(source, "order_by", table.order);
    ask_since(source, "where", "YYYY-MM-DDTHH:MM:SSZ", "FIELD >= date'{since}'");
    if (!table.pages) return {};
    turn_by_offset(source, "offset", "limit", 100);
    source.pagination.stop = "total"; // beyond 10,000 the server refuses, also to say that there is nothing
    source.pagination.total_path = "/total_count";
    source.pagination.max_offset = 10000;
    return {};
}

std::string prepare_socrata_records(SourceConfig& source) {
    TableConfig& table = source.table;
    const std::string page = without_query(source.url);
    std::vector<std::string> steps = steps_of_url(page);
    for (std::string& step : steps)
        if (table.name.empty() && is_socrata_id(step.substr(0, step.find('.'))))
            table.name = step.substr(0, step.find('.'));
    if (table.name.empty() || steps.empty()) return "which data set: write name = its id (abcd-1234)";
    source.type = "json";
    source.url = page.substr(0, page.find("://") + 3) + steps.front() + "/resource/" + table.name + ".json";
    source.records = "/";
    add_query(source, "$select", ":*,*");
    add_query(source, "$order", table.order.empty() ? ":id" : table.order);
    if (!table.where.empty()) add_query(source, "$where", table.where);
    turn_by_offset(source, "$offset", "$limit", 10000);
    ask_since(source, "$where", "YYYY-MM-DDTHH:MM:SS", "FIELD >= '{since}'");
    return {};
}

std::string prepare_arcgis_layer(SourceConfig& source) {
    TableConfig& table = source.table;
    std::string layer = portal_root(source.url, {"/query"});
    if (layer.ends_with("Server") && !table.name.empty()) layer += "/" + table.name;
    const std::string number = layer.substr(layer.rfind('/') + 1);
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos)
        return "which layer: url ends with its number (…/FeatureServer/0), or write name = \"0\"";
    source.type = "esri-json";
    source.url = layer + "/query";
    source.records = "/features";
    add_query(source, "where", table.where.empty() ? "1=1" : table.where);
    for (const auto& [name, value] :
         {std::pair{"outFields", "*"}, {"outSR", "4326"}, {"returnGeometry", "true"}, {"f", "json"}})
        add_query(source, name, value);
    add_query(source, "orderByFields", table.order.empty() ? "OBJECTID" : table.order);
    turn_by_offset(source, "resultOffset", "resultRecordCount", 1000);
    source.pagination.stop = "more"; // old servers that turn no pages give small layers whole
    source.pagination.more_path = "/exceededTransferLimit";
    ask_since(source, "where", "YYYY-MM-DD HH:MM:SS", "FIELD >= timestamp '{since}'");
    return {};
}

std::string prepare_wfs(SourceConfig& source) {
    TableConfig& table = source.table;
    if (table.name.empty()) return "which layer: write name = its type name (\"ns:layer\")";
    const bool gml = table.format == "gml";
    source.type = gml ? "xml" : "geojson";
    source.url = service_endpoint(source.url, "service version request typename typenames count startindex "
                                              "maxfeatures outputformat srsname sortby");
    if (gml) source.records = "/FeatureCollection/member/*";
    for (const auto& [name, value] :
         {std::pair{"service", "WFS"}, {"version", "2.0.0"}, {"request", "GetFeature"}})
        add_query(source, name, value);
    add_query(source, "typeNames", table.name);
    add_query(source, "outputFormat", gml ? "application/gml+xml; version=3.2" : "application/json");
    // GML writes degrees in the order of their system: latitude first. GeoJSON never does.
    add_query(source, "srsName", gml ? "urn:ogc:def:crs:EPSG::4326" : "EPSG:4326");
    if (!table.order.empty()) add_query(source, "sortBy", table.order);
    if (!table.where.empty()) add_query(source, "CQL_FILTER", table.where);
    turn_by_offset(source, "startIndex", "count", 1000);
    if (!gml) source.pagination.total_path = "/numberMatched";
    ask_since(source, "CQL_FILTER", "YYYY-MM-DDTHH:MM:SSZ", "FIELD >= '{since}'");
    return {};
}

} // namespace moisson
