#include "connectors/http/host_limiter.hpp"

#include "connectors/http/fault.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace moisson {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

void refuse_while_resting(const CircuitBreaker& breaker, const std::string& host) {
    const auto rest = std::chrono::ceil<std::chrono::seconds>(breaker.rests_for(Clock::now()));
    if (rest.count() == 0) return;
    HttpFault fault = transient_fault("network.host-down",
                                      host + " failed to answer " + std::to_string(breaker.failures()) +
                                          " times in a row; it is left alone for another " +
                                          std::to_string(rest.count()) + " s");
    fault.retry_after = rest;
    throw fault;
}

} // namespace

HostLimiter::Slot& HostLimiter::Slot::operator=(Slot&& other) noexcept {
    release();
    limiter_ = std::exchange(other.limiter_, nullptr);
    host_ = std::move(other.host_);
    return *this;
}

void HostLimiter::Slot::release() {
    if (HostLimiter* limiter = std::exchange(limiter_, nullptr)) limiter->give_back(host_);
}

void HostLimiter::Slot::answered(const std::string& code) {
    limiter_->hosts_[host_].breaker.succeeded();
    if (limiter_->on_answer) limiter_->on_answer(host_, code);
}

void HostLimiter::Slot::failed(const std::string& code) {
    limiter_->hosts_[host_].breaker.failed(Clock::now());
    if (limiter_->on_answer) limiter_->on_answer(host_, code);
}

void HostLimiter::give_back(const std::string& name) {
    Host& host = hosts_[name];
    --host.active;
    if (!host.waiting.empty()) host.waiting.front()->cancel();
}

asio::awaitable<void> HostLimiter::wait_for_turn(Host& host, const Limits& limits) {
    // A coroutine that is cancelled while it waits leaves the queue, and wakes the next if it was its turn.
    struct Place {
        Host& host;
        asio::steady_timer* timer;
        ~Place() {
            std::erase(host.waiting, timer);
            if (!host.waiting.empty()) host.waiting.front()->cancel();
        }
    };
    asio::steady_timer timer(co_await asio::this_coro::executor);
    host.waiting.push_back(&timer);
    const Place place{host, &timer};
    while (host.active >= limits.connections || host.waiting.front() != &timer) {
        timer.expires_at(Clock::time_point::max());
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    ++host.active;
}

asio::awaitable<HostLimiter::Slot> HostLimiter::acquire(std::string name, double requests_per_second) {
    Host& host = hosts_[name];
    refuse_while_resting(host.breaker, name);
    if (host.active >= limits_.connections || !host.waiting.empty())
        co_await wait_for_turn(host, limits_);
    else
        ++host.active;
    Slot slot(this, name);
    refuse_while_resting(host.breaker, name); // those before us in the queue may have found it down
    const double rate = requests_per_second > 0 ? requests_per_second : limits_.requests_per_second;
    const auto start = std::max(host.next, Clock::now());
    if (rate > 0)
        host.next =
            start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate));
    if (start > Clock::now()) {
        asio::steady_timer timer(co_await asio::this_coro::executor, start);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return slot;
}

} // namespace moisson
