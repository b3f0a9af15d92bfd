#include "daemon/api/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace moisson::api {

namespace {

constexpr std::size_t most_addresses = 20'000;

double seconds_between(RateLimit::Time from, RateLimit::Time to) {
    return std::chrono::duration<double>(to - from).count();
}

} // namespace

/// A full bucket says nothing that a new one would not. Once a second: it looks at all of them.
void RateLimit::forget_full_ones(Time now) {
    if (now - forgot_at_ < std::chrono::seconds(1)) return;
    forgot_at_ = now;
    std::erase_if(buckets_, [&](const auto& entry) {
        const Bucket& bucket = entry.second;
        return bucket.tokens + seconds_between(bucket.at, now) * per_second_ >= burst_;
    });
}

std::optional<std::chrono::seconds> RateLimit::take(const std::string& address, Time now) {
    if (per_second_ <= 0) return std::nullopt;
    if (buckets_.size() >= most_addresses && !buckets_.contains(address)) forget_full_ones(now);
    const bool room = buckets_.size() < most_addresses || buckets_.contains(address);
    Bucket& bucket = room ? buckets_[address] : others_;
    if (bucket.at == Time{}) bucket = {burst_, now};
    bucket.tokens = std::min(burst_, bucket.tokens + seconds_between(bucket.at, now) * per_second_);
    bucket.at = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return std::nullopt;
    }
    return std::chrono::seconds(static_cast<long>(std::ceil((1 - bucket.tokens) / per_second_)));
}

} // namespace moisson::api
