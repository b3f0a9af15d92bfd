// The one policy of trying again within a run: which faults may pass, how often, after which pause.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "connectors/http/fault.hpp"

#include <chrono>
#include <optional>
#include <random>

namespace moisson {

/// For one document. Keeps a reference to the policy.
class Retries {
public:
    explicit Retries(const RetryPolicy& policy) : policy_(policy), engine_(std::random_device()()) {}

    /// The pause before the next attempt; nothing when the fault ends the run. `progress`: bytes that this
    /// attempt brought and that the next one keeps.
    std::optional<std::chrono::milliseconds> after(const HttpFault& fault, std::uint64_t progress);
    /// Whether after() would give a pause. Takes nothing away.
    bool may_go_on(const HttpFault& fault) const { return tried_ + 1 < policy_.attempts && may_pass(fault); }
    void start_again() { tried_ = 0; } ///< another document

private:
    bool may_pass(const HttpFault& fault) const;

    const RetryPolicy& policy_;
    std::minstd_rand engine_;
    unsigned tried_ = 0;
};

} // namespace moisson
