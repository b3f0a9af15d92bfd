#include "daemon/harvest/publisher.hpp"

#include "daemon/harvest/platform_desk.hpp"
#include "daemon/harvest/published_rules.hpp"

#include <boost/asio/as_tuple.hpp>

namespace asio = boost::asio;

namespace moisson {

Publisher::Publisher(Workshop& shop)
    : shop_(shop), turn_(shop.executors.io(), asio::steady_timer::time_point::max()) {}

asio::awaitable<void> Publisher::prepare() {
    co_await offload(shop_.executors.store(),
                     [this] { prepare_outbox(shop_.store, shop_.app, *shop_.schema, shop_.now()); });
    if (busy_) co_return; // a temporary file may be in use
    for (const TargetConfig& target : shop_.app.targets) clean_directory(target);
}

asio::awaitable<std::vector<PublishOutcome>> Publisher::publish(std::vector<FeedPtr> feeds,
                                                                PublishOptions options) {
    while (busy_) co_await turn_.async_wait(asio::as_tuple(asio::use_awaitable));
    busy_ = true;
    std::exception_ptr failure;
    std::vector<PublishOutcome> outcomes;
    try {
        outcomes = co_await publish_now(std::move(feeds), std::move(options));
    } catch (...) {
        failure = std::current_exception();
    }
    busy_ = false;
    turn_.cancel();
    if (failure) std::rethrow_exception(failure);
    co_return outcomes;
}

asio::awaitable<std::vector<PublishOutcome>> Publisher::publish_now(std::vector<FeedPtr> feeds,
                                                                    PublishOptions options) {
    std::vector<PublishOutcome> outcomes;
    std::shared_ptr<StoreReader> reader;
    std::optional<PublishTurns> turns;
    std::optional<PublicationQueue> queue;
    co_await offload(shop_.executors.publishing(),
                     [&] { reader = StoreReader::open(shop_.app.store_path, shop_.schema); });
    co_await renew_rules(reader, feeds);
    const UnixTime begun = shop_.now();
    co_await offload(shop_.executors.publishing(), [&] {
        turns.emplace(shop_.app);
        queue.emplace(shop_.app, *shop_.schema, reader->outbox(), options, begun, reader->approvals(),
                      &*turns);
    });
    PlatformDesk desk({shop_.app,
                       *reader,
                       *shop_.schema,
                       feeds,
                       {shop_.secrets, shop_.network},
                       shop_.executors.publishing(),
                       [this](RemoteObject row) { return keep(std::move(row)); },
                       false,
                       options.force});
    while (const auto row = queue->next()) {
        if (shop_.stopping && shop_.stopping()) co_return outcomes; // the turn is not over
        Publication published;
        if (is_platform_row(shop_.app, *row))
            published = co_await desk.publish(*row, shop_.now());
        else
            published = co_await offload(shop_.executors.publishing(), [&] {
                return publish_row(*row, shop_.app, *reader, *shop_.schema, feeds, shop_.now());
            });
        queue->done(published.outcome);
        const std::vector<OutboxRow> rest = queue->end_target(published.outcome, shop_.now());
        co_await offload(shop_.executors.store(), [&] {
            shop_.store.settle(published.row);
            for (const OutboxRow& other : rest) shop_.store.settle(other);
        });
        outcomes.push_back(std::move(published.outcome));
    }
    co_await offload(shop_.executors.publishing(), [&] { turns->end_turns(options.target, begun); });
    co_return outcomes;
}

/// A producer who keeps a field back from now on wants it out of what is published already.
asio::awaitable<void> Publisher::renew_rules(std::shared_ptr<StoreReader> reader,
                                             const std::vector<FeedPtr>& feeds) {
    std::optional<PublishedRules> rules;
    std::vector<OutboxRow> outdated;
    co_await offload(shop_.executors.publishing(), [&] {
        rules.emplace(shop_.app, feeds);
        if (rules->are_new())
            outdated = reader->outbox();
        else
            rules.reset();
    });
    if (!rules) co_return;
    const UnixTime now = shop_.now();
    co_await offload(shop_.executors.store(),
                     [&] { rules->put_in_force(shop_.store, std::move(outdated), now); });
}

asio::awaitable<void> Publisher::keep(RemoteObject row) {
    co_await offload(shop_.executors.store(), [&] { shop_.store.put_remote(row); });
}

} // namespace moisson
