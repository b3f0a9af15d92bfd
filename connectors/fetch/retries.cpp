#include "connectors/fetch/retries.hpp"

namespace moisson {

namespace {

/// An attempt that brought this much of a document was worth it: a long download over a poor line may be cut
/// more often than a short one.
constexpr std::uint64_t worthwhile_bytes = 1u << 20;

/// They pass by waiting longer than a run waits: a host that rests, time that is over, a file that is still
/// being written. The run ends, and leaves its place to others.
bool needs_another_run(const std::string& code) {
    return code == "timeout.total" || code == "network.host-down" || code.starts_with("file.");
}

} // namespace

bool Retries::may_pass(const HttpFault& fault) const {
    return fault.error().transient && !needs_another_run(fault.error().code) && tried_ < policy_.attempts &&
           fault.retry_after <= policy_.longest_wait;
}

std::optional<std::chrono::milliseconds> Retries::after(const HttpFault& fault, std::uint64_t progress) {
    tried_ = progress >= worthwhile_bytes ? 1 : tried_ + 1;
    if (!may_pass(fault)) return std::nullopt;
    if (fault.retry_after.count() > 0) return fault.retry_after;
    const double longest =
        static_cast<double>(policy_.base.count()) * static_cast<double>(1u << (tried_ - 1));
    const double random =
        policy_.random ? policy_.random() : std::uniform_real_distribution<double>(0, 1)(engine_);
    return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(longest * random));
}

} // namespace moisson
