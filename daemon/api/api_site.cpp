#include "daemon/api/api_site.hpp"

#include "connectors/fetch/offload.hpp"
#include "core/text/sha256.hpp"
#include "daemon/api/byte_range.hpp"
#include "daemon/api/gzip_text.hpp"
#include "daemon/api/rate_limit.hpp"
#include "daemon/service/log.hpp"

#include <algorithm>
#include <chrono>

namespace moisson::api {

namespace asio = boost::asio;
using web::Request;
using web::Response;

namespace {

constexpr std::size_t worth_compressing = 1400; ///< below, it fits a packet anyway

bool accepts_gzip(std::string_view header) {
    const std::size_t at = header.find("gzip");
    if (at == std::string_view::npos) return false;
    std::string_view rest = header.substr(at + 4);
    rest = rest.substr(0, rest.find(','));
    const std::size_t quality = rest.find("q=0");
    return quality == std::string_view::npos ||
           rest.find_first_of("123456789", quality + 3) != std::string_view::npos;
}

/// The last address is the one that our own proxy wrote; those before it are claims.
std::string address_of(const Request& request, bool behind_proxy) {
    if (!behind_proxy || request.forwarded_for.empty()) return request.address;
    const std::size_t comma = request.forwarded_for.rfind(',');
    std::string last = request.forwarded_for.substr(comma == std::string::npos ? 0 : comma + 1);
    std::erase_if(last, [](char c) { return c == ' ' || c == '\t'; });
    constexpr std::size_t longest_address = 45;
    return last.empty() || last.size() > longest_address ? request.address : last;
}

Response preflight() {
    Response response;
    response.status = 204;
    response.headers = {{"Access-Control-Allow-Methods", "GET, HEAD"},
                        {"Access-Control-Allow-Headers", "Authorization, If-None-Match, If-Range, Range"},
                        {"Access-Control-Max-Age", "86400"},
                        {"Allow", "GET, HEAD, OPTIONS"}};
    return response;
}

Response too_often(std::chrono::seconds wait) {
    Response response =
        web::problem(429, "too many requests from this address; the files hold everything at once");
    response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return response;
}

Response unknown_consumer() {
    Response response = web::problem(401, "this API asks for a token: Authorization: Bearer …");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

UnixTime unix_time() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

bool header_starts(const Response& response, std::string_view name, std::string_view start) {
    return std::any_of(response.headers.begin(), response.headers.end(), [&](const auto& header) {
        return header.first == name && header.second.starts_with(start);
    });
}

class Site : public std::enable_shared_from_this<Site> {
public:
    Site(std::vector<ApiRoute> routes, std::shared_ptr<ApiData> data, asio::any_io_executor read,
         const SiteSettings& settings)
        : data_(std::move(data)), read_(std::move(read)),
          limit_(settings.requests_per_second, settings.burst), behind_proxy_(settings.behind_proxy),
          counted_(settings.counted) {
        for (const SiteSettings::Consumer& consumer : settings.consumers)
            consumers_.emplace_back(sha256_hex(consumer.token),
                                    std::make_shared<const FeedSight>(consumer.sight));
        if (settings.everybody) everybody_ = std::make_shared<const FeedSight>(*settings.everybody);
        for (ApiRoute& one : routes) {
            auto route = std::make_shared<const ApiRoute>(std::move(one));
            router_.add("GET", route->pattern, [this, route](Request request, web::Parameters parameters) {
                return ask(std::move(request), std::move(parameters), route);
            });
        }
    }

    asio::awaitable<Response> handle(Request request) {
        Response response = co_await admit(std::move(request));
        if (!consumers_.empty()) response.headers.emplace_back("Vary", "Authorization");
        response.headers.emplace_back("Access-Control-Allow-Origin", "*");
        response.headers.emplace_back("Access-Control-Expose-Headers",
                                      "Accept-Ranges, Content-Range, ETag, Link, Retry-After");
        co_return response;
    }

private:
    using Sight = std::shared_ptr<const FeedSight>;

    asio::awaitable<Response> admit(Request request) {
        const auto wait = limit_.take(address_of(request, behind_proxy_), std::chrono::steady_clock::now());
        if (wait) co_return too_often(*wait);
        if (request.method == "OPTIONS") co_return preflight();
        if (!sight_of(request)) co_return unknown_consumer();
        co_return co_await router_.route(std::move(request));
    }

    /// Nothing: he is not answered. Digests are compared, so that the time tells nothing of a token. A wrong
    /// token is told, not taken for none.
    Sight sight_of(const Request& request) const {
        if (consumers_.empty() || request.authorization.empty()) return everybody_;
        constexpr std::string_view scheme = "Bearer ";
        if (!request.authorization.starts_with(scheme)) return nullptr;
        const std::string digest = sha256_hex(std::string_view(request.authorization).substr(scheme.size()));
        for (const auto& [token, sight] : consumers_)
            if (token == digest) return sight;
        return nullptr;
    }

    /// Who has it already (304), asks for the rest of a file or only for the head is not counted again.
    void count(const ApiRoute& route, const Request& request, const Response& response) const {
        if (!counted_ || route.subject.empty() || request.head) return;
        const bool starts = response.status == 206 && header_starts(response, "Content-Range", "bytes 0-");
        if (response.status == 200 || starts) counted_->note(route.subject, route.way, unix_time());
    }

    asio::awaitable<Response> ask(Request request, web::Parameters parameters,
                                  std::shared_ptr<const ApiRoute> route) {
        const Sight sight = sight_of(request);
        const auto asked = std::make_shared<const Request>(std::move(request));
        auto turn = std::make_shared<Turn>(route->begin(*asked, std::move(parameters)));
        for (;;) {
            auto one_turn = [turn, asked, sight, data = data_] {
                data->look_as(sight);
                std::optional<Response> response = (*turn)(*data);
                if (response) finish_answer(*response, *asked);
                return response;
            };
            std::optional<Response> response = co_await offload(read_, one_turn);
            if (response) count(*route, *asked, *response);
            if (response) co_return std::move(*response);
        }
    }

    std::shared_ptr<ApiData> data_;
    asio::any_io_executor read_;
    web::Router router_;
    RateLimit limit_;
    bool behind_proxy_;
    std::shared_ptr<Consultations> counted_;
    std::vector<std::pair<std::string, Sight>> consumers_; ///< SHA-256 of the token, what it shows
    Sight everybody_;
};

} // namespace

void finish_answer(Response& response, const Request& request) {
    if (response.status >= 300) return;
    std::string tag;
    for (const auto& [name, value] : response.headers)
        if (name == "ETag") tag = value;
    const bool pack = !response.stream && response.body.size() >= worth_compressing &&
                      accepts_gzip(request.accept_encoding);
    if (tag.empty() && !response.stream) {
        tag = "\"" + to_hex(digest128(response.body)) + (pack ? "-gzip\"" : "\"");
        response.headers.emplace_back("ETag", tag);
    }
    response.headers.emplace_back("Cache-Control", "no-cache"); // may be kept, is to be asked for again
    if (!response.stream) response.headers.emplace_back("Vary", "Accept-Encoding");
    if (!request.if_none_match.empty() && names_tag(request.if_none_match, tag)) {
        response.status = 304;
        response.body.clear();
        response.stream.reset();
        return;
    }
    if (!pack) return;
    std::string packed = gzip_text(response.body);
    if (packed.empty()) return;
    response.body = std::move(packed);
    response.headers.emplace_back("Content-Encoding", "gzip");
}

web::Handler public_site(std::vector<ApiRoute> routes, std::shared_ptr<ApiData> data,
                         asio::any_io_executor read, SiteSettings settings) {
    auto site = std::make_shared<Site>(std::move(routes), std::move(data), std::move(read), settings);
    return [site](Request request) { return site->handle(std::move(request)); };
}

std::function<Turn(Request, web::Parameters)>
in_one_turn(std::function<Response(ApiData&, const Request&, const web::Parameters&)> answer) {
    return [answer = std::move(answer)](Request request, web::Parameters parameters) -> Turn {
        return [answer, request = std::move(request), parameters = std::move(parameters)](
                   ApiData& data) -> std::optional<Response> { return answer(data, request, parameters); };
    };
}

std::string link_to(const ApiData& data, const std::string& path) { return data.settings().url + path; }

} // namespace moisson::api
