// Target `harvested`: a platform that comes for our catalogue by itself. Nothing is sent; it is asked whether
// it has every data set of the catalogue, as new as we say.
#pragma once
#include "connectors/targets/directory.hpp"
#include "connectors/targets/udata/api.hpp"

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

namespace moisson {

inline constexpr const char* harvested_resource = "catalogue";

/// A data set as our catalogue names it.
struct AnnouncedDataSet {
    std::string uri;        ///< its @id
    std::string identifier; ///< dct:identifier
    UnixTime since = 0;     ///< first announced; 0 = not known
    UnixTime modified = 0;
};

/// The data sets of catalog.jsonld. Throws RdfFormError.
std::vector<AnnouncedDataSet> announced_data_sets(const std::string& catalog);

/// When the platform harvested a data set last, by each name that its harvester remembers: URI, remote id,
/// identifier. Archived and deleted ones are not there.
using HarvestedDataSets = std::map<std::string, UnixTime>;

/// What has not arrived. `waiting` as long as nothing is late: a data set is late when it was announced
/// longer ago than `harvest_within` and is not there, the platform when it came last longer ago than that.
/// `previous`: digest of what was there before; another one is `published`. Pure.
PublishOutcome judge_harvest(const TargetConfig& target, const std::vector<AnnouncedDataSet>& announced,
                             const HarvestedDataSets& harvested, const std::string& previous, UnixTime now);

/// Asks, as everybody may, for the data sets of the organisation. Throws UdataFault.
boost::asio::awaitable<HarvestedDataSets> ask_harvested(UdataAccess access, std::string organization);

} // namespace moisson
