// moisson.toml and the feed file → how a client may behave.
#pragma once
#include "connectors/fetch/request_template.hpp"

namespace moisson {

/// For requests whose credentials belong to `home`. Throws HttpFault for a proxy that cannot be used.
HttpClientOptions client_options(const FetchRequest& fetch, const Url& home, SecretBag& secrets);

/// For a platform that we publish to: what moisson.toml says, and no feed.
HttpClientOptions client_options(const AppConfig& app, const Url& home, SecretBag& secrets);

/// How long and how large the fetch of this feed may become, whatever its protocol.
HttpLimits fetch_limits(const FetchRequest& fetch);

} // namespace moisson
