#include "core/portals/resources.hpp"

#include "core/export/json_text.hpp"
#include "core/mapping/json_paths.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/ascii.hpp"
#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>

namespace moisson {
namespace {

void put_member(std::string& out, std::string_view name, std::string_view text) {
    text = trim(text);
    if (text.empty()) return;
    out += out.size() > 1 ? "," : "";
    append_json_string(out, name);
    out += ':';
    append_json_string(out, text);
}

/// The usual name; what no table knows stays as it is, in small letters; from the address only when the
/// portal is silent.
std::string format_of(const PortalResource& resource) {
    const std::string_view said = trim(resource.format);
    for (const std::string_view text : {said, std::string_view(resource.media_type)})
        if (auto known = format_name(text)) return *known;
    if (!said.empty()) return ascii_lower(said);
    return format_of_url(resource.url).value_or("");
}

bool is_service(const PortalResource& resource) {
    static const std::set<std::string> services = {"wms", "wfs", "wmts", "wcs", "csw", "arcgis", "api"};
    return services.contains(format_of(resource));
}

std::string layer_of(const PortalResource& resource) {
    return '\n' + fold(resource.title) + '\n' + ascii_lower(resource.format);
}

using Same = std::function<std::string(const PortalResource&)>;

/// Pairs of those that are the only ones with their key on both sides.
void pair_by(const std::vector<PortalResource>& before, const std::vector<PortalResource>& after,
             const Same& key, std::vector<bool>& old_taken, std::vector<bool>& new_taken,
             ResourceChanges& out) {
    const auto only = [&](const std::vector<PortalResource>& all, const std::vector<bool>& taken,
                          const std::string& wanted) {
        std::size_t found = all.size();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (taken[i] || key(all[i]) != wanted) continue;
            if (found != all.size()) return all.size();
            found = i;
        }
        return found;
    };
    for (std::size_t i = 0; i < before.size(); ++i) {
        const std::string wanted = old_taken[i] ? "" : key(before[i]);
        if (wanted.empty() || only(before, old_taken, wanted) != i) continue;
        const std::size_t at = only(after, new_taken, wanted);
        if (at == after.size()) continue;
        old_taken[i] = new_taken[at] = true;
        out.kept.emplace_back(i, at);
    }
}

std::string title_and_format(const PortalResource& resource) {
    const std::string title = fold(resource.title);
    return title.empty() ? "" : title + '\n' + format_of(resource);
}

} // namespace

std::string resource_json(const PortalResource& resource) {
    std::string out = "{";
    put_member(out, "id", resource.id);
    put_member(out, "titre", resource.title);
    put_member(out, "description", resource.description);
    put_member(out, "url", resource.url);
    put_member(out, "format", format_of(resource));
    put_member(out, "type_mime", resource.media_type);
    put_member(out, "type", resource.type);
    if (all_digits(resource.size) && resource.size.size() < 16) put_member(out, "taille", resource.size);
    put_member(out, "date_maj", instant_of(resource.modified).value_or(""));
    put_member(out, "checksum_type", resource.checksum.empty() ? "" : resource.checksum_type);
    put_member(out, "checksum", resource.checksum);
    return out += '}';
}

void unite_resources(std::vector<PortalResource>& resources) {
    std::vector<PortalResource> united;
    std::unordered_map<std::string, std::size_t> places;
    for (PortalResource& resource : resources) {
        const std::string_view id = trim(resource.id), url = trim(resource.url);
        if (id.empty() && url.empty()) continue;
        // Some portals give several layers of one map service one id: then title and format tell them apart.
        const std::string key = id.empty()
                                    ? std::string(url) + (is_service(resource) ? layer_of(resource) : "")
                                    : '\n' + std::string(id) + layer_of(resource);
        const auto [at, fresh] = places.emplace(key, united.size());
        if (fresh)
            united.push_back(std::move(resource));
        else
            united[at->second] = std::move(resource);
    }
    resources = std::move(united);
}

ResourceChanges match_resources(const std::vector<PortalResource>& before,
                                const std::vector<PortalResource>& after) {
    ResourceChanges out;
    std::vector<bool> old_taken(before.size()), new_taken(after.size());
    for (const Same& key : {Same([](const PortalResource& r) { return r.id; }),
                            Same([](const PortalResource& r) { return r.url; }), Same(title_and_format)})
        pair_by(before, after, key, old_taken, new_taken, out);
    std::sort(out.kept.begin(), out.kept.end());
    for (std::size_t i = 0; i < before.size(); ++i)
        if (!old_taken[i]) out.gone.push_back(i);
    for (std::size_t i = 0; i < after.size(); ++i)
        if (!new_taken[i]) out.added.push_back(i);
    return out;
}

PortalResource parse_resource(std::string_view json) {
    static const JsonPaths paths = [] {
        JsonPaths made;
        for (const char* member : {"id", "url", "titre", "format"}) made.add(member);
        return made;
    }();
    std::vector<std::vector<std::string>> found;
    paths.read(json, found);
    const auto text = [&](std::size_t i) { return found[i].empty() ? std::string() : found[i].front(); };
    PortalResource out;
    out.id = text(0), out.url = text(1), out.title = text(2), out.format = text(3);
    return out;
}

} // namespace moisson
