// Time limits for single network operations (Boost 1.81 has no cancel_after).
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace moisson {

/// Calls `expire` once when the time is over before stop(). io thread. One object may be started many times.
class TimeLimit {
public:
    TimeLimit(boost::asio::any_io_executor executor, std::function<void()> expire)
        : timer_(std::move(executor)), state_(std::make_shared<State>()) {
        state_->expire = std::move(expire);
    }
    ~TimeLimit() { stop(); }
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;

    void start(std::chrono::steady_clock::duration time) {
        state_->expired = false;
        timer_.expires_after(time);
        // The number tells a late handler that its round is over.
        timer_.async_wait([state = state_, round = ++state_->round](const boost::system::error_code& error) {
            if (error || state->round != round) return;
            state->expired = true;
            state->expire();
        });
    }
    void stop() {
        ++state_->round;
        timer_.cancel();
    }
    bool expired() const { return state_->expired; }

private:
    struct State {
        std::function<void()> expire;
        unsigned long round = 0;
        bool expired = false;
    };
    boost::asio::steady_timer timer_;
    std::shared_ptr<State> state_;
};

} // namespace moisson
