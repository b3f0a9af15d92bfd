// A catalogue in RDF → raw records, one for each dcat:Dataset.
#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// Each part is a document of its own (a page). Selectors: "@title", … (see portal_selector()), or a path of
/// prefixed properties from the data set ("dct:provenance/rdfs:label"). A record in which a text or a list is
/// too long has a defect; a data set that is only mentioned is none.
std::unique_ptr<Decoder> open_dcat_decoder(const SourceConfig& source,
                                           std::vector<std::filesystem::path> parts,
                                           const std::vector<std::string>& selectors);

} // namespace moisson
