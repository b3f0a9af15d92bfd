#include "core/portals/tables.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr std::array<TableProfile, 5> table_rows = {{
    {"ckan-datastore", "a file in the data store of a CKAN portal",
     "url is the page of the resource (…/dataset/NAME/resource/ID), its address in the API, or the portal's "
     "address\n"
     "with name = the resource's id. Rows come by datastore_search in the order of _id, 10,000 a page (a "
     "server gives\n"
     "32,000 at most); pages are asked for until one is empty, and what came is compared with total: a total "
     "that lies\n"
     "in either direction withdraws nothing. where is CKAN's filters, as JSON: '{\"ville\": \"Gap\"}'.",
     "name where order page_size", prepare_ckan_datastore},
    {"opendatasoft-records", "the records of a data set of Opendatasoft (Huwise), Explore API version 2.1",
     "url is the page of the data set (…/explore/dataset/NAME/) or the portal's address with name. One "
     "export in JSON\n"
     "holds all records; one that is cut does not close and is refused. pages = true reads pages of 100 "
     "instead, at\n"
     "most 10,000 records, in the order of a unique field (order). where is ODSQL. Places: "
     "\"geo_point_2d/lat\".",
     "name where order pages", prepare_opendatasoft_records},
    {"socrata-records", "the rows of a data set of Socrata, SODA 2",
     "url is the page or the resource of the data set: its id looks like abcd-1234. Rows are read in the "
     "order of :id,\n"
     "10,000 a page, until a page is empty; system fields (:id, :updated_at) come with them. where is SoQL. "
     "With\n"
     "[source.incremental] field = \":updated_at\" only what changed is asked for between full reads.",
     "name where order page_size", prepare_socrata_records},
    {"arcgis-layer", "a layer or table of ArcGIS (FeatureServer, MapServer)",
     "url is the layer (…/FeatureServer/0). Paths are names of attributes; @latitude and @longitude are a "
     "point of the\n"
     "geometry, in degrees. Dates are milliseconds: format = \"unix-ms\". Features are read in the order of "
     "OBJECTID,\n"
     "1,000 a page, while the server says exceededTransferLimit; when the layer's identifier is called "
     "otherwise, write\n"
     "it as order. where is SQL. [source.incremental] field: a date field (EditDate).",
     "name where order page_size", prepare_arcgis_layer},
    {"wfs", "a layer of a WFS 2.0 (GeoServer, MapServer, QGIS, deegree …)",
     "url is the endpoint, name the layer (\"ns:layer\"). Features come as GeoJSON: paths are names of "
     "properties,\n"
     "@latitude and @longitude a point of the geometry; a server that wants another word for it: query = "
     "{ outputFormat\n"
     "= \"geojson\" }. format = \"gml\": XML paths from the feature downwards. 1,000 a page with startIndex, "
     "until a page\n"
     "is empty; what came is compared with numberMatched. order is sortBy: write a unique property, else "
     "pages may repeat.\n"
     "where is CQL, which GeoServer understands. An exception report is an error, whatever its status.",
     "name where order page_size format", prepare_wfs},
}};

} // namespace

std::span<const TableProfile> table_profiles() { return table_rows; }

const TableProfile* find_table(std::string_view type) {
    const auto found = std::find_if(table_rows.begin(), table_rows.end(),
                                    [&](const TableProfile& profile) { return profile.type == type; });
    return found == table_rows.end() ? nullptr : &*found;
}

} // namespace moisson
