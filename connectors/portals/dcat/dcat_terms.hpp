// Names of DCAT-AP, GeoDCAT-AP and of what they borrow.
#pragma once
#include <array>
#include <string_view>

namespace moisson::dcat {

inline constexpr std::string_view dataset_class = "http://www.w3.org/ns/dcat#Dataset";
inline constexpr std::string_view contact_point = "http://www.w3.org/ns/dcat#contactPoint";
inline constexpr std::string_view distribution = "http://www.w3.org/ns/dcat#distribution";
inline constexpr std::string_view distributions = "http://www.w3.org/ns/dcat#distributions"; // a usual slip
inline constexpr std::string_view download_url = "http://www.w3.org/ns/dcat#downloadURL";
inline constexpr std::string_view access_url = "http://www.w3.org/ns/dcat#accessURL";
inline constexpr std::string_view access_service = "http://www.w3.org/ns/dcat#accessService";
inline constexpr std::string_view endpoint_url = "http://www.w3.org/ns/dcat#endpointURL";
inline constexpr std::string_view media_type = "http://www.w3.org/ns/dcat#mediaType";
inline constexpr std::string_view byte_size = "http://www.w3.org/ns/dcat#byteSize";
inline constexpr std::string_view keyword = "http://www.w3.org/ns/dcat#keyword";
inline constexpr std::string_view theme = "http://www.w3.org/ns/dcat#theme";
inline constexpr std::string_view landing_page = "http://www.w3.org/ns/dcat#landingPage";
inline constexpr std::string_view start_date = "http://www.w3.org/ns/dcat#startDate";
inline constexpr std::string_view end_date = "http://www.w3.org/ns/dcat#endDate";
inline constexpr std::string_view bbox = "http://www.w3.org/ns/dcat#bbox";
inline constexpr std::string_view centroid = "http://www.w3.org/ns/dcat#centroid";

inline constexpr std::string_view identifier = "http://purl.org/dc/terms/identifier";
inline constexpr std::string_view title = "http://purl.org/dc/terms/title";
inline constexpr std::string_view description = "http://purl.org/dc/terms/description";
inline constexpr std::string_view publisher = "http://purl.org/dc/terms/publisher";
inline constexpr std::string_view creator = "http://purl.org/dc/terms/creator";
inline constexpr std::string_view rights_holder = "http://purl.org/dc/terms/rightsHolder";
inline constexpr std::string_view license = "http://purl.org/dc/terms/license";
inline constexpr std::string_view rights = "http://purl.org/dc/terms/rights";
inline constexpr std::string_view access_rights = "http://purl.org/dc/terms/accessRights";
inline constexpr std::string_view issued = "http://purl.org/dc/terms/issued";
inline constexpr std::string_view modified = "http://purl.org/dc/terms/modified";
inline constexpr std::string_view frequency = "http://purl.org/dc/terms/accrualPeriodicity";
inline constexpr std::string_view spatial = "http://purl.org/dc/terms/spatial";
inline constexpr std::string_view temporal = "http://purl.org/dc/terms/temporal";
inline constexpr std::string_view format = "http://purl.org/dc/terms/format";
inline constexpr std::string_view subject = "http://purl.org/dc/terms/subject";

inline constexpr std::string_view foaf_name = "http://xmlns.com/foaf/0.1/name";
inline constexpr std::string_view foaf_mbox = "http://xmlns.com/foaf/0.1/mbox";
inline constexpr std::string_view vcard_fn = "http://www.w3.org/2006/vcard/ns#fn";
inline constexpr std::string_view vcard_organization = "http://www.w3.org/2006/vcard/ns#organization-name";
inline constexpr std::string_view vcard_has_email = "http://www.w3.org/2006/vcard/ns#hasEmail";
inline constexpr std::string_view vcard_email = "http://www.w3.org/2006/vcard/ns#email";
inline constexpr std::string_view vcard_value = "http://www.w3.org/2006/vcard/ns#value";
inline constexpr std::string_view vcard_has_value = "http://www.w3.org/2006/vcard/ns#hasValue";
inline constexpr std::string_view pref_label = "http://www.w3.org/2004/02/skos/core#prefLabel";
inline constexpr std::string_view label = "http://www.w3.org/2000/01/rdf-schema#label";
inline constexpr std::string_view rdf_value = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value";
inline constexpr std::string_view geometry = "http://www.w3.org/ns/locn#geometry";
inline constexpr std::string_view as_wkt = "http://www.opengis.net/ont/geosparql#asWKT";
inline constexpr std::string_view as_geojson = "http://www.opengis.net/ont/geosparql#asGeoJSON";
inline constexpr std::string_view geographic_name = "http://www.w3.org/ns/locn#geographicName";
inline constexpr std::string_view schema_start = "http://schema.org/startDate";
inline constexpr std::string_view schema_end = "http://schema.org/endDate";
inline constexpr std::string_view time_beginning = "http://www.w3.org/2006/time#hasBeginning";
inline constexpr std::string_view time_end = "http://www.w3.org/2006/time#hasEnd";
inline constexpr std::string_view checksum = "http://spdx.org/rdf/terms#checksum";
inline constexpr std::string_view checksum_value = "http://spdx.org/rdf/terms#checksumValue";
inline constexpr std::string_view checksum_algorithm = "http://spdx.org/rdf/terms#algorithm";
inline constexpr std::string_view attribution = "http://www.w3.org/ns/prov#qualifiedAttribution";
inline constexpr std::string_view agent = "http://www.w3.org/ns/prov#agent";
inline constexpr std::string_view legislation = "http://data.europa.eu/r5r/applicableLegislation";
inline constexpr std::string_view attribution_text = "http://schema.theodi.org/odrs#attributionText";
inline constexpr std::string_view adms_identifier = "http://www.w3.org/ns/adms#identifier";
inline constexpr std::string_view notation = "http://www.w3.org/2004/02/skos/core#notation";

/// Behind these a node with a name is a part of the data set's record; behind others (isPartOf, inSeries,
/// relation, …) it is another thing.
inline constexpr std::array parts = {
    distribution, distributions, access_service, contact_point,  publisher,   creator,        rights_holder,
    license,      rights,        access_rights,  frequency,      spatial,     temporal,       format,
    media_type,   theme,         subject,        checksum,       attribution, agent,          vcard_has_email,
    geometry,     bbox,          centroid,       time_beginning, time_end,    adms_identifier};

} // namespace moisson::dcat
