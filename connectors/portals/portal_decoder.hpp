// Answers of a portal → raw records whose slots are the fields of the common schema.
#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// `source.portal` is set. Selectors "@title", "@licence" … (portal_selector()) are what the portal says in
/// the words of the platform; any other is a path into the portal's own record. Without selectors, or with
/// paths only, nothing is translated: that is how pages are counted. Throws FormatError "portal.refused" when
/// the answer is the portal's error message, "http.too-many-items" beyond [source.limits] max_items.
std::unique_ptr<Decoder> open_portal_decoder(const SourceConfig& source,
                                             std::vector<std::filesystem::path> parts,
                                             const std::vector<std::string>& selectors);

} // namespace moisson
