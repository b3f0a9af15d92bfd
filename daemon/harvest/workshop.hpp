// What every harvest of one process shares: executors, store, configuration, politeness, clock.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "core/config/app.hpp"
#include "core/mapping/mapping.hpp"
#include "core/store/store.hpp"
#include "daemon/service/executors.hpp"

#include <atomic>
#include <functional>
#include <memory>

namespace moisson {

/// How far one run is; written by the worker that has it, read by the progress bar and the status page.
struct RunProgress {
    enum class Phase { fetching, reading, applying, done };
    std::atomic<Phase> phase{Phase::fetching};
    std::atomic<std::uint64_t> bytes{0};   ///< received
    std::atomic<std::uint64_t> records{0}; ///< read from the snapshot
    std::atomic<std::uint64_t> applied{0}, to_apply{0};
    std::atomic<bool> stop{false}; ///< set by SIGTERM: end at the next batch, apply nothing
};

/// Owned by the command or the daemon; outlives every harvest.
struct Workshop {
    AppConfig app;
    std::shared_ptr<const Schema> schema;
    Executors& executors;
    Store& store; ///< touched on executors.store only
    SecretReader secrets;
    std::shared_ptr<HostLimiter> limiter;
    std::function<UnixTime()> now;
    std::function<std::uint64_t()> random; ///< seed of public ids
};

Today today_of(UnixTime now);

} // namespace moisson
