// One table of a service (ckan-datastore, arcgis-layer, wfs …): records as in any JSON or XML, and the
// service's own way to say that there are none.
#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// See open_decoder. An answer that is an error of the service is FormatError "portal.refused" with its
/// words.
std::unique_ptr<Decoder> open_table_decoder(const SourceConfig& source,
                                            std::vector<std::filesystem::path> parts,
                                            const std::vector<std::string>& selectors);

/// numberMatched of a page in GML; nothing when the server does not count ("unknown").
std::optional<std::uint64_t> features_matched(const std::filesystem::path& page);

} // namespace moisson
