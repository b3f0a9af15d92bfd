// The addresses of a feed's data sets, asked whether they are there: a few at a time, spread over days.
#pragma once
#include "core/portals/resource_health.hpp"
#include "daemon/harvest/workshop.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace moisson {

struct ResourcePass {
    std::size_t known = 0, asked = 0, left = 0; ///< left: due, and not asked in this pass
};

/// What is known of the addresses of a feed, by url, a page at a time. Thread: any but io.
void for_each_resource_check(StoreReader& reader, const std::string& feed,
                             const std::function<void(ResourceCheck&)>& visit);

/// One pass: what is new is noted, what nobody gives any more is forgotten, what is due is asked (with `all`,
/// everything), one address after the other, hosts in turn, half a second at least between two questions to
/// one. Memory: 12 bytes for an address and 60 for a data set. io thread. Never a withdrawal.
boost::asio::awaitable<ResourcePass> check_resources(Workshop& shop, FeedPtr feed, bool all = false);

} // namespace moisson
