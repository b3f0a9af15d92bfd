// What all transfers of one process share. io thread.
#pragma once
#include "connectors/http/host_limiter.hpp"
#include "connectors/http/resolver.hpp"
#include "connectors/http/tls.hpp"
#include "connectors/http/token_cache.hpp"

namespace moisson {

struct Network {
    explicit Network(HostLimiter::Limits limits, Lookup lookup = system_lookup)
        : hosts(limits), resolver(std::move(lookup)) {}

    HostLimiter hosts;
    Resolver resolver;
    TlsContexts tls;
    TokenCache tokens;
};

} // namespace moisson
