#include "connectors/fetch/transfer.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>

namespace moisson {

namespace asio = boost::asio;

namespace {

/// An attempt that brought this much of a document was worth it: a long download over a poor line may be cut
/// more often than a short one.
constexpr std::uint64_t worthwhile_bytes = 1u << 20;

} // namespace

Transfer::Transfer(const FetchRequest& request, const Url& home, SecretBag& secrets,
                   std::shared_ptr<Network> network)
    : request_(request), access_(request, secrets, network),
      client_(client_options(request, home, secrets), network), spool_(request.spool_dir),
      engine_(std::random_device()()) {}

double Transfer::random() {
    return request_.retry.random ? request_.retry.random()
                                 : std::uniform_real_distribution<double>(0, 1)(engine_);
}

/// A run does not sit and wait for a host that rests: it ends, and leaves its place to others.
bool Transfer::may_try_again(const HttpFault& fault, unsigned tried) const {
    return fault.error().transient && fault.error().code != "timeout.total" &&
           fault.error().code != "network.host-down" && tried < request_.retry.attempts &&
           fault.retry_after <= request_.retry.longest_wait;
}

Millis Transfer::wait_before_next(const HttpFault& fault, unsigned tried) {
    if (fault.retry_after.count() > 0) return fault.retry_after;
    const double longest =
        static_cast<double>(request_.retry.base.count()) * static_cast<double>(1u << (tried - 1));
    return Millis(static_cast<Millis::rep>(longest * random()));
}

asio::awaitable<HttpAnswer> Transfer::get(HttpRequest request) {
    Receiver receiver(spool_, request_.progress);
    unsigned tried = 0;
    for (;;) {
        Millis wait{0};
        const std::uint64_t before = receiver.bytes();
        try {
            co_return co_await attempt(request, receiver);
        } catch (const HttpFault& fault) {
            const bool goes_on = receiver.resume().from >= before + worthwhile_bytes;
            tried = goes_on ? 1 : tried + 1;
            if (fault.status == 401 && access_.renew()) continue;
            if (!may_try_again(fault, tried)) throw;
            wait = wait_before_next(fault, tried);
        }
        asio::steady_timer timer(co_await asio::this_coro::executor, wait);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<HttpAnswer> Transfer::attempt(HttpRequest request, Receiver& receiver) {
    co_await access_.authorize(request);
    request.resume = receiver.resume();
    HttpAnswer answer = co_await client_.send(std::move(request), receiver);
    if (answer.head.status != 304) receiver.finish(answer.final_url.shown());
    co_return answer;
}

} // namespace moisson
