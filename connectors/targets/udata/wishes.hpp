// What a platform should hold: of a kind, and of a record that describes a data set. Pure.
#pragma once
#include "connectors/targets/udata/target.hpp"
#include "core/config/feed.hpp"
#include "core/export/published_view.hpp"

#include <string>
#include <vector>

namespace moisson {

/// The data set of a kind's files, as the templates of the target make it.
DataSetWish wish_of_kind(const TargetConfig& target, const Kind& kind, const std::vector<FeedPtr>& feeds,
                         const std::vector<FeedState>& states);

/// The data set of how often what was consulted.
DataSetWish wish_of_consultations(const TargetConfig& target);

/// The data set that a record describes. What may be published of it decides `view`.
DataSetWish wish_of_record(PublishedView& view, const GoldenRecord& record);

/// What the outbox holds of a target: "structures" (the data set itself), "structures.csv", …; of a kind that
/// describes data sets "datasets/*": one data set for each record.
std::vector<std::string> udata_resources(const TargetConfig& target, const Schema& schema);
std::string udata_records_resource(const Kind& kind); ///< "" when its records are none

/// Title and description of one file: "Structures (CSV)".
void describe_file(FileWish& wish, const Kind& kind, const DirectoryResource& resource);
/// "Structures, département 01 (CSV)", of "departements/structures-01.csv".
void describe_departement(FileWish& wish, const Kind& kind, const DirectoryResource& resource);

} // namespace moisson
