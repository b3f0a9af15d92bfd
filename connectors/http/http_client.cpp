#include "connectors/http/http_client.hpp"

#include "connectors/http/content_decoder.hpp"
#include "connectors/http/status.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace moisson {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

bool is_redirect(unsigned status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::int64_t unix_now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

void append_header(std::string& text, const std::string& name, const std::string& value) {
    const auto bad = [](const std::string& part) {
        return part.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
    };
    if (name.empty() || bad(name) || bad(value) || name.find_first_of(" :\t") != std::string::npos)
        throw permanent_fault("http.bad-header",
                              "the header \"" + name.substr(0, 40) +
                                  "\" of the feed cannot be sent: line breaks are not allowed");
    text += name + ": " + value + "\r\n";
}

/// Average over windows, so that a server that sends one byte a second is not mistaken for a slow one.
class SpeedCheck {
public:
    explicit SpeedCheck(const HttpLimits& limits) : limits_(limits), start_(Clock::now()) {}

    void count(std::size_t bytes, const Url& url) {
        bytes_ += bytes;
        const auto age = Clock::now() - start_;
        if (age < limits_.low_speed_window) return;
        const double seconds = std::chrono::duration<double>(age).count();
        if (static_cast<double>(bytes_) < static_cast<double>(limits_.low_speed) * seconds)
            throw transient_fault("timeout.low-speed", url.shown() + " sends less than " +
                                                           std::to_string(limits_.low_speed) +
                                                           " bytes a second");
        start_ = Clock::now();
        bytes_ = 0;
    }

private:
    const HttpLimits& limits_;
    Clock::time_point start_;
    std::uint64_t bytes_ = 0;
};

/// A fault or a cancellation must not leave a half-used connection to the next request.
struct ConnectionKeeper {
    std::unique_ptr<Connection>& connection;
    bool keep = false;
    ~ConnectionKeeper() {
        if (!keep) connection.reset();
    }
};

} // namespace

/// One request on its way: what was received and not yet understood.
struct HttpClient::Exchange {
    Exchange(const Url& target, const HttpLimits& limits)
        : url(target), parser(target.shown(), limits.body), buffer(2 * chunk_bytes + 1024, '\0') {}

    std::string_view pending() const { return {buffer.data() + begin, end - begin}; }

    Url url;
    ResponseParser parser;
    std::unique_ptr<ContentDecoder> decoder;
    std::string buffer;
    std::size_t begin = 0, end = 0; ///< bytes of `buffer` that the parser has not taken
    bool any_byte = false;
};

HttpClient::HttpClient(HttpClientOptions options, std::shared_ptr<HostLimiter> limiter)
    : options_(std::move(options)), limiter_(std::move(limiter)), policy_(options_.allow_private),
      deadline_(Clock::now() + options_.limits.total) {}

Millis HttpClient::within_total(Millis time) const {
    const auto left = std::chrono::duration_cast<Millis>(deadline_ - Clock::now());
    if (left.count() <= 0)
        throw transient_fault("timeout.total", "the fetch from " + options_.home.authority() +
                                                   " took longer than " +
                                                   std::to_string(options_.limits.total.count() / 1000) +
                                                   " s; raise timeout in [source.limits] if that is right");
    return std::min(time, left);
}

asio::awaitable<HttpAnswer> HttpClient::send(HttpRequest request, Sink sink) {
    HttpAnswer answer;
    Url url = request.url;
    bool at_home = same_origin(url, options_.home);
    for (unsigned hop = 0;; ++hop) {
        check_port(url);
        answer.head = co_await exchange(request, url, at_home, sink, answer.warnings);
        if (!is_redirect(answer.head.status)) break;
        if (hop >= options_.limits.redirects)
            throw permanent_fault("http.too-many-redirects", request.url.shown() +
                                                                 " leads through more than " +
                                                                 std::to_string(options_.limits.redirects) +
                                                                 " redirects: correct the url of the feed");
        url = next_hop(answer.head, url, request, answer);
        at_home = at_home && same_origin(url, options_.home); // once away, credentials stay away
    }
    if (answer.head.status == 203)
        answer.warnings.push_back("http.modified-by-proxy: something between us and " + url.authority() +
                                  " may have changed the document (status 203)");
    answer.final_url = url;
    co_return answer;
}

