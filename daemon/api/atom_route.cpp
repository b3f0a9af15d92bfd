// GET /publications.atom: what was published last, for feed readers and scripts that wait for it.
#include "connectors/targets/directory.hpp"
#include "core/export/iso_time.hpp"
#include "core/text/html.hpp"
#include "daemon/api/api_route.hpp"

#include <algorithm>
#include <sys/stat.h>

namespace moisson::api {

namespace {

struct Entry {
    UnixTime published = 0; ///< when the file became what it is
    OutboxRow row;
};

/// Counts tell nothing of feeds; the catalogue tells of all.
bool may_see(ApiData& data, const DirectoryResource& resource) {
    if (resource.type == DirectoryResource::Type::consultations) return true;
    return data.shows_files(resource.is_catalog() ? std::nullopt : std::optional(resource.kind));
}

/// Files that are what the outbox says, the latest first.
std::vector<Entry> published_files(ApiData& data) {
    const TargetConfig& target = data.settings().target;
    std::vector<Entry> entries;
    for (OutboxRow& row : data.reader().outbox()) {
        struct stat status {};
        const auto resource = parse_directory_resource(row.resource, data.schema());
        if (!resource || !may_see(data, *resource)) continue;
        if (row.target != target.name || row.verified_at == 0 || row.sha256.empty()) continue;
        if (::stat((target.path / row.resource).c_str(), &status) != 0) continue;
        if (static_cast<std::uint64_t>(status.st_size) != row.bytes) continue; // another one is on its way
        entries.push_back({status.st_mtim.tv_sec, std::move(row)});
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.published > b.published; });
    return entries;
}

void element(std::string& out, const char* name, const std::string& text) {
    out += std::string("<") + name + '>' + escape_html(text) + "</" + name + ">\n";
}

/// One id for each content of each file: a reader shows a publication once.
void append_entry(std::string& out, const ApiData& data, const Entry& entry) {
    const OutboxRow& row = entry.row;
    out += "<entry>\n";
    element(out, "id", "urn:sha256:" + row.sha256 + ":" + row.resource);
    element(out, "title", row.resource);
    element(out, "updated", iso_utc(entry.published));
    out += "<link href=\"" + escape_html(link_to(data, "/" + row.resource)) + "\" length=\"" +
           std::to_string(row.bytes) + "\"/>\n";
    element(out, "summary",
            std::to_string(row.rows) + " lignes, " + std::to_string(row.bytes) + " octets, SHA-256 " +
                row.sha256);
    out += "</entry>\n";
}

web::Response atom_feed(ApiData& data, const web::Request&, const web::Parameters&) {
    const std::vector<Entry> entries = published_files(data);
    web::Response response;
    response.content_type = "application/atom+xml; charset=utf-8";
    response.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                    "xml:lang=\"fr\">\n";
    element(response.body, "id",
            data.settings().url.empty() ? "urn:moisson:publications" : link_to(data, "/publications.atom"));
    element(response.body, "title", "Publications du référentiel commun");
    element(response.body, "updated",
            entries.empty() ? "1970-01-01T00:00:00Z" : iso_utc(entries.front().published));
    response.body += "<author><name>moisson</name></author>\n<link rel=\"self\" href=\"" +
                     escape_html(link_to(data, "/publications.atom")) + "\"/>\n";
    for (const Entry& entry : entries) append_entry(response.body, data, entry);
    response.body += "</feed>\n";
    return response;
}

} // namespace

void add_publication_route(std::vector<ApiRoute>& routes, const TargetConfig& target) {
    if (target.path.empty()) return;
    routes.push_back({.pattern = "/publications.atom",
                      .summary = "Les dernières publications, en Atom.",
                      .parameters = {},
                      .media_type = "application/atom+xml",
                      .schema = "",
                      .statuses = {},
                      .begin = in_one_turn(atom_feed)});
}

} // namespace moisson::api
