#include "connectors/fetch/network_source.hpp"

#include "connectors/fetch/failure.hpp"
#include "connectors/fetch/incremental.hpp"
#include "connectors/fetch/pages.hpp"
#include "connectors/fetch/repository.hpp"
#include "connectors/fetch/transfer.hpp"
#include "connectors/http/status.hpp"

#include <stdexcept>

namespace moisson {

namespace asio = boost::asio;

namespace {

void describe(Snapshot& snapshot, const HttpAnswer& answer) {
    take_validators(snapshot, answer.head);
    snapshot.charset = charset_parameter(answer.head.header("content-type"));
    snapshot.fresh_for = freshness(answer.head);
}

void take_spool(Snapshot& snapshot, Spool& spool) {
    snapshot.bytes = spool.bytes();
    snapshot.digest = spool.digest();
    snapshot.parts = spool.release();
}

asio::awaitable<FetchOutcome> fetch_one(const FetchRequest& fetch, Transfer& transfer, HttpRequest request,
                                        bool delta) {
    if (!delta) add_validators(request, fetch.validators);
    const bool conditional =
        fetch.validators.etag.size() + fetch.validators.last_modified.size() > 0 && !delta;
    const HttpAnswer answer = co_await transfer.get(request);
    if (answer.head.status == 304) {
        if (conditional) co_return NotModified{freshness(answer.head)};
        throw permanent_fault("http.status", request.url.shown() +
                                                 " answered 304 (not modified) to a question "
                                                 "without condition: tell the producer");
    }
    Snapshot snapshot;
    describe(snapshot, answer);
    snapshot.warnings = answer.warnings;
    snapshot.completeness = delta ? Completeness::delta : Completeness::full;
    take_spool(snapshot, transfer.spool());
    co_return snapshot;
}

/// Pages in a row; what was read before a fault is kept as an incomplete snapshot, unless the list crosses a
/// limit.
asio::awaitable<FetchOutcome> fetch_pages(const FetchRequest& fetch, Transfer& transfer, HttpRequest request,
                                          const SecretBag& secrets, bool delta) {
    Snapshot snapshot;
    snapshot.completeness = delta ? Completeness::delta : Completeness::full;
    PageWalk walk(fetch, std::move(request), secrets);
    try {
        co_await walk.run(transfer, snapshot);
    } catch (const HttpFault& fault) {
        if (crosses_limit(fault)) walk.forget_pages();
        if (crosses_limit(fault) || transfer.spool().size() == 0) throw;
        snapshot.incomplete_reason = fault.error().code + ": " + fault.error().message;
    }
    if (walk.not_modified()) co_return NotModified{};
    if (!snapshot.incomplete_reason.empty()) snapshot.completeness = Completeness::incomplete;
    take_spool(snapshot, transfer.spool());
    co_return snapshot;
}

/// OAI-PMH: what the repository says of itself decides how changes are asked for.
asio::awaitable<FetchOutcome> fetch_repository(const FetchRequest& fetch, Transfer& transfer,
                                               HttpRequest request, const SecretBag& secrets) {
    const RepositoryFacts facts = co_await ask_repository(fetch, transfer, request);
    const bool delta = add_since(request, fetch, facts.seconds ? "YYYY-MM-DDTHH:MM:SSZ" : "");
    FetchOutcome outcome = co_await fetch_pages(fetch, transfer, std::move(request), secrets, delta);
    if (auto* snapshot = std::get_if<Snapshot>(&outcome))
        for (std::string& warning : repository_warnings(facts, fetch.feed->source, delta))
            snapshot->warnings.push_back(std::move(warning));
    co_return outcome;
}

asio::awaitable<FetchOutcome> fetch_list(const FetchRequest& fetch, SecretBag& secrets,
                                         std::shared_ptr<Network> network) {
    HttpRequest request = first_request(fetch.feed->source, secrets);
    Transfer transfer(fetch, request.url, secrets, std::move(network));
    if (fetch.feed->source.portal.type == "oai-pmh" && fetch.feed->source.incremental)
        co_return co_await fetch_repository(fetch, transfer, std::move(request), secrets);
    const bool delta = add_since(request, fetch);
    if (fetch.feed->source.pagination.type.empty() || fetch.feed->source.pagination.type == "none")
        co_return co_await fetch_one(fetch, transfer, std::move(request), delta);
    co_return co_await fetch_pages(fetch, transfer, std::move(request), secrets, delta);
}

/// Old or simplified portals do not know the filter by date and say so: they are read whole.
bool refuses_delta(const FetchRequest& fetch, const HttpFault& fault) {
    const SourceConfig& source = fetch.feed->source;
    if (!fetch.incremental || !(source.is_portal() || source.is_table()) || fault.error().transient)
        return false;
    const bool not_understood = fault.status >= 400 && fault.status < 500 && fault.status != 401 &&
                                fault.status != 403 && !fault.gone;
    return not_understood || fault.error().code == "portal.refused";
}

asio::awaitable<FetchOutcome> fetch_with(const FetchRequest& fetch, SecretBag& secrets,
                                         std::shared_ptr<Network> network) {
    std::string refusal;
    try {
        co_return co_await fetch_list(fetch, secrets, network);
    } catch (const HttpFault& fault) {
        if (!refuses_delta(fetch, fault)) throw;
        refusal = fault.what();
    }
    FetchRequest whole = fetch;
    whole.incremental = false;
    FetchOutcome outcome = co_await fetch_list(whole, secrets, std::move(network));
    if (auto* snapshot = std::get_if<Snapshot>(&outcome))
        snapshot->warnings.push_back("portal.delta-refused: " + refusal + "; all was read instead");
    co_return outcome;
}

void scrub(FetchOutcome& outcome, const SecretBag& secrets) {
    auto* snapshot = std::get_if<Snapshot>(&outcome);
    if (!snapshot) return;
    snapshot->incomplete_reason = secrets.scrub(snapshot->incomplete_reason);
    for (std::string& warning : snapshot->warnings) warning = secrets.scrub(warning);
}

} // namespace

void take_validators(Snapshot& snapshot, const ResponseHead& head) {
    snapshot.etag = head.header("etag");
    snapshot.last_modified = head.header("last-modified");
}

void add_validators(HttpRequest& request, const Validators& validators) {
    if (request.method != "GET") return;
    if (!validators.etag.empty()) request.headers.emplace_back("If-None-Match", validators.etag);
    if (!validators.last_modified.empty())
        request.headers.emplace_back("If-Modified-Since", validators.last_modified);
}

asio::awaitable<FetchOutcome> fetch_network(FetchRequest request, std::shared_ptr<Network> network) {
    SecretBag secrets(request.secrets);
    try {
        FetchOutcome outcome = co_await fetch_with(request, secrets, std::move(network));
        scrub(outcome, secrets);
        co_return outcome;
    } catch (const HttpFault& fault) {
        co_return failure_of(fault, secrets);
    } catch (const std::invalid_argument& error) {
        co_return FetchFailure({"config.bad-value", error.what(), false});
    }
}

std::shared_ptr<Network> make_network(const AppConfig& app) {
    return std::make_shared<Network>(
        HostLimiter::Limits{app.http.connections_per_host, app.http.requests_per_second_per_host});
}

} // namespace moisson
