// One run of one feed, from the fetch to the commit. Read harvest() and you know the product.
#pragma once
#include "daemon/harvest/workshop.hpp"

#include <boost/asio/awaitable.hpp>

namespace moisson {

/// Runs on executors.io. A producer's fault is in the returned row; StoreError and disk errors are thrown.
boost::asio::awaitable<RunRow> harvest(Workshop& shop, FeedPtr feed, RunOptions options);

/// Applies a held run after a decision, and moves its snapshot among the kept ones.
boost::asio::awaitable<RunRow> approve(Workshop& shop, FeedPtr feed, RunId run, std::string actor,
                                       bool rekey);

} // namespace moisson
