// The files and interfaces of a data set: written for the common schema, and recognised from one run to the
// next.
#pragma once
#include "core/portals/dataset.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace moisson {

/// One JSON object, members that are empty left out: id, titre, description, url, format, type_mime, type,
/// taille, date_maj, checksum, checksum_type. Format by the usual name, from the end of the address when the
/// portal gives none; the date in UTC when its zone is known.
std::string resource_json(const PortalResource& resource);

/// One portal gives the same file twice: by identifier, without one by address, the last one counts and keeps
/// the place of the first. What has neither address nor identifier is no resource. Order is the portal's.
void unite_resources(std::vector<PortalResource>& resources);

/// What became of the resources of a data set. Pairs of positions; a resource that moved to another address
/// is a pair, not one that went and one that came. Matched by identifier, then by address, then by title and
/// format when each is alone with them.
struct ResourceChanges {
    std::vector<std::pair<std::size_t, std::size_t>> kept; ///< before, after
    std::vector<std::size_t> gone, added;
};
ResourceChanges match_resources(const std::vector<PortalResource>& before,
                                const std::vector<PortalResource>& after);
/// The members that match_resources() looks at, from what resource_json() wrote; others stay empty.
PortalResource parse_resource(std::string_view json);

} // namespace moisson
