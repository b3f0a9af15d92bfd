// Opens connections for one client: only to addresses that were checked, through the operator's proxy if any.
#pragma once
#include "connectors/http/address_policy.hpp"
#include "connectors/http/connection.hpp"
#include "connectors/http/http_limits.hpp"
#include "connectors/http/network.hpp"

#include <optional>

namespace moisson {

/// [http.client] proxy of moisson.toml. It looks names up and judges their addresses in our place; addresses
/// that stand in a URL are still judged here.
struct ProxyOptions {
    std::optional<Url> url;           ///< http; absent = direct connections
    std::string authorization;        ///< value of Proxy-Authorization, or ""
    std::vector<std::string> without; ///< hosts, or ".domains", that are reached directly
};

struct DialerOptions {
    Url home; ///< its port is the only unusual one; the client certificate is for it
    std::vector<std::string> allow_private; ///< networks, CIDR
    TlsFiles tls;
    ProxyOptions proxy;
    std::string own_listener; ///< "127.0.0.1:8642": our own status page is never a source
};

/// io thread. Faults are thrown as HttpFault.
class Dialer {
public:
    /// Throws std::invalid_argument for a malformed network in `allow_private`. The references must live as
    /// long.
    Dialer(DialerOptions options, Network& network, const HttpLimits& limits, const Deadline& deadline);

    /// Throws "blocked.port" for a port that a feed may not choose by a redirect or link.
    void check_port(const Url& url) const;
    /// A connection to the origin of `url`, TLS done. `at_home`: the client certificate may be shown.
    boost::asio::awaitable<std::unique_ptr<Connection>> dial(const Url& url, bool at_home);
    /// Plain http through a proxy: the request line names the whole address, and the proxy wants its login.
    bool speaks_to_proxy(const Url& url) const { return !url.secure() && uses_proxy(url); }
    const std::string& proxy_authorization() const { return options_.proxy.authorization; }

private:
    bool uses_proxy(const Url& url) const;
    boost::asio::awaitable<Addresses> allowed_addresses(const Url& url);
    boost::asio::awaitable<void> reach(Connection& connection, const Url& url);
    boost::asio::awaitable<void> reach_by_proxy(Connection& connection, const Url& url);

    DialerOptions options_;
    Network& network_;
    const HttpLimits& limits_;
    const Deadline& deadline_;
    AddressPolicy policy_;
};

} // namespace moisson
