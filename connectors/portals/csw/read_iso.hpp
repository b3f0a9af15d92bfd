// ISO 19139 metadata → a data set in the words of the common schema.
#pragma once
#include "connectors/portals/xml/xml_element.hpp"
#include "core/portals/dataset.hpp"

#include <string>
#include <vector>

namespace moisson {

/// MD_Metadata or MI_Metadata. The licence is one that is recognised among the legal constraints, else the
/// first of them, which the mapping then reports as unknown.
void read_iso(const XmlElement& metadata, const std::vector<std::string>& languages, PortalDataset& out);

/// "dataset", "series", "nonGeographicDataset" and what says nothing; false for services, maps, …
bool describes_data(const XmlElement& metadata);

} // namespace moisson
