// The catalogue with the data sets that were harvested from portals, in pages that harvesters follow (hydra).
#pragma once
#include "core/export/published_view.hpp"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace moisson {

/// True for a kind whose records describe data sets: it has titles and resources.
bool describes_data_sets(const Kind& kind);

/// A dcat:Dataset of what the public sees of the record, with one distribution per resource, and, when some
/// of its addresses are dead, the share of those that are not (dqv). `catalog`: the catalogue's IRI up to its
/// '#'; the data set is that and the record's public id.
nlohmann::ordered_json data_set_node(PublishedView& view, const GoldenRecord& record,
                                     const std::string& catalog, const DeadAddresses& dead);

struct CatalogPage {
    std::string this_page, first_page, next_page; ///< addresses; next_page is empty on the last one
    std::optional<std::uint64_t> total{};         ///< data sets of all pages; nothing: not told
};
/// `catalog`: what write_catalog() made; on pages behind the first, `data_sets` stand in place of its own.
/// Throws RdfFormError.
std::string write_catalog_page(const std::string& catalog, nlohmann::ordered_json data_sets, bool is_first,
                               const CatalogPage& page);
/// The catalogue's IRI up to its '#', and how many data sets it has itself. Throws RdfFormError.
struct CatalogFacts {
    std::string iri;
    std::uint64_t data_sets = 0;
};
CatalogFacts catalog_facts(const std::string& catalog);

} // namespace moisson
