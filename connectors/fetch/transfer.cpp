#include "connectors/fetch/transfer.hpp"

#include "connectors/http/status.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>

namespace moisson {

namespace asio = boost::asio;

namespace {

constexpr std::size_t sniffed_bytes = 2048; // an HTML page may begin with a comment

HttpClientOptions client_options(const FetchRequest& request, const Url& home) {
    const auto& http = request.app.http;
    const SourceConfig& source = request.feed->source;
    if (!http.proxy.empty()) // going round a proxy that the operator asked for would be worse than not going
        throw permanent_fault("config.bad-value",
                              "[http.client] proxy is not supported by this version: remove it from "
                              "moisson.toml, or route outside of moisson");
    HttpClientOptions options;
    options.home = home;
    options.limits.connect = http.connect_timeout;
    options.limits.first_byte = http.first_byte_timeout;
    options.limits.idle = http.idle_timeout;
    options.limits.total = source.limits.timeout;
    options.limits.redirects = http.max_redirects;
    options.limits.body = std::min(source.limits.max_bytes, http.max_bytes);
    options.limits.decoded = std::max<std::uint64_t>(4 * options.limits.body, 1ull << 30);
    options.allow_private = http.allow_private;
    options.tls = {source.tls_ca, source.tls_client_certificate, source.tls_client_key};
    options.user_agent = http.user_agent.empty() ? "moisson/" MOISSON_VERSION : http.user_agent;
    options.own_listener = request.app.status.listen;
    options.requests_per_second = source.limits.requests_per_second;
    return options;
}

/// Writes to the spool and looks at the beginning, where an error page gives itself away.
class Receiver {
public:
    Receiver(Spool& spool, const std::function<void(std::uint64_t)>& progress)
        : spool_(spool), progress_(progress) {}

    void take(std::string_view bytes) {
        if (head_.size() < sniffed_bytes) head_.append(bytes.substr(0, sniffed_bytes - head_.size()));
        spool_.write(bytes);
        if (progress_) progress_(spool_.bytes());
    }

    void check(const std::string& shown) const {
        if (head_.empty())
            throw permanent_fault("http.empty-document",
                                  shown + " is empty; that is never read as \"no records\"");
        if (looks_like_html(head_))
            throw permanent_fault(
                "format.html-instead-of-data",
                shown + " is a web page, not data: a login or maintenance page, or the address of "
                        "the page about the file instead of the file");
    }

private:
    Spool& spool_;
    const std::function<void(std::uint64_t)>& progress_;
    std::string head_;
};

} // namespace

Transfer::Transfer(const FetchRequest& request, const Url& home, std::shared_ptr<HostLimiter> limiter)
    : request_(request), client_(client_options(request, home), std::move(limiter)),
      spool_(request.spool_dir), engine_(std::random_device()()) {}

double Transfer::random() {
    return request_.retry.random ? request_.retry.random()
                                 : std::uniform_real_distribution<double>(0, 1)(engine_);
}

bool Transfer::may_try_again(const HttpFault& fault, unsigned tried) const {
    return fault.error().transient && fault.error().code != "timeout.total" &&
           tried < request_.retry.attempts && fault.retry_after <= request_.retry.longest_wait;
}

Millis Transfer::wait_before_next(const HttpFault& fault, unsigned tried) {
    if (fault.retry_after.count() > 0) return fault.retry_after;
    const double longest =
        static_cast<double>(request_.retry.base.count()) * static_cast<double>(1u << (tried - 1));
    return Millis(static_cast<Millis::rep>(longest * random()));
}

asio::awaitable<HttpAnswer> Transfer::get(HttpRequest request) {
    for (unsigned tried = 1;; ++tried) {
        Millis wait{0};
        try {
            co_return co_await attempt(request);
        } catch (const HttpFault& fault) {
            if (!may_try_again(fault, tried)) throw;
            wait = wait_before_next(fault, tried);
        }
        asio::steady_timer timer(co_await asio::this_coro::executor, wait);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<HttpAnswer> Transfer::attempt(const HttpRequest& request) {
    spool_.begin_part();
    struct DropUnlessKept {
        Spool& spool;
        bool keep = false;
        ~DropUnlessKept() {
            if (!keep) spool.drop_part();
        }
    } part{spool_};
    Receiver receiver(spool_, request_.progress);
    HttpClient::Sink sink = [&receiver](std::string_view bytes) { receiver.take(bytes); };
    HttpAnswer answer = co_await client_.send(request, std::move(sink));
    if (answer.head.status == 304) co_return answer;
    receiver.check(answer.final_url.shown());
    spool_.end_part();
    part.keep = true;
    co_return answer;
}

} // namespace moisson
