// Services that give the records of one table: a file in CKAN's data store, a data set of Opendatasoft or
// Socrata, a layer of ArcGIS or WFS. What a feed says of them is which table and how its columns are mapped;
// how it is asked for stands here.
#pragma once
#include "core/config/feed.hpp"

#include <span>
#include <string>
#include <string_view>

namespace moisson {

struct TableProfile {
    std::string_view type;  ///< [source] type
    std::string_view help;  ///< what it is, in a few words
    std::string_view notes; ///< how it is read: for `moisson explain source.<type>`
    std::string_view keys;  ///< keys of [source.table] it understands, separated by blanks
    /// Fills type (the format read), url, query, records, pagination and what [source.incremental] leaves
    /// out. What the producer wrote in query, headers and limits stays. Returns what the feed does not say
    /// and must, as a sentence without its end; "" when nothing is missing.
    std::string (*prepare)(SourceConfig& source);
};

std::span<const TableProfile> table_profiles();
const TableProfile* find_table(std::string_view type); ///< null: no such service

std::string prepare_ckan_datastore(SourceConfig& source);
std::string prepare_opendatasoft_records(SourceConfig& source);
std::string prepare_socrata_records(SourceConfig& source);
std::string prepare_arcgis_layer(SourceConfig& source);
std::string prepare_wfs(SourceConfig& source);

} // namespace moisson
