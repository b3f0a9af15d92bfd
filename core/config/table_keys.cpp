// Keys of [source.table]. Order = order of the reference page.
#include "core/config/feed.hpp"
#include "core/config/keys.hpp"

namespace moisson {

using enum KeyType;

std::vector<Key> table_key_rows() {
    return {
        {.section = "source.table",
         .name = "name",
         .help =
             "Which table, when the address does not say it: the resource's id (ckan-datastore), the data "
             "set (opendatasoft-records, socrata-records), the number of the layer (arcgis-layer), its "
             "type name (wfs).",
         .slot = INTO(FeedConfig, source.table.name),
         .also = "layer couche dataset resource typename typenames jeu",
         .example = "\"ns:equipements\""},
        {.section = "source.table",
         .name = "where",
         .help = "Only the records for which this holds, in the service's own language: ODSQL, SoQL, SQL "
                 "(arcgis-layer), CQL (wfs), filters as JSON (ckan-datastore).",
         .slot = INTO(FeedConfig, source.table.where),
         .also = "filter filtre condition",
         .example = "\"commune = 'Gap'\""},
        {.section = "source.table",
         .name = "order",
         .help = "The field by which pages are cut; no two records may share its value. Default: _id "
                 "(ckan-datastore), :id (socrata-records), OBJECTID (arcgis-layer); wfs has none.",
         .slot = INTO(FeedConfig, source.table.order),
         .also = "sort sortby order_by orderby tri",
         .example = "\"fid\""},
        {.section = "source.table",
         .name = "page_size",
         .type = count,
         .fallback = "0",
         .help = "Records per page; 0 = the usual number of that service. The server may give fewer.",
         .slot = INTO(FeedConfig, source.table.page_size),
         .maximum = 50000},
        {.section = "source.table",
         .name = "pages",
         .type = boolean,
         .fallback = "false",
         .help = "opendatasoft-records: read pages, at most 10,000 records, instead of one export.",
         .slot = INTO(FeedConfig, source.table.pages)},
        {.section = "source.table",
         .name = "format",
         .fallback = "\"geojson\"",
         .allowed = "geojson gml",
         .help = "wfs: what is asked for.",
         .slot = INTO(FeedConfig, source.table.format)},
    };
}

} // namespace moisson
