#include "daemon/service/status_json.hpp"
#include "daemon/web/page.hpp"
#include "daemon/web/routes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace moisson::web {

namespace asio = boost::asio;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t runs_shown = 50;
constexpr std::size_t rejects_shown = 1000;

Response json_response(const Json& body, int status = 200) {
    Response response;
    response.status = status;
    response.body = to_text(body);
    return response;
}

Response text_response(int status, std::string text) {
    Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(text) + "\n";
    return response;
}

Response unknown_feed(const std::string& id) {
    return problem(404, "no feed \"" + id + "\"; /status/feeds lists them");
}

std::optional<RunId> parse_run(const std::string& text) {
    if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos)
        return {};
    return std::stoll(text);
}

asio::awaitable<Response> livez(Backend& backend) {
    const bool alive = backend.alive();
    co_return text_response(alive ? 200 : 503, alive ? "ok" : "the store does not answer");
}

asio::awaitable<Response> readyz(Backend& backend, Request request) {
    const auto status = backend.status();
    const bool ready = status->phase == Phase::ready && status->store_ok;
    if (!has_query(request.query, "verbose"))
        co_return text_response(ready ? 200 : 503, ready ? "ok" : to_string(status->phase));
    Json body{{"ready", ready},
              {"phase", to_string(status->phase)},
              {"store", status->store_ok},
              {"configuration", status->reload.ok},
              {"sentence", status->sentence}};
    co_return json_response(body, ready ? 200 : 503);
}

asio::awaitable<Response> healthz(Backend& backend) {
    bool failing = false;
    Response response = json_response(health_json(*backend.status(), failing));
    response.content_type = "application/health+json";
    if (failing) response.status = 503;
    co_return response;
}

asio::awaitable<Response> feeds(Backend& backend) {
    const auto status = backend.status();
    Json list = Json::array();
    for (const FeedStatus& feed : status->feeds) list.push_back(feed_json(feed));
    co_return json_response(Json{{"feeds", std::move(list)}});
}

asio::awaitable<Response> one_feed(Backend& backend, std::string id) {
    const auto status = backend.status();
    const FeedStatus* feed = status->find(id);
    co_return feed ? json_response(feed_json(*feed)) : unknown_feed(id);
}

asio::awaitable<Response> feed_runs(Backend& backend, std::string id) {
    if (!backend.status()->find(id)) co_return unknown_feed(id);
    Json list = Json::array();
    for (const RunRow& run : co_await backend.runs(id, runs_shown)) list.push_back(public_run_json(run));
    co_return json_response(Json{{"feed", id}, {"runs", std::move(list)}});
}

asio::awaitable<Response> feed_run(Backend& backend, std::string id, std::string number) {
    const auto wanted = parse_run(number);
    if (!backend.status()->find(id)) co_return unknown_feed(id);
    std::optional<RunRow> run;
    if (wanted) run = co_await backend.run(id, *wanted);
    if (!run)
        co_return problem(404,
                          "no run " + number + " of " + id + "; /status/feeds/" + id + "/runs lists them");
    co_return json_response(public_run_json(*run));
}

asio::awaitable<Response> feed_rejects(Backend& backend, std::string id, bool with_values) {
    const auto status = backend.status();
    const FeedStatus* feed = status->find(id);
    if (!feed) co_return unknown_feed(id);
    const auto rejects = co_await backend.rejects(id);
    Json list = Json::array();
    for (std::size_t i = 0; i < std::min(rejects.size(), rejects_shown); ++i)
        list.push_back(reject_json(rejects[i], feed->stored.last_run, with_values));
    co_return json_response(Json{{"feed", id}, {"total", rejects.size()}, {"rejects", std::move(list)}});
}

asio::awaitable<Response> metrics(Backend& backend) {
    Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = backend.metrics();
    co_return response;
}

asio::awaitable<Response> why(Backend& backend, std::string id, bool page) {
    const std::string explanation = co_await backend.explain(id);
    if (explanation.empty()) co_return problem(404, "no record \"" + id + "\"; give a public id, mo_…");
    Response response;
    response.body = page ? render_why_page(explanation) : explanation + "\n";
    if (!page) co_return response;
    response.content_type = "text/html; charset=utf-8";
    response.headers.emplace_back("Content-Security-Policy", page_policy());
    co_return response;
}

asio::awaitable<Response> front_page(Backend& backend) {
    Response response;
    response.content_type = "text/html; charset=utf-8";
    response.body = render_page(*backend.status());
    response.headers.emplace_back("Content-Security-Policy", page_policy());
    co_return response;
}

} // namespace

void add_status_routes(Router& router, Backend& backend, bool with_values) {
    router.add("GET", "/livez", [&](Request, Parameters) { return livez(backend); });
    router.add("GET", "/readyz",
               [&](Request request, Parameters) { return readyz(backend, std::move(request)); });
    router.add("GET", "/healthz", [&](Request, Parameters) { return healthz(backend); });
    router.add("GET", "/status", [&](Request, Parameters) -> asio::awaitable<Response> {
        co_return json_response(status_json(*backend.status()));
    });
    router.add("GET", "/status/feeds", [&](Request, Parameters) { return feeds(backend); });
    router.add("GET", "/status/feeds/{id}",
               [&](Request, Parameters p) { return one_feed(backend, p["id"]); });
    router.add("GET", "/status/feeds/{id}/runs",
               [&](Request, Parameters p) { return feed_runs(backend, p["id"]); });
    router.add("GET", "/status/feeds/{id}/runs/{n}",
               [&](Request, Parameters p) { return feed_run(backend, p["id"], p["n"]); });
    router.add("GET", "/status/feeds/{id}/rejects", [&backend, with_values](Request, Parameters p) {
        return feed_rejects(backend, p["id"], with_values);
    });
    router.add("GET", "/status/records/{id}/why",
               [&](Request, Parameters p) { return why(backend, p["id"], false); });
    router.add("GET", "/records/{id}/why",
               [&](Request, Parameters p) { return why(backend, p["id"], true); });
    router.add("GET", "/metrics", [&](Request, Parameters) { return metrics(backend); });
    router.add("GET", "/", [&](Request, Parameters) { return front_page(backend); });
}

} // namespace moisson::web
