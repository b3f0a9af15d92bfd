// A dcat:Dataset with its distributions → a data set in the words of the common schema.
#pragma once
#include "connectors/formats/rdf/rdf_tree.hpp"
#include "core/portals/dataset.hpp"

#include <string>
#include <vector>

namespace moisson {

/// dct:identifier, the first in the alphabet of several; adms:identifier; "" when there is none.
std::string dcat_identifier(const RdfTree::Node& dataset);

/// DCAT 1 to 3, DCAT-AP 2 and 3, GeoDCAT-AP. Licences are looked for on the data set, then in its rights,
/// then on its distributions; distributions that do not agree give all their licences, which the mapping
/// then reports as unknown.
void read_dcat(const RdfTree& tree, const std::vector<std::string>& languages, PortalDataset& out);

} // namespace moisson
