// Parts of a data set that take more than one property to read.
#pragma once
#include "connectors/portals/dcat/dcat_node.hpp"
#include "core/portals/dataset.hpp"

#include <string>
#include <vector>

namespace moisson {

std::string dcat_licence(const DcatNode& record);
std::string dcat_email(const DcatNode& record);
/// "2020-01-01/2024-12-31", or what the portal wrote when it is no period.
std::string dcat_period(const DcatNode& record);
/// Codes, names, or "west,south,east,north"; sorted, each once.
std::vector<std::string> dcat_territories(const DcatNode& record);
/// Distributions and the services that give access to them, by address: RDF has no order, and the next
/// export writes another one.
std::vector<PortalResource> dcat_resources(const DcatNode& record);

} // namespace moisson
