// A request and an answer, without any HTTP library: what routes and their tests work with.
#pragma once
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson::web {

struct Request {
    std::string method; ///< HEAD arrives as GET; the server leaves the body out
    std::string path;   ///< as sent, without the query; begins with '/'
    std::string query;  ///< without '?'
    std::string host;   ///< Host header
    std::string origin; ///< Origin header; a browser sends it with requests of other sites
    std::string body;
    std::string peer;    ///< "127.0.0.1:51234", or "uid 1000 (name) pid 4242" on the Unix socket
    std::string address; ///< of the peer, without the port
    bool local = false;  ///< arrived by the Unix socket
    bool head = false;
    // Headers as sent, empty when absent.
    std::string if_none_match{}, if_range{}, range{}, accept_encoding{}, authorization{}, forwarded_for{};
};

/// A body that is read piece by piece while it is sent. Lives on the io thread; reads elsewhere.
class BodySource {
public:
    virtual ~BodySource() = default;
    virtual std::uint64_t size() const = 0;
    /// The next piece, at most `most` bytes; empty before the end is a failure. The bytes live until the next
    /// call.
    virtual boost::asio::awaitable<std::string_view> next(std::size_t most) = 0;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::shared_ptr<BodySource> stream{}; ///< instead of `body`
};

/// Runs on the io thread. What it throws becomes a 500 without details.
using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

/// RFC 9457. `detail` says what happened and what to do.
Response problem(int status, const std::string& detail);
const char* reason(int status);

} // namespace moisson::web
