// What a portal says about one data set, in the words of the common schema: texts, not yet checked.
#pragma once
#include "core/model/schema.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// One file or interface of a data set.
struct PortalResource {
    std::string id;  ///< the portal's own, "" = none
    std::string url; ///< as written
    std::string title, description;
    std::string format, media_type; ///< as written; to_json() writes the usual name
    std::string type;               ///< main | documentation | api | other | …; "" = not said
    std::string modified;           ///< as written
    std::string size;               ///< bytes, digits; "" = not said
    std::string checksum, checksum_type;
};

/// Every member may be empty: a portal that does not say something leaves it so, nothing is guessed.
/// Values of vocabularies (licence, frequency, coverage, formats) are the platform's when they were
/// recognised, else as the portal wrote them: the mapping then reports what it does not know.
struct PortalDataset {
    std::string id; ///< byte for byte what the portal writes
    std::string title, description, legal_information, licence, attribution, temporal_coverage, granularity;
    std::string publication_date, update_frequency, update_date, website, organisation, email;
    std::vector<std::string> keywords, themes, spatial_coverage;
    std::vector<PortalResource> resources;
};

/// The selector of a portal's feed under which a schema field of this role finds its texts: "@title". Empty
/// for roles that no portal fills.
std::string portal_selector(Role role);
/// The role of such a selector; nothing for a path into the portal's own record.
std::optional<Role> portal_role(std::string_view selector);
/// The texts of a role; resources come as JSON objects (see resource_json()).
void portal_texts(const PortalDataset& dataset, Role role, std::vector<std::string>& texts);

} // namespace moisson
