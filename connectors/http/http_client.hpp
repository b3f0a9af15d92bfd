// The one HTTP/1.1 client: keep-alive inside one fetch, redirects, credentials, limits, and no address that
// was not checked.
#pragma once
#include "connectors/http/dialer.hpp"
#include "connectors/http/http_limits.hpp"
#include "connectors/http/response_parser.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace moisson {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct HttpClientOptions {
    DialerOptions dialer; ///< dialer.home: the feed's own address; credentials go nowhere else
    HttpLimits limits;
    std::string user_agent;
    double requests_per_second = 0;
};

/// The rest of a document whose beginning is here: asked for by Range, on condition that it is still the
/// same.
struct HttpResume {
    std::uint64_t from = 0; ///< bytes that are here; 0 = the whole document
    std::string validator;  ///< strong ETag or Last-Modified of the first part
};

/// A body that is sent from disk, never whole in memory: `before`, the file, `after`.
struct HttpUpload {
    std::filesystem::path file; ///< empty = none
    std::uint64_t bytes = 0;    ///< of the file; it must not change while it is sent
    std::string before, after;
};

struct HttpRequest {
    Url url;
    std::string method = "GET";
    std::string body;
    HeaderList headers;      ///< sent to every host of a chain of redirects
    HeaderList home_headers; ///< credentials and the feed's own headers: sent to `home` only
    QueryPairs home_query;   ///< an API key as query parameter: added to requests to `home` only, never shown
    HttpResume resume;
    bool reads_refusals = false; ///< XML or JSON with status 400, 404 or 422 is an answer: some protocols
                                 ///< put their own errors, and "nothing matches", there
    HttpUpload upload;           ///< instead of `body`
    bool head_only =
        false; ///< the body of the answer is not read, however large: the connection ends. For HEAD
    /// Every status is an answer: its body goes to the sink, no redirect is followed. Such a request is never
    /// sent on a kept connection unless it is a GET: the end of one looks like an answer that was lost.
    bool any_status = false;
};

struct HttpAnswer {
    ResponseHead head; ///< of a 200, 203 or 304, or of a 206 that continues as asked; of any_status: whatever
    Url final_url;
    std::vector<std::string> warnings; ///< "http.moved-permanently: …"
};

/// Who takes an answer.
class AnswerSink {
public:
    virtual ~AnswerSink() = default;
    /// Before the body. 200 and 203: it starts at the beginning; 206: it continues where it was asked to.
    virtual void head(const ResponseHead& head) = 0;
    virtual void body(std::string_view decoded) = 0; ///< at most 64 KiB at a time; may throw (disk)
};

/// One fetch's client. io thread; one request at a time.
class HttpClient {
public:
    /// Throws std::invalid_argument for a malformed network in `allow_private`.
    HttpClient(HttpClientOptions options, std::shared_ptr<Network> network);
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Follows redirects. Every other status than those of HttpAnswer, and everything that goes wrong, is
    /// thrown as HttpFault. After a fault the sink may have seen a part of the body. `sink` must live as
    /// long.
    boost::asio::awaitable<HttpAnswer> send(HttpRequest request, AnswerSink& sink);

private:
    boost::asio::awaitable<ResponseHead> exchange(const HttpRequest& request, const Url& url, bool at_home,
                                                  AnswerSink& sink, std::vector<std::string>& warnings);
    boost::asio::awaitable<ResponseHead> converse(const HttpRequest& request, const Url& url, bool at_home,
                                                  AnswerSink& sink, std::vector<std::string>& warnings);
    Url next_hop(const ResponseHead& head, const Url& from, HttpRequest& request, HttpAnswer& answer) const;
    std::string request_text(const HttpRequest& request, const Url& url, bool at_home) const;

    HttpClientOptions options_;
    std::shared_ptr<Network> network_;
    Deadline deadline_;
    Dialer dialer_;
    std::unique_ptr<Connection> connection_; ///< idle between requests, to be used again for the same origin
};

} // namespace moisson
