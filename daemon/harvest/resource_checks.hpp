// The addresses of a feed's data sets, asked whether they are there: a few at a time, spread over days.
#pragma once
#include "core/portals/resource_health.hpp"
#include "daemon/harvest/workshop.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace moisson {

struct ResourcePass {
    std::size_t known = 0, asked = 0, left = 0; ///< left: due, and not asked in this pass
};

/// Addresses of the resources of the feed's active data sets, each once, ascending. Thread: cpu or read.
std::vector<std::string> addresses_of(StoreReader& reader, const Schema& schema, const std::string& feed);

/// One pass: what is new is noted, what nobody gives any more is forgotten, what is due is asked (with `all`,
/// everything), one address after the other, host by host in turn. io thread. Never a withdrawal.
boost::asio::awaitable<ResourcePass> check_resources(Workshop& shop, FeedPtr feed, bool all = false);

} // namespace moisson
