// What every harvest of one process shares: executors, store, configuration, politeness, clock.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "core/config/app.hpp"
#include "core/mapping/mapping.hpp"
#include "core/store/store.hpp"
#include "daemon/harvest/run_options.hpp"
#include "daemon/service/executors.hpp"

#include <functional>
#include <memory>

namespace moisson {

struct LinkAnswer; // daemon/harvest/linking.hpp

/// Owned by the command or the daemon; outlives every harvest.
struct Workshop {
    AppConfig app;
    std::shared_ptr<const Schema> schema;
    Executors& executors;
    Store& store; ///< touched on executors.store only
    SecretReader secrets;
    std::shared_ptr<Network> network;
    std::function<UnixTime()> now;
    std::function<std::uint64_t()> random;       ///< seed of public ids
    std::function<std::vector<FeedPtr>()> feeds; ///< the valid ones of now; io thread
    std::function<void(const LinkAnswer&)> linked =
        nullptr; ///< after each pass of the linker that had work; io thread
    std::function<bool()> stopping =
        nullptr; ///< an order to stop was given: long work ends at its next step; io
};

Today today_of(UnixTime now);

} // namespace moisson
