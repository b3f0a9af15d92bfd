// https and http sources: one answer, or many pages.
#pragma once
#include "connectors/fetch/fetch.hpp"

namespace moisson {

/// See fetch(). `request.cpu` is set.
boost::asio::awaitable<FetchOutcome> fetch_network(FetchRequest request, std::shared_ptr<Network> network);

} // namespace moisson
