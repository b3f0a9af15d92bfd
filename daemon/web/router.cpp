#include "daemon/web/router.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <optional>

namespace moisson::web {

namespace {

constexpr std::size_t most_parameters = 50;

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

bool is_plain(const std::string& segment) {
    if (segment.empty() || segment == "." || segment == "..") return false;
    for (unsigned char c : segment)
        if (c < 0x20 || c == 0x7f || c == '/' || c == '\\') return false;
    return true;
}

bool is_parameter(const std::string& segment) { return segment.size() > 2 && segment.front() == '{'; }

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path,
             Parameters& parameters) {
    if (pattern.size() != path.size()) return false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (is_parameter(pattern[i]))
            parameters[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
        else if (pattern[i] != path[i])
            return false;
    }
    return true;
}

void allow(std::string& list, const std::string& method) {
    if (list.find(method) != std::string::npos) return;
    list += (list.empty() ? "" : ", ") + method + (method == "GET" ? ", HEAD" : "");
}

/// Calls back with each name and raw value.
template<class F>
void for_each_parameter(std::string_view query, F&& f) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        f(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
}

} // namespace

bool split_path(const std::string& path, std::vector<std::string>& segments) {
    segments.clear();
    if (path.empty() || path.front() != '/') return false;
    std::string_view rest(path);
    rest.remove_prefix(1);
    while (!rest.empty()) {
        const std::size_t slash = std::min(rest.find('/'), rest.size());
        const auto segment = percent_decode(rest.substr(0, slash));
        if (!segment || !is_plain(*segment)) return false;
        segments.push_back(*segment);
        if (slash + 1 == rest.size()) return false; // a trailing slash names another path
        rest.remove_prefix(std::min(slash + 1, rest.size()));
    }
    return true;
}

std::optional<std::vector<std::pair<std::string, std::string>>> query_parameters(const std::string& query) {
    std::vector<std::pair<std::string, std::string>> parameters;
    bool good = true;
    for_each_parameter(query, [&](std::string_view key, std::string_view raw) {
        std::string blanks(raw);
        std::replace(blanks.begin(), blanks.end(), '+', ' ');
        auto name = percent_decode(key), value = percent_decode(blanks);
        good = good && name && value && parameters.size() < most_parameters;
        if (good && !name->empty()) parameters.emplace_back(std::move(*name), std::move(*value));
    });
    if (!good) return std::nullopt;
    return parameters;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~,:";
    std::string out;
    for (const char c : text) {
        if (is_letter(c) || is_digit(c) || plain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

std::string query_value(const std::string& query, const std::string& name) {
    std::string value;
    for_each_parameter(query, [&](std::string_view key, std::string_view raw) {
        if (key == name) value = percent_decode(raw).value_or("");
    });
    return value;
}

bool has_query(const std::string& query, const std::string& name) {
    bool found = false;
    for_each_parameter(query, [&](std::string_view key, std::string_view) { found |= key == name; });
    return found;
}

void Router::add(const std::string& method, const std::string& pattern, RouteHandler handler) {
    Route route{method, {}, std::move(handler)};
    std::size_t at = 1;
    while (at < pattern.size()) {
        const std::size_t slash = std::min(pattern.find('/', at), pattern.size());
        route.segments.push_back(pattern.substr(at, slash - at));
        at = slash + 1;
    }
    routes_.push_back(std::move(route));
}

boost::asio::awaitable<Response> Router::route(Request request) const {
    std::vector<std::string> segments;
    std::string allowed;
    if (split_path(request.path, segments))
        for (const Route& route : routes_) {
            Parameters parameters;
            if (!matches(route.segments, segments, parameters)) continue;
            if (route.method == request.method)
                co_return co_await route.handler(std::move(request), std::move(parameters));
            allow(allowed, route.method);
        }
    if (allowed.empty()) co_return problem(404, "there is nothing here; / lists what there is");
    Response refused = problem(405, "this method is not for this path");
    refused.headers.emplace_back("Allow", allowed);
    co_return refused;
}

} // namespace moisson::web
