#include "connectors/fetch/transfer.hpp"

#include <boost/asio/steady_timer.hpp>

#include <limits>

namespace moisson {

namespace asio = boost::asio;

namespace {

/// One document has max_bytes; of many pages each one has, and all together another.
std::uint64_t bytes_of_run(const SourceConfig& source) {
    const bool pages = !source.pagination.type.empty() && source.pagination.type != "none";
    return pages ? source.limits.max_run_bytes : std::numeric_limits<std::uint64_t>::max();
}

} // namespace

Transfer::Transfer(const FetchRequest& request, const Url& home, SecretBag& secrets,
                   std::shared_ptr<Network> network)
    : request_(request), access_(request, secrets, network),
      client_(client_options(request, home, secrets), network), spool_(request.spool_dir),
      retries_(request.retry), left_(bytes_of_run(request.feed->source)) {}

asio::awaitable<HttpAnswer> Transfer::get(HttpRequest request) {
    Receiver receiver(spool_, request_.progress, left_);
    retries_.start_again();
    for (;;) {
        Millis pause{0};
        const std::uint64_t before = receiver.bytes();
        try {
            co_return co_await attempt(request, receiver);
        } catch (const HttpFault& fault) {
            const std::uint64_t kept = receiver.resume().from;
            const auto wait = retries_.after(fault, kept > before ? kept - before : 0);
            if (fault.status == 401 && access_.renew()) continue;
            if (!wait) throw;
            pause = *wait;
        }
        asio::steady_timer timer(co_await asio::this_coro::executor, pause);
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
