// What a page of a catalogue in RDF says about the others (Hydra).
#pragma once
#include "connectors/formats/rdf/triple_store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace moisson {

/// Before the document is read: the classes in which the answer stands.
void watch_hydra(TripleStore& store);

/// hydra:next or hydra:nextPage of the view, as address or as text; "" on the last page. Already resolved.
std::string hydra_next(TripleStore& store);
/// hydra:totalItems of the collection.
std::optional<std::uint64_t> hydra_total(TripleStore& store);

} // namespace moisson
