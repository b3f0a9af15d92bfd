#include "connectors/http/dialer.hpp"

#include "connectors/http/conversation.hpp"
#include "connectors/http/reachable.hpp"

#include <algorithm>

namespace moisson {

namespace asio = boost::asio;

Dialer::Dialer(DialerOptions options, Network& network, const HttpLimits& limits, const Deadline& deadline)
    : options_(std::move(options)), network_(network), limits_(limits), deadline_(deadline),
      policy_(options_.allow_private) {}

void Dialer::check_port(const Url& url) const {
    if (url.port != 80 && url.port != 443 && url.port != options_.home.port)
        throw permanent_fault("blocked.port",
                              url.shown() + " uses port " + std::to_string(url.port) +
                                  "; other ports than 80 and 443 are used only when the feed's own "
                                  "url names them");
}

bool Dialer::uses_proxy(const Url& url) const {
    if (!options_.proxy.url) return false;
    return std::none_of(options_.proxy.without.begin(), options_.proxy.without.end(),
                        [&](const std::string& name) {
                            return url.host == name || (name.starts_with('.') && url.host.ends_with(name));
                        });
}

asio::awaitable<Addresses> Dialer::allowed_addresses(const Url& url) {
    return reachable_addresses(url, network_.resolver, policy_, options_.own_listener);
}

/// The proxy is the operator's own choice: its address may be private.
asio::awaitable<void> Dialer::reach_by_proxy(Connection& connection, const Url& url) {
    const bool literal = url.is_ipv4 || url.is_ipv6;
    if (literal) co_await allowed_addresses(url);
    if (url.host == "localhost" || url.host.ends_with(".localhost"))
        throw permanent_fault("blocked.address", url.shown() + " is the proxy itself");
    const Url& proxy = *options_.proxy.url;
    Addresses addresses;
    if (proxy.is_ipv4 || proxy.is_ipv6)
        addresses = {asio::ip::make_address(proxy.host)};
    else
        addresses = co_await network_.resolver.resolve(proxy.host);
    const DialLimits limits{deadline_.within(limits_.connect), limits_.tls};
    co_await connection.connect(std::move(addresses), proxy.port, limits);
    if (!url.secure()) co_return;
    const std::string target =
        (url.is_ipv6 ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port);
    std::string request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
    if (!options_.proxy.authorization.empty())
        request += "Proxy-Authorization: " + options_.proxy.authorization + "\r\n";
    request += "\r\n";
    Conversation conversation(connection, proxy, limits_, deadline_, limits_.body);
    const Conversation::More no_body;
    co_await conversation.ask(request, false, no_body);
    const unsigned status = conversation.head().status;
    if (status < 200 || status > 299 || !conversation.nothing_pending())
        throw HttpFault("network.proxy", status >= 500 || status == 200,
                        "the proxy " + proxy.authority() + " does not lead to " + url.authority() +
                            " (it answered " + std::to_string(status) +
                            "): check [http.client] in moisson.toml, or ask who runs the proxy");
}

asio::awaitable<void> Dialer::reach(Connection& connection, const Url& url) {
    if (uses_proxy(url)) co_return co_await reach_by_proxy(connection, url);
    Addresses addresses = co_await allowed_addresses(url);
    const DialLimits limits{deadline_.within(limits_.connect), limits_.tls};
    co_await connection.connect(std::move(addresses), url.port, limits);
}

asio::awaitable<std::unique_ptr<Connection>> Dialer::dial(const Url& url, bool at_home) {
    auto connection = std::make_unique<Connection>(co_await asio::this_coro::executor, url);
    co_await reach(*connection, url);
    if (url.secure()) {
        TlsFiles files = options_.tls;
        if (!at_home) files.client_certificate.clear(), files.client_key.clear();
        const TlsContext context = network_.tls.get(files);
        co_await connection->start_tls(context, deadline_.within(limits_.tls));
    }
    co_return connection;
}

} // namespace moisson
