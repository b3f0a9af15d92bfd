#include "connectors/fetch/fetch.hpp"

#include "connectors/drops/drop_source.hpp"
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
    return FetchFailure({"blocked.scheme",
                         "addresses of the kind \"" + scheme +
                             ":\" are not fetched: use https, http, sftp, ftps, ftp, file or inbox",
                         false});
}

/// A source without `complete = true` shows some of its records: those it does not show stay. A full read of
/// an incremental source does hold everything.
bool may_lack_records(const SourceConfig& source) { return !source.complete && !source.incremental; }

asio::awaitable<FetchOutcome> fetch_local(FetchRequest request) {
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

} // namespace

asio::awaitable<FetchOutcome> fetch(FetchRequest request, std::shared_ptr<Network> network) {
    const FeedPtr feed = request.feed;
    if (!request.cpu) request.cpu = co_await asio::this_coro::executor;
    FetchOutcome outcome = FetchFailure({});
    if (feed->is_drop())
        outcome = co_await fetch_drop(std::move(request), std::move(network));
    else if (feed->is_network())
        outcome = co_await fetch_network(std::move(request), std::move(network));
    else
        outcome = co_await fetch_local(std::move(request));
    auto* snapshot = std::get_if<Snapshot>(&outcome);
    if (snapshot && snapshot->completeness == Completeness::full && may_lack_records(feed->source))
        snapshot->completeness = Completeness::delta;
    co_return outcome;
}

} // namespace moisson
