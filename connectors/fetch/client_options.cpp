#include "connectors/fetch/client_options.hpp"

#include "connectors/http/fault.hpp"

#include <algorithm>

namespace moisson {

namespace {

ProxyOptions proxy_options(const AppConfig& app, SecretBag& secrets) {
    ProxyOptions proxy;
    if (app.http.proxy.empty()) return proxy;
    proxy.url = parse_url(app.http.proxy);
    if (proxy.url->secure()) // TLS inside TLS; nobody has asked for it yet
        throw permanent_fault("config.bad-value", "[http.client] proxy in moisson.toml must be an http:// "
                                                  "address; what goes through it to https sources stays "
                                                  "encrypted");
    if (!app.http.proxy_username.empty())
        proxy.authorization =
            basic_credentials(app.http.proxy_username, secrets.fill(app.http.proxy_password));
    proxy.without = app.http.no_proxy;
    return proxy;
}

} // namespace

HttpLimits fetch_limits(const FetchRequest& fetch) {
    const auto& http = fetch.app.http;
    const LimitsConfig& source = fetch.feed->source.limits;
    HttpLimits limits;
    limits.connect = http.connect_timeout;
    limits.first_byte = http.first_byte_timeout;
    limits.idle = http.idle_timeout;
    limits.total = source.timeout;
    limits.redirects = http.max_redirects;
    limits.body = std::min(source.max_bytes, http.max_bytes);
    limits.decoded = std::max<std::uint64_t>(4 * limits.body, 1ull << 30);
    return limits;
}

HttpClientOptions client_options(const AppConfig& app, const Url& home, SecretBag& secrets) {
    HttpClientOptions options;
    options.dialer.home = home;
    options.dialer.allow_private = app.http.allow_private;
    options.dialer.proxy = proxy_options(app, secrets);
    options.dialer.own_listener = app.status.listen;
    options.limits.connect = app.http.connect_timeout;
    options.limits.first_byte = app.http.first_byte_timeout;
    options.limits.idle = app.http.idle_timeout;
    options.limits.redirects = app.http.max_redirects;
    options.limits.body = app.http.max_bytes;
    options.limits.total = std::chrono::hours(24); // a pass over thousands of data sets
    options.user_agent = app.http.user_agent.empty() ? "moisson/" MOISSON_VERSION : app.http.user_agent;
    return options;
}

HttpClientOptions client_options(const FetchRequest& fetch, const Url& home, SecretBag& secrets) {
    const SourceConfig& source = fetch.feed->source;
    HttpClientOptions options = client_options(fetch.app, home, secrets);
    options.dialer.tls = {source.tls_ca, source.tls_client_certificate, source.tls_client_key};
    options.limits = fetch_limits(fetch);
    options.requests_per_second = source.limits.requests_per_second;
    return options;
}

} // namespace moisson
