#pragma once
#include "daemon/web/http.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson::web {

/// Values of the {names} of a route's pattern, percent-decoded.
using Parameters = std::map<std::string, std::string>;
using RouteHandler = std::function<boost::asio::awaitable<Response>(Request, Parameters)>;

/// "GET /status/feeds/{id}/runs/{n}" → handler. 404 for an unknown path, 405 with Allow for another method.
class Router {
public:
    void add(const std::string& method, const std::string& pattern, RouteHandler handler);
    boost::asio::awaitable<Response> route(Request request) const;

private:
    struct Route {
        std::string method;
        std::vector<std::string> segments;
        RouteHandler handler;
    };
    std::vector<Route> routes_;
};

/// Segments of a path without the leading '/'; nothing for what no route may match: an empty or dot segment,
/// a bad escape, a control character or a separator that was escaped.
bool split_path(const std::string& path, std::vector<std::string>& segments);

/// Names and values of a query, percent-decoded ('+' is a blank), in order; nothing when an escape is wrong.
std::optional<std::vector<std::pair<std::string, std::string>>> query_parameters(const std::string& query);
/// The text as a value of a query.
std::string percent_encode(std::string_view text);

/// Value of one parameter of a query, percent-decoded; "" when absent.
std::string query_value(const std::string& query, const std::string& name);
bool has_query(const std::string& query, const std::string& name);

} // namespace moisson::web
