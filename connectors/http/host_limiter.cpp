#include "connectors/http/host_limiter.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace moisson {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

HostLimiter::Slot& HostLimiter::Slot::operator=(Slot&& other) noexcept {
    release();
    limiter_ = std::exchange(other.limiter_, nullptr);
    host_ = std::move(other.host_);
    return *this;
}

void HostLimiter::Slot::release() {
    if (HostLimiter* limiter = std::exchange(limiter_, nullptr)) limiter->give_back(host_);
}

void HostLimiter::give_back(const std::string& name) {
    Host& host = hosts_[name];
    --host.active;
    if (!host.waiting.empty()) host.waiting.front()->cancel();
}

asio::awaitable<HostLimiter::Slot> HostLimiter::acquire(std::string name, double requests_per_second) {
    Host& host = hosts_[name]; // map nodes stay where they are
    asio::steady_timer timer(co_await asio::this_coro::executor);
    if (host.active >= limits_.connections || !host.waiting.empty()) {
        // A coroutine that is cancelled while it waits leaves the queue, and wakes the next if it was its
        // turn.
        struct Place {
            Host& host;
            asio::steady_timer* timer;
            ~Place() {
                std::erase(host.waiting, timer);
                if (!host.waiting.empty()) host.waiting.front()->cancel();
            }
        };
        host.waiting.push_back(&timer);
        const Place place{host, &timer};
        while (host.active >= limits_.connections || host.waiting.front() != &timer) {
            timer.expires_at(Clock::time_point::max());
            co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        ++host.active;
    } else {
        ++host.active;
    }
    Slot slot(this, name);
    const double rate = requests_per_second > 0 ? requests_per_second : limits_.requests_per_second;
    const auto start = std::max(host.next, Clock::now());
    if (rate > 0)
        host.next =
            start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate));
    if (start > Clock::now()) {
        timer.expires_at(start);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return slot;
}

} // namespace moisson
