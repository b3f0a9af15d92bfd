#include "core/change/renames.hpp"

#include "core/model/digest.hpp"
#include "core/portals/resources.hpp"
#include "core/text/fold.hpp"
#include "core/text/web.hpp"

#include <algorithm>
#include <unordered_map>

namespace moisson {

namespace {

constexpr std::size_t shortest_id = 4; ///< an identifier that stands at the end of another one

std::string mark_text_of(const Record& record, int field) {
    if (field < 0) return {};
    const auto* text = std::get_if<std::string>(&record.values.at(static_cast<std::size_t>(field)));
    return text ? *text : std::string();
}

std::uint64_t resource_place_of(std::string_view url) {
    const std::string_view address = bare_address(url);
    return address.empty() ? 0 : digest64(address);
}

/// "arbres" in "https://p.example/explore/dataset/arbres/" and in "p.example:arbres".
bool ends_with_id(std::string_view longer, std::string_view shorter) {
    while (longer.ends_with('/')) longer.remove_suffix(1);
    if (shorter.size() < shortest_id || longer.size() <= shorter.size() || !longer.ends_with(shorter))
        return false;
    const char before = longer[longer.size() - shorter.size() - 1];
    return before == '/' || before == ':' || before == '@' || before == '=' || before == '#';
}

std::size_t common_places(const ContentMark& a, const ContentMark& b) {
    std::size_t common = 0;
    for (std::size_t i = 0, j = 0; i < a.places.size() && j < b.places.size();) {
        common += a.places[i] == b.places[j];
        const bool first = a.places[i] <= b.places[j], second = b.places[j] <= a.places[i];
        i += first, j += second;
    }
    return common;
}

/// "" = not the same data set, or not surely.
std::string rename_evidence_of(const ContentMark& a, const ContentMark& b) {
    if (a.kind != b.kind || a.title != b.title) return {};
    const bool both = a.publisher && b.publisher;
    if (both && a.publisher != b.publisher) return {};
    const std::string said = both ? "same title, same publisher, " : "same title, ";
    const std::size_t common = common_places(a, b), most = std::max(a.places.size(), b.places.size());
    if (common > 0 && common * 2 >= most)
        return said + std::to_string(common) + " of " + std::to_string(most) + " addresses in common";
    if (both && (ends_with_id(a.id, b.id) || ends_with_id(b.id, a.id)))
        return said + "one identifier is the end of the other";
    return {};
}

} // namespace

std::optional<ContentMark> content_mark(const Schema& schema, const Record& record) {
    const Kind& kind = schema.kind(record.kind);
    const int resources = kind.find(Role::resources);
    const std::string title = fold(mark_text_of(record, kind.find(Role::title)));
    if (resources < 0 || title.empty()) return std::nullopt;
    ContentMark mark;
    mark.id = record.id;
    mark.kind = record.kind;
    mark.title = digest64(title);
    const std::string publisher = fold(mark_text_of(record, kind.find(Role::organisation_name)));
    if (!publisher.empty()) mark.publisher = digest64(publisher);
    const Value& value = record.values.at(static_cast<std::size_t>(resources));
    if (const auto* list = std::get_if<List>(&value))
        for (const std::string& one : *list)
            if (const std::uint64_t place = resource_place_of(parse_resource(one).url))
                mark.places.push_back(place);
    std::sort(mark.places.begin(), mark.places.end());
    mark.places.erase(std::unique(mark.places.begin(), mark.places.end()), mark.places.end());
    return mark;
}

std::vector<Rename> find_renames(const std::vector<ContentMark>& created,
                                 const std::vector<ContentMark>& gone) {
    std::unordered_multimap<std::uint64_t, std::size_t> by_title;
    for (std::size_t i = 0; i < gone.size(); ++i) by_title.emplace(gone[i].title, i);
    std::vector<Rename> found;
    std::vector<unsigned> claims(gone.size());
    for (std::size_t i = 0; i < created.size(); ++i) {
        Rename pair{i, 0, {}};
        unsigned candidates = 0;
        const auto [begin, end] = by_title.equal_range(created[i].title);
        for (auto one = begin; one != end; ++one) {
            std::string evidence = rename_evidence_of(created[i], gone[one->second]);
            if (evidence.empty()) continue;
            ++candidates, ++claims[one->second];
            pair.gone = one->second;
            pair.evidence = std::move(evidence);
        }
        if (candidates == 1) found.push_back(std::move(pair));
    }
    std::erase_if(found, [&](const Rename& pair) { return claims[pair.gone] != 1; });
    return found;
}

} // namespace moisson
