#include "connectors/notify/webhook.hpp"
#include "connectors/fetch/client_options.hpp"
#include "connectors/fetch/retries.hpp"
#include "core/text/hmac.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace moisson {

namespace asio = boost::asio;

namespace {

constexpr Millis webhook_total{30000};
constexpr std::uint64_t webhook_answer = 64u << 10; ///< bytes that are read of an answer, and thrown away

class IgnoreAnswer : public AnswerSink {
public:
    void head(const ResponseHead&) override {}
    void body(std::string_view) override {}
};

/// The operator's own limits, proxy and open networks; no feed is concerned.
HttpClientOptions webhook_options(const WebhookCall& call, const Url& url, SecretBag& secrets) {
    FetchRequest request;
    request.app = call.app;
    request.feed = std::make_shared<FeedConfig>();
    HttpClientOptions options = client_options(request, url, secrets);
    options.limits.total = webhook_total;
    options.limits.first_byte = std::min(options.limits.first_byte, webhook_total);
    options.limits.body = options.limits.decoded = webhook_answer;
    options.limits.redirects = 0;
    return options;
}

HttpRequest signed_request(const WebhookCall& call, const Url& url) {
    HttpRequest request;
    request.url = url;
    request.method = "POST";
    request.body = call.body;
    const std::string timestamp = std::to_string(call.now);
    request.home_headers = {{"Content-Type", "application/json"}, {"X-Moisson-Timestamp", timestamp}};
    if (!call.secret.empty())
        request.home_headers.emplace_back(
            "X-Moisson-Signature", "sha256=" + hmac_sha256_hex(call.secret, timestamp + "." + call.body));
    return request;
}

bool is_accepted(const HttpFault& fault) { return fault.status >= 200 && fault.status < 300; }

} // namespace

asio::awaitable<std::string> call_webhook(WebhookCall call, std::shared_ptr<Network> network) {
    SecretBag secrets(call.secrets);
    secrets.remember(call.secret);
    Retries retries(call.retry);
    std::string failure;
    for (;;) {
        std::optional<Millis> pause;
        try {
            const Url url = parse_url(call.url);
            HttpClient client(webhook_options(call, url, secrets), network);
            IgnoreAnswer sink;
            co_await client.send(signed_request(call, url), sink);
            co_return "";
        } catch (const HttpFault& fault) {
            if (is_accepted(fault)) co_return ""; // 201, 202, 204: fine for a message, no document for a feed
            failure = secrets.scrub(fault.what());
            pause = retries.after(fault, 0);
        }
        if (!pause) co_return failure;
        asio::steady_timer timer(co_await asio::this_coro::executor, *pause);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

} // namespace moisson
