#include "daemon/harvest/session.hpp"

#include "core/config/load.hpp"
#include "daemon/harvest/harvest.hpp"
#include "daemon/harvest/linking.hpp"
#include "daemon/harvest/make_workshop.hpp"
#include "daemon/harvest/resource_checks.hpp"
#include "daemon/harvest/snapshots.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <utility>

namespace asio = boost::asio;

namespace moisson {

struct Session::Impl {
    Executors executors;
    std::unique_ptr<Store> store;
    std::unique_ptr<Workshop> shop;
};

namespace {

std::unique_ptr<Store> open_store(const CommandContext& context) {
    std::filesystem::create_directories(context.app.state_dir);
    Store::Options options;
    options.file = context.app.store_path;
    options.schema = context.schema;
    options.snapshots = snapshots_dir(context.app);
    auto store = Store::open(options, unix_now());
    store->recover(unix_now());
    clear_spool(context.app);
    return store;
}

/// The feeds that linking asks for, read when it first does: a run without news needs none.
/// The wrong ones are `moisson check`'s business.
std::function<std::vector<FeedPtr>()> valid_feeds(const CommandContext& context) {
    return [dir = context.app.feeds_dir, schema = context.schema, feeds = std::vector<FeedPtr>(),
            read = false]() mutable {
        if (!std::exchange(read, true))
            for (LoadedFeed& loaded : load_feeds(dir, *schema))
                if (loaded.config) feeds.push_back(std::move(loaded.config));
        return feeds;
    };
}

/// Feeds still to run, and what the workers share; all of it lives on the io thread.
struct Batch {
    std::deque<FeedPtr> todo;
    RunOptions options;
    const RunWatch& watch;
    std::size_t working = 0;
    std::exception_ptr failure;
};

asio::awaitable<void> work(Workshop& shop, Batch& batch) {
    while (!batch.todo.empty() && !batch.failure) {
        const FeedPtr feed = std::move(batch.todo.front());
        batch.todo.pop_front();
        RunOptions options = batch.options;
        options.progress = std::make_shared<RunProgress>();
        options.link = false; // once, when all are done
        if (batch.watch.begin) batch.watch.begin(*feed, options.progress);
        const std::shared_ptr<RunProgress> progress = options.progress;
        const RunRow row = co_await harvest(shop, feed, std::move(options));
        if (goes_on(row, *progress)) batch.todo.push_front(feed);
        if (batch.watch.end) batch.watch.end(row);
    }
}

asio::awaitable<void> tick(asio::io_context& io, Batch& batch) {
    asio::steady_timer timer(io);
    boost::system::error_code cancelled;
    while (batch.working > 0) {
        timer.expires_after(std::chrono::milliseconds(100));
        batch.watch.tick();
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    }
}

} // namespace

Session::Session(const CommandContext& context) : impl_(std::make_unique<Impl>()) {
    impl_->store = open_store(context);
    impl_->shop =
        std::make_unique<Workshop>(make_workshop(context.app, context.schema, impl_->executors, *impl_->store,
                                                 context.config_file, valid_feeds(context)));
    if (impl_->store->oppositions_wait()) run_to_end(impl_->executors, link_pending(*impl_->shop));
}

Session::~Session() {
    asio::post(impl_->executors.store(), [store = std::move(impl_->store)]() mutable { store.reset(); });
    impl_->executors.join();
}

Store& Session::store() { return *impl_->store; }

RunRow Session::harvest(const FeedPtr& feed, const RunOptions& options) {
    return run_to_end(impl_->executors, moisson::harvest(*impl_->shop, feed, options));
}

void Session::harvest_all(std::vector<FeedPtr> feeds, const RunOptions& options, const RunWatch& watch) {
    Batch batch{{feeds.begin(), feeds.end()}, options, watch, 0, nullptr};
    asio::io_context& io = impl_->executors.io();
    batch.working = std::min<std::size_t>(feeds.size(), impl_->shop->app.max_concurrent_runs);
    auto finished = [&batch](std::exception_ptr error) {
        if (error) batch.failure = error;
        --batch.working;
    };
    auto ignore = [](std::exception_ptr) {}; // a progress line never fails a run
    for (std::size_t i = batch.working; i > 0; --i) asio::co_spawn(io, work(*impl_->shop, batch), finished);
    if (watch.tick) asio::co_spawn(io, tick(io, batch), ignore);
    io.restart();
    io.run();
    if (batch.failure) std::rethrow_exception(batch.failure);
    if (!options.dry_run) run_to_end(impl_->executors, link_pending(*impl_->shop));
}

LinkAnswer Session::give_order(const LinkOrder& order) {
    return run_to_end(impl_->executors, moisson::give_order(*impl_->shop, order));
}

ResourcePass Session::check_resources(const FeedPtr& feed, bool all) {
    return run_to_end(impl_->executors, moisson::check_resources(*impl_->shop, feed, all));
}

RunRow Session::approve(const FeedPtr& feed, RunId run, const std::string& actor, bool rekey) {
    return run_to_end(impl_->executors, moisson::approve(*impl_->shop, feed, run, actor, rekey));
}

RunRow Session::deny(const FeedPtr& feed, RunId run, const std::string& actor, const std::string& reason) {
    return impl_->store->deny(feed->id, run, actor, reason, unix_now());
}

} // namespace moisson
