// Names of DCAT-AP, GeoDCAT-AP and of what they borrow.
#pragma once
#include "core/text/rdf_namespaces.hpp"

#include <array>
#include <string_view>

namespace moisson::dcat {

inline constexpr std::string_view dataset_class = NS_DCAT "Dataset";
inline constexpr std::string_view contact_point = NS_DCAT "contactPoint";
inline constexpr std::string_view distribution = NS_DCAT "distribution";
inline constexpr std::string_view distributions = NS_DCAT "distributions"; // a usual slip
inline constexpr std::string_view download_url = NS_DCAT "downloadURL";
inline constexpr std::string_view access_url = NS_DCAT "accessURL";
inline constexpr std::string_view access_service = NS_DCAT "accessService";
inline constexpr std::string_view endpoint_url = NS_DCAT "endpointURL";
inline constexpr std::string_view media_type = NS_DCAT "mediaType";
inline constexpr std::string_view byte_size = NS_DCAT "byteSize";
inline constexpr std::string_view keyword = NS_DCAT "keyword";
inline constexpr std::string_view theme = NS_DCAT "theme";
inline constexpr std::string_view landing_page = NS_DCAT "landingPage";
inline constexpr std::string_view start_date = NS_DCAT "startDate";
inline constexpr std::string_view end_date = NS_DCAT "endDate";
inline constexpr std::string_view bbox = NS_DCAT "bbox";
inline constexpr std::string_view centroid = NS_DCAT "centroid";

inline constexpr std::string_view identifier = NS_DCT "identifier";
inline constexpr std::string_view title = NS_DCT "title";
inline constexpr std::string_view description = NS_DCT "description";
inline constexpr std::string_view publisher = NS_DCT "publisher";
inline constexpr std::string_view creator = NS_DCT "creator";
inline constexpr std::string_view rights_holder = NS_DCT "rightsHolder";
inline constexpr std::string_view license = NS_DCT "license";
inline constexpr std::string_view rights = NS_DCT "rights";
inline constexpr std::string_view access_rights = NS_DCT "accessRights";
inline constexpr std::string_view issued = NS_DCT "issued";
inline constexpr std::string_view modified = NS_DCT "modified";
inline constexpr std::string_view frequency = NS_DCT "accrualPeriodicity";
inline constexpr std::string_view spatial = NS_DCT "spatial";
inline constexpr std::string_view temporal = NS_DCT "temporal";
inline constexpr std::string_view format = NS_DCT "format";
inline constexpr std::string_view subject = NS_DCT "subject";

inline constexpr std::string_view foaf_name = NS_FOAF "name";
inline constexpr std::string_view foaf_mbox = NS_FOAF "mbox";
inline constexpr std::string_view vcard_fn = NS_VCARD "fn";
inline constexpr std::string_view vcard_organization = NS_VCARD "organization-name";
inline constexpr std::string_view vcard_has_email = NS_VCARD "hasEmail";
inline constexpr std::string_view vcard_email = NS_VCARD "email";
inline constexpr std::string_view vcard_value = NS_VCARD "value";
inline constexpr std::string_view vcard_has_value = NS_VCARD "hasValue";
inline constexpr std::string_view pref_label = NS_SKOS "prefLabel";
inline constexpr std::string_view label = NS_RDFS "label";
inline constexpr std::string_view rdf_value = NS_RDF "value";
inline constexpr std::string_view geometry = NS_LOCN "geometry";
inline constexpr std::string_view as_wkt = NS_GEOSPARQL "asWKT";
inline constexpr std::string_view as_geojson = NS_GEOSPARQL "asGeoJSON";
inline constexpr std::string_view geographic_name = NS_LOCN "geographicName";
inline constexpr std::string_view schema_start = NS_SCHEMA "startDate";
inline constexpr std::string_view schema_end = NS_SCHEMA "endDate";
inline constexpr std::string_view time_beginning = NS_TIME "hasBeginning";
inline constexpr std::string_view time_end = NS_TIME "hasEnd";
inline constexpr std::string_view checksum = NS_SPDX "checksum";
inline constexpr std::string_view checksum_value = NS_SPDX "checksumValue";
inline constexpr std::string_view checksum_algorithm = NS_SPDX "algorithm";
inline constexpr std::string_view attribution = NS_PROV "qualifiedAttribution";
inline constexpr std::string_view agent = NS_PROV "agent";
inline constexpr std::string_view legislation = NS_DCATAP "applicableLegislation";
inline constexpr std::string_view attribution_text = "http://schema.theodi.org/odrs#attributionText";
inline constexpr std::string_view adms_identifier = NS_ADMS "identifier";
inline constexpr std::string_view notation = NS_SKOS "notation";

/// Behind these a node with a name is a part of the data set's record; behind others (isPartOf, inSeries,
/// relation, …) it is another thing.
inline constexpr std::array parts = {
    distribution, distributions, access_service, contact_point,  publisher,   creator,        rights_holder,
    license,      rights,        access_rights,  frequency,      spatial,     temporal,       format,
    media_type,   theme,         subject,        checksum,       attribution, agent,          vcard_has_email,
    geometry,     bbox,          centroid,       time_beginning, time_end,    adms_identifier};

} // namespace moisson::dcat
