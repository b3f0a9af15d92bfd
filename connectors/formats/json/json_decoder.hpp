#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// See open_decoder; types json, ndjson and geojson. A selector is a path from the element ("a/b/*/c"); in
/// GeoJSON from its properties, else from the feature.
std::unique_ptr<Decoder> open_json_decoder(const SourceConfig& source,
                                           std::vector<std::filesystem::path> parts,
                                           const std::vector<std::string>& selectors);

} // namespace moisson
