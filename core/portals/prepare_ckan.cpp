#include "core/portals/profile.hpp"

namespace moisson {
namespace {

/// A phrase of Solr's query language.
std::string solr_phrase(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

void add_alternatives(std::string& filter, const char* field, const std::vector<std::string>& wanted) {
    if (wanted.empty()) return;
    filter += std::string(" +") + field + ":(";
    for (std::size_t i = 0; i < wanted.size(); ++i) filter += (i ? " OR " : "") + solr_phrase(wanted[i]);
    filter += ')';
}

/// Harvest sources are records of their own type that are no data sets.
std::string ckan_filter(const PortalConfig& portal) {
    std::string filter = "-type:harvest";
    add_alternatives(filter, "organization", portal.organizations);
    add_alternatives(filter, "tags", portal.tags);
    add_alternatives(filter, "groups", portal.groups);
    add_alternatives(filter, "license_id", portal.licences);
    return filter;
}

} // namespace

void prepare_ckan(FeedConfig& feed) {
    SourceConfig& source = feed.source;
    PortalConfig& portal = source.portal;
    portal.root =
        portal_root(source.url, {"/package_search", "/api/3/action", "/api/action", "/api/3", "/api"});
    source.url = portal.root + "/api/3/action/package_search";
    source.records = "/result/results";
    const std::string filter = ckan_filter(portal);
    add_query(source, "fq", filter);
    add_query(source, "sort", "id asc"); // the default, by relevance, repeats and loses sets between pages
    if (!portal.text.empty()) add_query(source, "q", portal.text);
    PaginationConfig& pages = source.pagination;
    pages.type = "offset";
    pages.parameter = "start";
    pages.size_parameter = "rows";
    pages.size = portal.page_size ? portal.page_size : 500;
    pages.stop = "total"; // the server may give fewer rows than asked, so a short page is no end
    pages.total_path = "/result/count";
    feed.drop.push_back({.columns = {"state"}, .equals = {"deleted", "draft"}});
    feed.drop.push_back({.columns = {"private"}, .equals = {"true"}});
    feed.drop.push_back({.columns = {"type"}, .equals = {"harvest"}});
    if (!portal.incremental) return;
    source.incremental = IncrementalConfig{.field = "metadata_modified",
                                           .parameter = "fq",
                                           .format = "YYYY-MM-DDTHH:MM:SSZ",
                                           .value = filter + " +metadata_modified:[{since} TO *]",
                                           .overlap = portal.overlap,
                                           .full_every = portal.full_every};
}

} // namespace moisson
