#include "core/portals/profile.hpp"

namespace moisson {
namespace {

/// A text of ODSQL.
std::string odsql_text(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

void add_odsql(std::string& where, const char* field, const std::vector<std::string>& wanted) {
    if (wanted.empty()) return;
    where += where.empty() ? "(" : " and (";
    for (std::size_t i = 0; i < wanted.size(); ++i)
        where += std::string(i ? " or " : "") + field + "=" + odsql_text(wanted[i]);
    where += ')';
}

std::string opendatasoft_filter(const PortalConfig& portal) {
    std::string where;
    add_odsql(where, "publisher", portal.organizations);
    add_odsql(where, "keyword", portal.tags);
    add_odsql(where, "theme", portal.groups);
    add_odsql(where, "license", portal.licences);
    if (!portal.text.empty()) where += (where.empty() ? "" : " and ") + odsql_text(portal.text);
    return where;
}

constexpr const char* opendatasoft_since =
    "(data_processed>=date'{since}' or metadata_processed>=date'{since}' or modified>=date'{since}')";

void add_document(FeedConfig& feed, const char* records) {
    feed.source.records = records;
    feed.source.complete = true;
}

} // namespace

void prepare_opendatasoft(FeedConfig& feed) {
    SourceConfig& source = feed.source;
    PortalConfig& portal = source.portal;
    portal.root = portal_root(source.url, {"/catalog/datasets", "/catalog", "/api/explore/v2.1", "/explore"});
    const std::string where = opendatasoft_filter(portal);
    if (!where.empty()) add_query(source, "where", where);
    if (!portal.federated) feed.drop.push_back({.columns = {"metas/default/federated"}, .equals = {"true"}});
    source.complete = true;
    if (portal.whole) {
        source.url = portal.root + "/api/explore/v2.1/catalog/exports/json";
        source.records = "/";
        return;
    }
    source.url = portal.root + "/api/explore/v2.1/catalog/datasets";
    source.records = "/results";
    add_query(source, "order_by", "dataset_id"); // without it the order changes from page to page
    PaginationConfig& pages = source.pagination;
    pages.type = "offset";
    pages.parameter = "offset";
    pages.size_parameter = "limit";
    pages.size = portal.page_size ? portal.page_size : 100;
    pages.stop = "total";
    pages.total_path = "/total_count";
    pages.max_offset = 10000;
    if (!portal.incremental) return;
    source.complete = false;
    source.incremental =
        IncrementalConfig{.field = "metas/default/data_processed",
                          .parameter = "where",
                          .format = "YYYY-MM-DDTHH:MM:SSZ",
                          .value = (where.empty() ? "" : where + " and ") + opendatasoft_since,
                          .overlap = portal.overlap,
                          .full_every = portal.full_every};
}

void prepare_udata(FeedConfig& feed) {
    SourceConfig& source = feed.source;
    PortalConfig& portal = source.portal;
    portal.root = portal_root(source.url, {"/datasets", "/api/1", "/api"});
    source.url = portal.root + "/api/1/datasets/";
    source.records = "/data";
    source.complete = true;
    add_query(source, "sort", "created"); // without an order, pages repeat and lose sets
    if (!portal.organizations.empty()) add_query(source, "organization", portal.organizations.front());
    if (!portal.tags.empty()) add_query(source, "tag", portal.tags.front());
    if (!portal.licences.empty()) add_query(source, "license", portal.licences.front());
    if (!portal.text.empty()) add_query(source, "q", portal.text);
    PaginationConfig& pages = source.pagination;
    pages.type = "next-url";
    pages.path = "/next_page";
    pages.size_parameter = "page_size";
    pages.size = portal.page_size ? portal.page_size : 100;
    pages.total_path = "/total";
    for (const char* when : {"deleted", "archived"}) feed.drop.push_back({.columns = {when}, .empty = false});
    feed.drop.push_back({.columns = {"private"}, .equals = {"true"}});
    // What we have published there, by the marks that our target writes: it would come back as news.
    feed.drop.push_back(
        {.columns = {"extras/moisson:key", "extras/moisson:source", "extras/moisson:remote_id"},
         .empty = false});
    feed.drop.push_back({.columns = {"tags/*"}, .matches = "^moisson-[0-9a-f]{10}$"});
}

void prepare_data_json(FeedConfig& feed) {
    SourceConfig& source = feed.source;
    source.portal.root = portal_root(source.url, {"/data.json"});
    const std::string& url = source.url;
    const std::string path = url.substr(0, url.find_first_of("?#"));
    if (!path.ends_with(".json") && !url.starts_with("inbox:"))
        source.url = source.portal.root + "/data.json";
    add_document(feed, "/dataset");
}

void prepare_arcgis_hub(FeedConfig& feed) {
    SourceConfig& source = feed.source;
    source.portal.root = portal_root(source.url, {"/api/feed/dcat-us/1.1.json", "/data.json"});
    if (!source.url.ends_with(".json")) source.url = source.portal.root + "/api/feed/dcat-us/1.1.json";
    add_document(feed, "/dataset");
}

void prepare_socrata(FeedConfig& feed) {
    SourceConfig& source = feed.source;
    PortalConfig& portal = source.portal;
    portal.root = portal_root(source.url, {"/browse", "/api/catalog/v1"});
    const std::string host = portal.root.substr(std::min(portal.root.find("://") + 3, portal.root.size()));
    source.url = portal.root + "/api/catalog/v1";
    source.records = "/results";
    source.complete = true;
    add_query(source, "domains", host);
    add_query(source, "search_context", host);
    if (!portal.tags.empty()) add_query(source, "tags", portal.tags.front());
    if (!portal.text.empty()) add_query(source, "q", portal.text);
    PaginationConfig& pages = source.pagination;
    pages.type = "after";
    pages.path = "resource/id";
    pages.parameter = "scroll_id";
    pages.size_parameter = "limit";
    pages.size = portal.page_size ? portal.page_size : 100;
    pages.total_path = "/resultSetSize";
}

} // namespace moisson
