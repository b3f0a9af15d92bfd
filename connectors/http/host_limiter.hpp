// What all transfers of one process share: politeness towards hosts, name look-ups, TLS contexts. io thread.
#pragma once
#include "connectors/http/resolver.hpp"
#include "connectors/http/tls.hpp"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>

namespace moisson {

class HostLimiter {
public:
    struct Limits {
        unsigned connections = 2;
        double requests_per_second = 5; ///< 0 = no limit
    };
    explicit HostLimiter(Limits limits, Lookup lookup = system_lookup)
        : limits_(limits), resolver_(std::move(lookup)) {}

    /// The right to one exchange with a host; given back when it is destroyed.
    class Slot {
    public:
        Slot() = default;
        Slot(Slot&& other) noexcept : limiter_(std::exchange(other.limiter_, nullptr)), host_(other.host_) {}
        Slot& operator=(Slot&& other) noexcept;
        ~Slot() { release(); }
        void release();

    private:
        friend class HostLimiter;
        Slot(HostLimiter* limiter, std::string host) : limiter_(limiter), host_(std::move(host)) {}
        HostLimiter* limiter_ = nullptr;
        std::string host_;
    };

    /// Waits for its turn, first come first served. `requests_per_second` of the feed, 0 = the host's.
    boost::asio::awaitable<Slot> acquire(std::string host, double requests_per_second);

    Resolver& resolver() { return resolver_; }
    TlsContexts& tls() { return tls_; }

private:
    struct Host {
        unsigned active = 0;
        std::chrono::steady_clock::time_point next{};
        std::deque<boost::asio::steady_timer*> waiting;
    };
    void give_back(const std::string& host);

    Limits limits_;
    std::map<std::string, Host> hosts_;
    Resolver resolver_;
    TlsContexts tls_;
};

} // namespace moisson