Url HttpClient::next_hop(const ResponseHead& head, const Url& from, HttpRequest& request,
                         HttpAnswer& answer) const {
    const std::string_view location = head.header("location");
    if (location.empty())
        throw permanent_fault("http.bad-redirect", from.shown() + " redirects without saying where to");
    const Url to = resolve_url(from, location);
    if (from.secure() && !to.secure())
        throw permanent_fault("blocked.downgrade", from.shown() + " redirects to an address without TLS (" +
                                                       to.shown() + "); that is not followed");
    const bool keeps_method = head.status == 307 || head.status == 308;
    if (request.method != "GET" && keeps_method && !same_origin(from, to))
        throw permanent_fault("blocked.redirect", from.shown() + " redirects a " + request.method +
                                                      " to another host; its body is not sent there");
    if (request.method != "GET" && !keeps_method) {
        request.method = "GET";
        request.body.clear();
    }
    if (head.status == 301 || head.status == 308)
        answer.warnings.push_back("http.moved-permanently: " + from.shown() + " has moved to " + to.shown() +
                                  "; correct the url of the feed");
    return to;
}

void HttpClient::check_port(const Url& url) const {
    if (url.port != 80 && url.port != 443 && url.port != options_.home.port)
        throw permanent_fault("blocked.port",
                              url.shown() + " uses port " + std::to_string(url.port) +
                                  "; other ports than 80 and 443 are used only when the feed's own "
                                  "url names them");
}

asio::awaitable<Addresses> HttpClient::allowed_addresses(const Url& url) {
    Addresses candidates;
    if (url.is_ipv4 || url.is_ipv6)
        candidates = {asio::ip::make_address(url.host)};
    else
        candidates = co_await limiter_->resolver().resolve(url.host);
    Addresses allowed;
    std::string_view refused;
    for (const auto& address : candidates) {
        std::string_view verdict = policy_.verdict(address);
        if (address.to_string() + ":" + std::to_string(url.port) == options_.own_listener) verdict = "self";
        if (verdict.empty())
            allowed.push_back(address);
        else
            refused = verdict;
    }
    if (allowed.empty())
        throw permanent_fault("blocked.address",
                              url.shown() + " is at an address that feeds must not reach (" +
                                  std::string(refused) +
                                  "); the operator can open a network with allow_private in "
                                  "moisson.toml");
    co_return allowed;
}

asio::awaitable<void> HttpClient::open(const Url& url, bool at_home) {
    if (connection_ && same_origin(connection_->origin(), url)) co_return;
    connection_.reset();
    Addresses addresses = co_await allowed_addresses(url);
    auto connection = std::make_unique<Connection>(co_await asio::this_coro::executor, url);
    const DialLimits limits{within_total(options_.limits.connect), options_.limits.tls};
    co_await connection->connect(std::move(addresses), url.port, limits);
    if (url.secure()) {
        TlsFiles files = options_.tls;
        if (!at_home) files.client_certificate.clear(), files.client_key.clear();
        co_await connection->start_tls(limiter_->tls().get(files), within_total(limits.tls));
    }
    connection_ = std::move(connection);
}

std::string HttpClient::request_text(const HttpRequest& request, const Url& url, bool at_home) const {
    const std::string target = at_home ? with_missing_query(url, request.home_query).target : url.target;
    std::string text = request.method + " " + target + " HTTP/1.1\r\n";
    append_header(text, "Host", url.authority());
    append_header(text, "User-Agent", options_.user_agent);
    append_header(text, "Accept-Encoding", "gzip, deflate");
    for (const auto& [name, value] : request.headers) append_header(text, name, value);
    if (at_home)
        for (const auto& [name, value] : request.home_headers) append_header(text, name, value);
    if (!request.body.empty() || request.method == "POST")
        append_header(text, "Content-Length", std::to_string(request.body.size()));
    return text + "\r\n" + request.body;
}

