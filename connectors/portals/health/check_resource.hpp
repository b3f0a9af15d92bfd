// One address of a data set, asked whether it is there: only the head of the answer is read, however large or
// slow the body is.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "core/portals/resource_health.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace moisson {

struct ResourceQuestion {
    std::string url, etag, last_modified; ///< validators of the last good answer
    AppConfig app;                        ///< limits, allow_private
};

/// HEAD, under the condition that it changed; GET of the first byte when the server does not answer HEAD. By
/// the one HTTP client: every address is checked, redirects are counted, hosts are spared. 30 s at most. io
/// thread. Never throws for what the network does; boost::system::system_error when it is cancelled.
boost::asio::awaitable<ResourceAnswer> check_resource(ResourceQuestion question,
                                                      std::shared_ptr<Network> network);

} // namespace moisson
