// The one HTTP/1.1 client: keep-alive inside one fetch, redirects, credentials, limits, and no address that
// was not checked.
#pragma once
#include "connectors/http/address_policy.hpp"
#include "connectors/http/connection.hpp"
#include "connectors/http/host_limiter.hpp"
#include "connectors/http/response_parser.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace moisson {

struct HttpLimits {
    Millis connect{10000};
    Millis tls{10000};
    Millis first_byte{30000};        ///< from the request to the first byte of the answer
    Millis idle{30000};              ///< between two reads
    std::uint64_t low_speed = 1000;  ///< bytes a second …
    Millis low_speed_window{60000};  ///< … averaged over this time
    Millis total{3600000};           ///< of everything this client does
    std::uint64_t body = 256 << 20;  ///< bytes of one answer as received
    std::uint64_t decoded = 1 << 30; ///< bytes of one answer after Content-Encoding
    unsigned redirects = 5;
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct HttpClientOptions {
    Url home; ///< the feed's own address: credentials go nowhere else, and its port is the only unusual one
    HttpLimits limits;
    std::vector<std::string> allow_private; ///< networks, CIDR
    TlsFiles tls;
    std::string user_agent;
    std::string own_listener; ///< "127.0.0.1:8642": our own status page is never a source
    double requests_per_second = 0;
};

struct HttpRequest {
    Url url;
    std::string method = "GET";
    std::string body;
    HeaderList headers;      ///< sent to every host of a chain of redirects
    HeaderList home_headers; ///< credentials and the feed's own headers: sent to `home` only
    QueryPairs home_query;   ///< an API key as query parameter: added to requests to `home` only, never shown
};

struct HttpAnswer {
    ResponseHead head; ///< of a 200, 203 or 304
    Url final_url;
    std::vector<std::string> warnings; ///< "http.moved-permanently: …"
};

/// One fetch's client. io thread; one request at a time.
class HttpClient {
public:
    using Sink =
        std::function<void(std::string_view)>; ///< decoded body, at most 64 KiB at a time; may throw (disk)

    /// Throws std::invalid_argument for a malformed network in `allow_private`.
    HttpClient(HttpClientOptions options, std::shared_ptr<HostLimiter> limiter);

    /// Follows redirects. Every other status than 200, 203 and 304, and everything that goes wrong, is thrown
    /// as HttpFault. After a fault the sink may have seen a part of the body.
    boost::asio::awaitable<HttpAnswer> send(HttpRequest request, Sink sink);

private:
    struct Exchange;
    boost::asio::awaitable<ResponseHead> exchange(const HttpRequest& request, const Url& url, bool at_home,
                                                  const Sink& sink, std::vector<std::string>& warnings);
    boost::asio::awaitable<bool> converse(Exchange& exchange, std::string_view text, bool may_be_stale);
    boost::asio::awaitable<void> open(const Url& url, bool at_home);
    boost::asio::awaitable<Addresses> allowed_addresses(const Url& url);
    boost::asio::awaitable<void> read_head(Exchange& exchange);
    boost::asio::awaitable<void> read_body(Exchange& exchange, const Sink& sink);
    boost::asio::awaitable<bool> read_more(Exchange& exchange, Millis time, const char* timeout_code);
    Url next_hop(const ResponseHead& head, const Url& from, HttpRequest& request, HttpAnswer& answer) const;
    void check_port(const Url& url) const;
    Millis within_total(Millis time) const;
    std::string request_text(const HttpRequest& request, const Url& url, bool at_home) const;

    HttpClientOptions options_;
    std::shared_ptr<HostLimiter> limiter_;
    AddressPolicy policy_;
    std::chrono::steady_clock::time_point deadline_;
    std::unique_ptr<Connection> connection_; ///< idle between requests, to be used again for the same origin
};

} // namespace moisson