asio::awaitable<ResponseHead> HttpClient::exchange(const HttpRequest& request, const Url& url, bool at_home,
                                                   const Sink& sink, std::vector<std::string>& warnings) {
    const HostLimiter::Slot slot = co_await limiter_->acquire(url.host, options_.requests_per_second);
    const std::string text = request_text(request, url, at_home);
    for (bool reused = connection_ != nullptr;; reused = false) {
        co_await open(url, at_home);
        ConnectionKeeper keeper{connection_};
        Exchange exchange(url, options_.limits);
        if (!co_await converse(exchange, text, reused && request.method == "GET")) continue;
        const ResponseHead& head = exchange.parser.head();
        if (head.status == 200 || head.status == 203) co_await read_body(exchange, sink);
        if (exchange.parser.ends_with_connection() && head.status == 200 && !url.secure())
            warnings.push_back("http.no-length: " + url.shown() +
                               " says neither how long it is nor where it ends, so "
                               "that a cut would not be seen");
        keeper.keep = exchange.parser.may_reuse_connection() && exchange.pending().empty();
        if (head.status != 200 && head.status != 203 && head.status != 304 && !is_redirect(head.status))
            throw status_fault(head, url.shown(), unix_now());
        co_return head;
    }
}

/// False when a kept connection turned out to be closed: that says nothing about the server, a fresh one
/// will.
asio::awaitable<bool> HttpClient::converse(Exchange& exchange, std::string_view text, bool may_be_stale) {
    try {
        co_await connection_->write(text, within_total(options_.limits.idle));
        co_await read_head(exchange);
    } catch (const HttpFault& fault) {
        if (!may_be_stale || exchange.any_byte || !fault.error().code.starts_with("network.")) throw;
        co_return false;
    }
    co_return true;
}

/// False when the stream has ended; the parser then decides whether it may.
asio::awaitable<bool> HttpClient::read_more(Exchange& exchange, Millis time, const char* timeout_code) {
    if (exchange.begin > 0) { // the parser wants the rest of what it did not take, followed by more
        exchange.buffer.replace(0, exchange.end - exchange.begin, exchange.buffer, exchange.begin,
                                exchange.end - exchange.begin);
        exchange.end -= exchange.begin;
        exchange.begin = 0;
    }
    const std::size_t room = std::min(exchange.buffer.size() - exchange.end, chunk_bytes);
    const Millis limit = within_total(time);
    if (limit < time) timeout_code = "timeout.total";
    const ReadResult result = co_await connection_->read_some(
        asio::buffer(exchange.buffer.data() + exchange.end, room), limit, timeout_code);
    exchange.end += result.bytes;
    exchange.any_byte = exchange.any_byte || result.bytes > 0;
    if (!result.clean_end && !result.torn_end) co_return true;
    exchange.parser.end_of_stream(result.torn_end);
    co_return false;
}

asio::awaitable<void> HttpClient::read_head(Exchange& exchange) {
    const auto latest = Clock::now() + options_.limits.first_byte + options_.limits.idle;
    const ResponseParser::OnBody no_body = [](std::string_view) {};
    while (!exchange.parser.head_complete()) {
        const auto left = std::chrono::duration_cast<Millis>(latest - Clock::now());
        const Millis time = exchange.any_byte ? std::max(left, Millis(1)) : options_.limits.first_byte;
        if (!co_await read_more(exchange, time, exchange.any_byte ? "timeout.headers" : "timeout.first-byte"))
            break;
        exchange.begin += exchange.parser.feed(exchange.pending(), no_body);
    }
}

asio::awaitable<void> HttpClient::read_body(Exchange& exchange, const Sink& sink) {
    const std::string shown = exchange.url.shown();
    exchange.decoder = ContentDecoder::make(exchange.parser.head(), shown, options_.limits.decoded);
    SpeedCheck speed(options_.limits);
    const ResponseParser::OnBody on_body = [&](std::string_view bytes) {
        exchange.decoder ? exchange.decoder->add(bytes) : sink(bytes);
    };
    bool open = true;
    while (open) {
        exchange.begin += exchange.parser.feed(exchange.pending(), on_body);
        if (exchange.decoder)
            for (auto slice = exchange.decoder->next(); !slice.empty(); slice = exchange.decoder->next()) {
                sink(slice);
                co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); // let others in
            }
        if (exchange.parser.complete()) break;
        const std::size_t before = exchange.pending().size();
        open = co_await read_more(exchange, options_.limits.idle, "timeout.idle");
        speed.count(exchange.pending().size() - before, exchange.url);
    }
    if (exchange.decoder) exchange.decoder->finish();
}

} // namespace moisson
