// The metadata of one OAI-PMH record → a data set in the words of the common schema.
#pragma once
#include "connectors/portals/xml/xml_element.hpp"
#include "core/portals/dataset.hpp"

#include <string>
#include <vector>

namespace moisson {

/// Dublin Core elements below `dc`: oai_dc, and csw:Record. Persons (creator, contributor) are not read.
void read_dublin_core(const XmlElement& dc, const std::vector<std::string>& languages, PortalDataset& out);

/// A DataCite `resource`, kernel 3 and 4.
void read_datacite(const XmlElement& resource, const std::vector<std::string>& languages, PortalDataset& out);

/// A `record`: identifier and date of its header, and whichever of the two formats its metadata is in.
void read_oai_record(const XmlElement& record, const std::vector<std::string>& languages, PortalDataset& out);

} // namespace moisson
