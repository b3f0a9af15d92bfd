#include "daemon/harvest/publisher.hpp"

#include <boost/asio/as_tuple.hpp>

namespace asio = boost::asio;

namespace moisson {

Publisher::Publisher(Workshop& shop)
    : shop_(shop), turn_(shop.executors.io(), asio::steady_timer::time_point::max()) {}

asio::awaitable<void> Publisher::prepare() {
    co_await offload(shop_.executors.store(),
                     [this] { prepare_outbox(shop_.store, shop_.app, *shop_.schema, shop_.now()); });
    if (busy_) co_return; // a temporary file may be in use
    for (const TargetConfig& target : shop_.app.targets)
        if (target.type == "directory") clean_directory(target);
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
    std::optional<PublicationQueue> queue;
    co_await offload(shop_.executors.cpu(), [&] {
        reader = StoreReader::open(shop_.app.store_path, shop_.schema);
        queue.emplace(shop_.app, *shop_.schema, reader->outbox(), options, shop_.now());
    });
    while (const auto row = queue->next()) {
        Publication published = co_await offload(shop_.executors.cpu(), [&] {
            return publish_row(*row, shop_.app, *reader, *shop_.schema, feeds, shop_.now());
        });
        co_await offload(shop_.executors.store(), [&] { shop_.store.settle(published.row); });
        queue->done(published.outcome);
        outcomes.push_back(std::move(published.outcome));
    }
    co_return outcomes;
}

} // namespace moisson
