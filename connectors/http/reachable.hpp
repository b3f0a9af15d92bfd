// The addresses of a name that a feed may dial.
#pragma once
#include "connectors/http/address_policy.hpp"
#include "connectors/http/resolver.hpp"
#include "connectors/http/url.hpp"

namespace moisson {

/// Resolves, then judges each address. `own_listener`: "127.0.0.1:8642", our own status page is never a
/// source. io thread. Throws HttpFault "blocked.address" when none is left, or what resolve() throws.
boost::asio::awaitable<Addresses> reachable_addresses(const Url& url, Resolver& resolver,
                                                      const AddressPolicy& policy,
                                                      const std::string& own_listener);

} // namespace moisson
