// The daemon's publications: one after the other, off the io thread.
#pragma once
#include "daemon/harvest/publish.hpp"
#include "daemon/harvest/workshop.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace moisson {

/// One per process: two publications never run at once. Thread: io; files are written on publishing, rows
/// settled on store.
class Publisher {
public:
    explicit Publisher(Workshop& shop);
    /// Removes what a crash left in the targets, brings the outbox in line with the configuration. At start
    /// and reload.
    boost::asio::awaitable<void> prepare();
    /// Errors of a target are in the outcomes; StoreError is thrown.
    boost::asio::awaitable<std::vector<PublishOutcome>> publish(std::vector<FeedPtr> feeds,
                                                                PublishOptions options);

private:
    boost::asio::awaitable<std::vector<PublishOutcome>> publish_now(std::vector<FeedPtr> feeds,
                                                                    PublishOptions options);
    boost::asio::awaitable<void> renew_rules(std::shared_ptr<StoreReader> reader,
                                             const std::vector<FeedPtr>& feeds);
    boost::asio::awaitable<void> keep(RemoteObject row);
    Workshop& shop_;
    bool busy_ = false;
    boost::asio::steady_timer turn_; ///< never expires; cancelled when a publication ends
};

} // namespace moisson
