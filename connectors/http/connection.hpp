// One TCP or TLS connection to one origin, every operation under a time limit.
#pragma once
#include "connectors/http/http_limits.hpp"
#include "connectors/http/resolver.hpp"
#include "connectors/http/tls.hpp"
#include "connectors/http/url.hpp"
#include "connectors/http/wait.hpp"

#include <boost/asio/buffer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

namespace moisson {

struct DialLimits {
    Millis connect{10000}; ///< all candidate addresses together
    Millis tls{10000};     ///< handshake
};

/// What a read came to. `clean_end`: the peer said that it is done (over TLS: with close_notify).
struct ReadResult {
    std::size_t bytes = 0;
    bool clean_end = false;
    bool torn_end = false; ///< TLS ended without close_notify
};

/// io thread. Faults are thrown as HttpFault: network.refused, network.unreachable, network.reset, timeout.*,
/// tls.*.
class Connection {
public:
    Connection(boost::asio::any_io_executor executor, Url origin);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Dials the candidates in order until one answers. They were checked by the caller: no name is looked up
    /// here.
    boost::asio::awaitable<void> connect(Addresses candidates, std::uint16_t port, DialLimits limits);
    boost::asio::awaitable<void> start_tls(TlsContext context, Millis time);

    boost::asio::awaitable<void> write(std::string_view bytes, Millis time);
    /// Throws "timeout.first-byte" or "timeout.idle" (`timeout_code`) when nothing comes in `time`.
    boost::asio::awaitable<ReadResult> read_some(boost::asio::mutable_buffer buffer, Millis time,
                                                 const char* timeout_code);
    void close();

    const Url& origin() const { return origin_; }

private:
    boost::asio::ip::tcp::socket& socket() { return tls_ ? tls_->next_layer() : plain_; }
    HttpFault dial_fault(const boost::system::error_code& error) const;
    HttpFault transfer_fault(const boost::system::error_code& error) const;
    HttpFault timeout(const char* code, Millis time) const;

    Url origin_;
    TlsContext context_;
    boost::asio::ip::tcp::socket plain_;
    std::optional<TlsStream> tls_;
    TimeLimit limit_;
};

} // namespace moisson
