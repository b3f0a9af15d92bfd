// HTTP/1.1 for a few known clients: one request at a time per connection, everything limited.
#pragma once
#include "daemon/web/http.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace moisson::web {

struct ServerLimits {
    std::size_t request_line = 8 * 1024;
    std::size_t headers = 16 * 1024; ///< request line included
    std::size_t body = 64 * 1024;    ///< of a POST; any other method has none
    std::chrono::milliseconds header_deadline{5000};
    std::chrono::milliseconds idle{15000};
    unsigned connections = 64;
    unsigned connections_per_address = 32;
};

/// The address cannot be listened on; what() names it and what to do.
class ListenError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Lives on the io thread. Destroy it only after io.run() has returned.
class Server {
public:
    virtual ~Server() = default;
    /// Stops accepting, closes idle connections; answers under way are finished, then their connections
    /// close.
    virtual void stop() = 0;
    virtual unsigned short port() const = 0; ///< 0 for a Unix socket
    virtual unsigned connections() const = 0;
};

/// "127.0.0.1:8642", "[::1]:0". Loopback only, unless `allow_remote`. `section` of moisson.toml names the
/// listener in messages. Throws ListenError.
std::unique_ptr<Server> listen_tcp(boost::asio::io_context& io, const std::string& address, bool allow_remote,
                                   Handler handler, ServerLimits limits = {},
                                   const std::string& section = "status");

/// Mode 0660; a socket file that nobody listens on is replaced. Throws ListenError.
std::unique_ptr<Server> listen_unix(boost::asio::io_context& io, const std::filesystem::path& path,
                                    Handler handler, ServerLimits limits = {});

} // namespace moisson::web
