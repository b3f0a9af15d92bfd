#include "connectors/http/http_client.hpp"

#include "connectors/http/conversation.hpp"
#include "connectors/http/status.hpp"

#include <charconv>
#include <fstream>
#include <stdexcept>

namespace moisson {

namespace asio = boost::asio;

namespace {

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

/// A fault or a cancellation must not leave a half-used connection to the next request.
struct ConnectionKeeper {
    std::unique_ptr<Connection>& connection;
    bool keep = false;
    ~ConnectionKeeper() {
        if (!keep) connection.reset();
    }
};

/// "bytes 1000-1999/2000" begins where the rest was asked from.
bool continues_at(std::string_view content_range, std::uint64_t from) {
    if (!content_range.starts_with("bytes ")) return false;
    std::uint64_t first = 0;
    const char* end = content_range.data() + content_range.size();
    const auto [stop, error] = std::from_chars(content_range.data() + 6, end, first);
    return error == std::errc() && stop != end && *stop == '-' && first == from;
}

bool has_wanted_body(const ResponseHead& head, const HttpRequest& request) {
    const HttpResume& resume = request.resume;
    if (request.any_status || head.status == 200 || head.status == 203) return true;
    if (head.status == 400 || head.status == 404 || head.status == 422) {
        const std::string_view type = head.header("content-type");
        return request.reads_refusals &&
               (type.find("xml") != std::string_view::npos || type.find("json") != std::string_view::npos);
    }
    return head.status == 206 && resume.from > 0 && head.header("content-encoding").empty() &&
           continues_at(head.header("content-range"), resume.from);
}

/// Hands out the body of an upload piece by piece; "" at its end. Our disk's faults are std::runtime_error.
class UploadPieces {
public:
    explicit UploadPieces(const HttpUpload& upload) : upload_(upload) {
        if (upload.file.empty()) return;
        file_.open(upload.file, std::ios::binary);
        buffer_.resize(64 * 1024);
        left_ = upload.bytes;
    }
    std::string_view next() {
        if (upload_.file.empty()) return {};
        if (stage_ == 0) return ++stage_, upload_.before;
        if (left_ > 0) {
            const std::size_t wanted = std::min<std::uint64_t>(left_, buffer_.size());
            if (!file_.read(buffer_.data(), static_cast<std::streamsize>(wanted)))
                throw std::runtime_error(upload_.file.string() +
                                         " became shorter while it was sent, or cannot be read");
            left_ -= wanted;
            return {buffer_.data(), wanted};
        }
        if (stage_ == 1) return ++stage_, upload_.after;
        return {};
    }

private:
    const HttpUpload& upload_;
    std::ifstream file_;
    std::string buffer_;
    std::uint64_t left_ = 0;
    int stage_ = 0;
};

std::uint64_t body_length(const HttpRequest& request) {
    const HttpUpload& upload = request.upload;
    return upload.file.empty() ? request.body.size()
                               : upload.before.size() + upload.bytes + upload.after.size();
}

} // namespace

HttpClient::HttpClient(HttpClientOptions options, std::shared_ptr<Network> network)
    : options_(std::move(options)), network_(std::move(network)),
      deadline_(options_.limits.total, options_.dialer.home),
      dialer_(options_.dialer, *network_, options_.limits, deadline_) {}

asio::awaitable<HttpAnswer> HttpClient::send(HttpRequest request, AnswerSink& sink) {
    HttpAnswer answer;
    Url url = request.url;
    const Url& home = options_.dialer.home;
    bool at_home = same_origin(url, home);
    for (unsigned hop = 0;; ++hop) {
        dialer_.check_port(url);
        answer.head = co_await exchange(request, url, at_home, sink, answer.warnings);
        if (request.any_status || !is_redirect(answer.head.status)) break;
        if (hop >= options_.limits.redirects)
            throw permanent_fault("http.too-many-redirects", request.url.shown() +
                                                                 " leads through more than " +
                                                                 std::to_string(options_.limits.redirects) +
                                                                 " redirects: correct the url of the feed");
        url = next_hop(answer.head, url, request, answer);
        at_home = at_home && same_origin(url, home); // once away, credentials stay away
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
    const bool only_asks = request.method == "GET" || request.method == "HEAD";
    if (!only_asks && keeps_method && !same_origin(from, to))
        throw permanent_fault("blocked.redirect", from.shown() + " redirects a " + request.method +
                                                      " to another host; its body is not sent there");
    if (!only_asks && !keeps_method) {
        request.method = "GET";
        request.body.clear();
    }
    if (head.status == 301 || head.status == 308)
        answer.warnings.push_back("http.moved-permanently: " + from.shown() + " has moved to " + to.shown() +
                                  "; correct the url of the feed");
    return to;
}

std::string HttpClient::request_text(const HttpRequest& request, const Url& url, bool at_home) const {
    std::string target = at_home ? with_missing_query(url, request.home_query).target : url.target;
    const bool by_proxy = dialer_.speaks_to_proxy(url);
    if (by_proxy) target = url.scheme + "://" + url.authority() + target;
    std::string text = request.method + " " + target + " HTTP/1.1\r\n";
    append_header(text, "Host", url.authority());
    append_header(text, "User-Agent", options_.user_agent);
    if (by_proxy && !dialer_.proxy_authorization().empty())
        append_header(text, "Proxy-Authorization", dialer_.proxy_authorization());
    append_header(text, "Accept-Encoding", request.resume.from ? "identity" : "gzip, deflate");
    if (request.resume.from) {
        append_header(text, "Range", "bytes=" + std::to_string(request.resume.from) + "-");
        append_header(text, "If-Range", request.resume.validator);
    }
    for (const auto& [name, value] : request.headers) append_header(text, name, value);
    if (at_home)
        for (const auto& [name, value] : request.home_headers) append_header(text, name, value);
    if (body_length(request) > 0 || request.method == "POST")
        append_header(text, "Content-Length", std::to_string(body_length(request)));
    return text + "\r\n" + (request.upload.file.empty() ? request.body : "");
}

asio::awaitable<ResponseHead> HttpClient::exchange(const HttpRequest& request, const Url& url, bool at_home,
                                                   AnswerSink& sink, std::vector<std::string>& warnings) {
    HostLimiter::Slot slot = co_await network_->hosts.acquire(url.host, options_.requests_per_second);
    try {
        ResponseHead head = co_await converse(request, url, at_home, sink, warnings);
        slot.answered(std::to_string(head.status));
        co_return head;
    } catch (const HttpFault& fault) {
        const std::string code = fault.status ? std::to_string(fault.status) : fault.error().code;
        is_silence(fault.error()) ? slot.failed(code) : slot.answered(code);
        throw;
    }
}

asio::awaitable<ResponseHead> HttpClient::converse(const HttpRequest& request, const Url& url, bool at_home,
                                                   AnswerSink& sink, std::vector<std::string>& warnings) {
    const std::string text = request_text(request, url, at_home);
    const std::uint64_t limit = options_.limits.body - std::min(options_.limits.body, request.resume.from);
    if (connection_ && !same_origin(connection_->origin(), url)) connection_.reset();
    if (request.any_status && request.method != "GET") connection_.reset();
    for (bool reused = connection_ != nullptr;; reused = false) {
        if (!reused) connection_ = co_await dialer_.dial(url, at_home);
        ConnectionKeeper keeper{connection_};
        Conversation conversation(*connection_, url, options_.limits, deadline_, limit);
        UploadPieces pieces(request.upload);
        const Conversation::More more = [&pieces] { return pieces.next(); };
        if (!co_await conversation.ask(text, reused && request.method == "GET", more)) continue;
        const ResponseHead& head = conversation.head();
        if (request.head_only) {
            const bool good = head.status / 100 == 2 || head.status == 304 || is_redirect(head.status);
            if (!good) throw status_fault(head, url.shown(), unix_now());
            co_return head;
        }
        const bool wanted = has_wanted_body(head, request);
        if (wanted) {
            sink.head(head);
            const Conversation::OnBody on_body = [&sink](std::string_view bytes) { sink.body(bytes); };
            co_await conversation.read_body(on_body);
        }
        if (wanted && conversation.ends_with_connection() && head.status == 200 && !url.secure() &&
            !request.any_status)
            warnings.push_back("http.no-length: " + url.shown() +
                               " says neither how long it is nor where it ends, so "
                               "that a cut would not be seen");
        keeper.keep = conversation.may_reuse_connection();
        if (!wanted && head.status != 304 && !is_redirect(head.status))
            throw status_fault(head, url.shown(), unix_now());
        co_return head;
    }
}

} // namespace moisson
