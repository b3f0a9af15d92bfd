// A host that does not answer is left alone for a while, so that its feeds cost no slot and no time.
#pragma once
#include <algorithm>
#include <chrono>

namespace moisson {

/// Pure: the clock is the caller's. After `threshold` failures in a row the host rests for `first_rest`, then
/// one failure more doubles the rest, up to `longest_rest`; one success ends it.
class CircuitBreaker {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr unsigned threshold = 5;
    static constexpr std::chrono::seconds first_rest{30}, longest_rest{600};

    /// Zero when a request may be sent.
    Clock::duration rests_for(Clock::time_point now) const {
        return std::max(until_ - now, Clock::duration::zero());
    }
    unsigned failures() const { return failures_; }

    void succeeded() { failures_ = 0; }
    /// Requests that were under way when the rest began say nothing new.
    void failed(Clock::time_point now) {
        if (now < until_ || ++failures_ < threshold) return;
        const unsigned doublings = std::min(failures_ - threshold, 10u);
        until_ = now + std::min<Clock::duration>(first_rest * (1u << doublings), longest_rest);
    }

private:
    unsigned failures_ = 0;
    Clock::time_point until_{};
};

} // namespace moisson
