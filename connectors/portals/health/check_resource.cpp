#include "connectors/portals/health/check_resource.hpp"

#include "connectors/fetch/client_options.hpp"
#include "connectors/http/http_client.hpp"

#include <limits>

namespace asio = boost::asio;

namespace moisson {

namespace {

constexpr Millis resource_total{30000};

class NoBody : public AnswerSink {
public:
    void head(const ResponseHead&) override {}
    void body(std::string_view) override {}
};

HttpClientOptions resource_options(const ResourceQuestion& question, const Url& url, SecretBag& secrets) {
    HttpClientOptions options = client_options(question.app, url, secrets);
    options.limits.total = resource_total;
    options.limits.body = options.limits.decoded = std::numeric_limits<std::uint64_t>::max(); // not read
    options.limits.first_byte = std::min(options.limits.first_byte, resource_total);
    return options;
}

HttpRequest resource_request(const ResourceQuestion& question, const Url& url, const std::string& method) {
    HttpRequest request;
    request.url = url;
    request.method = method;
    request.head_only = true;
    if (method == "GET") request.headers.emplace_back("Range", "bytes=0-0");
    if (!question.etag.empty()) request.headers.emplace_back("If-None-Match", question.etag);
    if (!question.last_modified.empty())
        request.headers.emplace_back("If-Modified-Since", question.last_modified);
    return request;
}

asio::awaitable<ResourceAnswer> ask_once(ResourceQuestion question, std::string method,
                                         std::shared_ptr<Network> network) {
    ResourceAnswer answer;
    SecretBag secrets([](const std::string&) { return std::string(); });
    try {
        const Url url = parse_url(question.url);
        HttpClient client(resource_options(question, url, secrets), network);
        NoBody sink;
        const HttpAnswer got = co_await client.send(resource_request(question, url, method), sink);
        answer.status = static_cast<int>(got.head.status);
        answer.code = std::to_string(got.head.status);
        answer.etag = got.head.header("etag");
        answer.last_modified = got.head.header("last-modified");
    } catch (const HttpFault& fault) {
        answer.status = fault.status;
        answer.code = fault.status ? std::to_string(fault.status) : fault.error().code;
        answer.retry_after = fault.retry_after;
    }
    co_return answer;
}

/// Servers that answer HEAD wrongly, or not at all; a 404 to HEAD is asked again, too.
bool says_little_to_head(const ResourceAnswer& answer) {
    return answer.status == 400 || answer.status == 403 || answer.status == 404 || answer.status == 405 ||
           answer.status == 406 || answer.status == 500 || answer.status == 501 ||
           answer.code == "http.protocol" || answer.code == "network.reset" ||
           answer.code == "http.truncated";
}

} // namespace

asio::awaitable<ResourceAnswer> check_resource(ResourceQuestion question, std::shared_ptr<Network> network) {
    ResourceAnswer answer = co_await ask_once(question, "HEAD", network);
    if (says_little_to_head(answer)) answer = co_await ask_once(question, "GET", network);
    co_return answer;
}

} // namespace moisson
