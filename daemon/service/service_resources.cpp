#include "daemon/harvest/resource_checks.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>

namespace asio = boost::asio;

namespace moisson {

namespace {

constexpr std::chrono::minutes between_passes{10};

} // namespace

/// Cancelled by request_stop(): a question under way may take half a minute.
void Service::start_resource_checks() {
    ++loops_;
    auto finished = [this](std::exception_ptr error) {
        --loops_;
        if (!error || phase_ == Phase::stopping || fail_when_fatal(error)) return;
        log::event(log::Level::error, "resources.failed-here", {{"error", log::failure_text(error)}});
    };
    asio::co_spawn(executors_.io(), resource_loop(),
                   asio::bind_cancellation_slot(resource_cancel_.slot(), finished));
}

/// A few addresses of each feed that wants it, every ten minutes.
asio::awaitable<void> Service::resource_loop() {
    while (co_await sleep(between_passes)) {
        for (const FeedPtr& feed : feeds_.valid()) {
            if (!feed->resources.check || !feed->enabled) continue;
            const std::shared_ptr<Workshop> shop = shop_;
            const ResourcePass pass = co_await check_resources(*shop, feed);
            if (pass.asked)
                log::event(
                    log::Level::info, "resources.checked",
                    {{"feed", feed->id}, {"known", pass.known}, {"asked", pass.asked}, {"left", pass.left}});
        }
        wake_refresh();
    }
}

} // namespace moisson
