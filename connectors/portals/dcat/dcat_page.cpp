#include "connectors/portals/dcat/dcat_page.hpp"

#include <array>
#include <charconv>

namespace moisson {
namespace {

constexpr std::array<std::string_view, 3> hydra_classes = {
    "http://www.w3.org/ns/hydra/core#PartialCollectionView",
    "http://www.w3.org/ns/hydra/core#PagedCollection", "http://www.w3.org/ns/hydra/core#Collection"};

std::string hydra_value(TripleStore& store, std::string_view predicate) {
    RdfNode node;
    for (const std::string_view one : hydra_classes) {
        const RdfTerm* subject = store.watched(one);
        if (!subject || !store.read(*subject, node)) continue;
        for (const auto& [said, object] : node.properties)
            if (said == predicate && !object.value.empty()) return std::string(object.value);
    }
    return {};
}

} // namespace

void watch_hydra(TripleStore& store) {
    for (const std::string_view one : hydra_classes) store.watch(one);
}

std::string hydra_next(TripleStore& store) {
    std::string next = hydra_value(store, "http://www.w3.org/ns/hydra/core#next");
    return next.empty() ? hydra_value(store, "http://www.w3.org/ns/hydra/core#nextPage") : next;
}

std::optional<std::uint64_t> hydra_total(TripleStore& store) {
    const std::string text = hydra_value(store, "http://www.w3.org/ns/hydra/core#totalItems");
    std::uint64_t total = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), total);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return total;
}

} // namespace moisson
