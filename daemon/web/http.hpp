// A request and an answer, without any HTTP library: what routes and their tests work with.
#pragma once
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace moisson::web {

struct Request {
    std::string method; ///< HEAD arrives as GET; the server leaves the body out
    std::string path;   ///< as sent, without the query; begins with '/'
    std::string query;  ///< without '?'
    std::string host;   ///< Host header
    std::string origin; ///< Origin header; a browser sends it with requests of other sites
    std::string body;
    std::string peer;   ///< "127.0.0.1:51234", or "uid 1000 (name) pid 4242" on the Unix socket
    bool local = false; ///< arrived by the Unix socket
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// Runs on the io thread. What it throws becomes a 500 without details.
using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

/// RFC 9457. `detail` says what happened and what to do.
Response problem(int status, const std::string& detail);
const char* reason(int status);

} // namespace moisson::web
