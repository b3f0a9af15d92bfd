// Which other feeds we harvest: what a feed file can know of its neighbours.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace moisson {

/// Ids of the enabled feeds in the directory of `feed_file`, without its own, sorted. A feed's file carries
/// its id as name. Nothing when the directory cannot be read.
std::vector<std::string> other_feed_ids(const std::filesystem::path& feed_file);

} // namespace moisson
