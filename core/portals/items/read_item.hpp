// One record of a portal that speaks JSON → what it says about a data set. Pure; one file per portal.
#pragma once
#include "core/portals/dataset.hpp"
#include "core/portals/items/json_item.hpp"

#include <string_view>

namespace moisson {

/// `root`: the portal's address without a final slash, to name pages and files that records do not name.
using ReadItem = PortalDataset (*)(const JsonItem& item, std::string_view root);

PortalDataset read_ckan_item(const JsonItem& item, std::string_view root);
PortalDataset read_udata_item(const JsonItem& item, std::string_view root);
PortalDataset read_opendatasoft_item(const JsonItem& item, std::string_view root);
PortalDataset read_data_json_item(const JsonItem& item, std::string_view root);  ///< DCAT-US 1.1 and 3
PortalDataset read_arcgis_hub_item(const JsonItem& item, std::string_view root); ///< its DCAT-US feed
PortalDataset read_socrata_item(const JsonItem& item, std::string_view root);

/// What several portals need.
std::string plain_text(const std::string& text); ///< HTML becomes text, other text stays
void add_territory(PortalDataset& dataset, std::string_view text);
void add_themes(PortalDataset& dataset, const std::vector<std::string>& texts);
std::string frequency_or_text(std::string_view text);
std::string date_or_nothing(std::string_view text); ///< as written when it is a date; "R/P1W" is none
/// The later of two dates as written.
std::string later_date(const std::string& a, const std::string& b);
std::string arcgis_item_id(std::string_view identifier); ///< both of its schemes → "<item>_<layer>"
bool is_web_address(std::string_view text);

} // namespace moisson
