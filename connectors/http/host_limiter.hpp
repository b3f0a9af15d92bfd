// Politeness towards hosts: how many requests at a time, how many a second, and rest for one that is down.
#pragma once
#include "connectors/http/circuit_breaker.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace moisson {

/// io thread.
class HostLimiter {
public:
    struct Limits {
        unsigned connections = 2;
        double requests_per_second = 5; ///< 0 = no limit
    };
    explicit HostLimiter(Limits limits) : limits_(limits) {}

    /// The right to one exchange with a host; given back when it is destroyed.
    class Slot {
    public:
        Slot() = default;
        Slot(Slot&& other) noexcept : limiter_(std::exchange(other.limiter_, nullptr)), host_(other.host_) {}
        Slot& operator=(Slot&& other) noexcept;
        ~Slot() { release(); }
        void release();
        /// What came of the exchange: whether the host is there at all. A 500 is an answer. `code`: the
        /// status, or the code of the fault.
        void answered(const std::string& code);
        void failed(const std::string& code);

    private:
        friend class HostLimiter;
        Slot(HostLimiter* limiter, std::string host) : limiter_(limiter), host_(std::move(host)) {}
        HostLimiter* limiter_ = nullptr;
        std::string host_;
    };

    /// Waits for its turn, first come first served. `requests_per_second` of the feed, 0 = the host's.
    /// Throws HttpFault "network.host-down" with retry_after while the host rests.
    boost::asio::awaitable<Slot> acquire(std::string host, double requests_per_second);

    /// Told of every exchange: its host, and the status or the code of the fault.
    std::function<void(const std::string& host, const std::string& code)> on_answer;

private:
    struct Host {
        unsigned active = 0;
        std::chrono::steady_clock::time_point next{};
        std::deque<boost::asio::steady_timer*> waiting;
        CircuitBreaker breaker;
    };
    void give_back(const std::string& host);
    static boost::asio::awaitable<void> wait_for_turn(Host& host, const Limits& limits);

    Limits limits_;
    std::map<std::string, Host> hosts_; ///< nodes stay where they are
};

} // namespace moisson
