// How often one address may ask: a bucket of tokens for each, and a bound on how many addresses are
// remembered.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

namespace moisson::api {

/// Thread: one. Time is given, so that tests need not wait.
class RateLimit {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// `per_second` 0: no limit. `burst`: what an address that was quiet may ask at once.
    RateLimit(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

    /// Takes one request of the address, or says after how many seconds it may ask again.
    std::optional<std::chrono::seconds> take(const std::string& address, Time now);
    std::size_t remembered() const { return buckets_.size(); }

private:
    struct Bucket {
        double tokens = 0;
        Time at{};
    };
    void forget_full_ones(Time now);

    double per_second_, burst_;
    std::unordered_map<std::string, Bucket> buckets_;
    Time forgot_at_{};
    Bucket others_; ///< shared by all that there is no room for
};

} // namespace moisson::api
