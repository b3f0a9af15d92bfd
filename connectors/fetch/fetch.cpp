#include "connectors/fetch/fetch.hpp"

#include "connectors/fetch/local_source.hpp"
#include "connectors/fetch/network_source.hpp"
#include "connectors/fetch/offload.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

namespace moisson {

namespace asio = boost::asio;

namespace {

FetchOutcome unknown_scheme(const FeedConfig& feed) {
    const std::string scheme = feed.source.url.substr(0, feed.source.url.find(':'));
    return FetchFailure(
        {"blocked.scheme",
         "addresses of the kind \"" + scheme + ":\" are not fetched: use https, http, file or inbox", false});
}

} // namespace

asio::awaitable<FetchOutcome> fetch(FetchRequest request, std::shared_ptr<HostLimiter> limiter) {
    if (!request.cpu) request.cpu = co_await asio::this_coro::executor;
    if (request.feed->is_network()) co_return co_await fetch_network(std::move(request), std::move(limiter));
    const auto place = local_place(*request.feed);
    if (!place) co_return unknown_scheme(*request.feed);
    LocalCopy copy;
    copy.place = *place;
    copy.spool_dir = request.spool_dir;
    copy.max_bytes = std::min(request.feed->source.limits.max_bytes, request.app.http.max_bytes);
    copy.known = request.validators.snapshot;
    auto work = [copy] { return copy_local(copy); };
    FetchOutcome outcome = co_await offload(request.cpu, work);
    if (const auto* snapshot = std::get_if<Snapshot>(&outcome); snapshot && request.progress)
        request.progress(snapshot->bytes);
    co_return outcome;
}

} // namespace moisson
