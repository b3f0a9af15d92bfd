#include "daemon/service/log.hpp"
#include "daemon/web/routes.hpp"

#include <nlohmann/json.hpp>

namespace moisson::web {

namespace asio = boost::asio;
using Json = nlohmann::ordered_json;

namespace {

/// The body of an order: a JSON object, or nothing. Throws json::exception.
Json body_of(const Request& request) {
    if (request.body.empty()) return Json::object();
    Json body = Json::parse(request.body);
    if (!body.is_object()) throw Json::type_error::create(302, "the body must be a JSON object", &body);
    return body;
}

/// Who gives the order: the account at the other end of the socket; root may speak for the person behind
/// sudo.
std::string actor_of(const Request& request, const Json& body) {
    const std::string account = request.peer.substr(0, request.peer.find(" ("));
    return account == "root" ? body.value("actor", account) : account;
}

Response answer(const Order& order) {
    switch (order.outcome) {
    case Order::Outcome::unknown:
        return problem(404, order.message);
    case Order::Outcome::conflict:
        return problem(409, order.message);
    case Order::Outcome::unavailable:
        return problem(503, order.message);
    case Order::Outcome::accepted:
    case Order::Outcome::invalid:
        break;
    }
    Response response;
    response.status = order.outcome == Order::Outcome::accepted ? 202 : 422;
    response.body = order.body.empty() ? Json{{"message", order.message}}.dump() + "\n" : order.body;
    if (!order.location.empty()) response.headers.emplace_back("Location", order.location);
    return response;
}

asio::awaitable<Order> run(Backend& backend, Request request, std::string feed) {
    const Json body = body_of(request);
    RunOrder order{.feed = std::move(feed)};
    order.full = body.value("full", false);
    order.force = body.value("force", false);
    order.actor = "operator " + actor_of(request, body);
    if (body.contains("replay")) order.replay = body.at("replay").get<RunId>();
    co_return co_await backend.start_run(std::move(order));
}

asio::awaitable<Order> pause(Backend& backend, Request request, std::string feed, bool paused) {
    const Json body = body_of(request);
    std::string reason = actor_of(request, body);
    if (const std::string said = body.value("reason", ""); !said.empty()) reason += ": " + said;
    co_return co_await backend.pause(std::move(feed), paused, std::move(reason));
}

asio::awaitable<Order> decide(Backend& backend, Request request, Parameters parameters, bool approve) {
    const Json body = body_of(request);
    DecisionOrder order{.feed = parameters["id"], .approve = approve};
    const std::string& number = parameters["n"];
    if (number.size() > 18 || number.find_first_not_of("0123456789") != std::string::npos)
        co_return Order{Order::Outcome::unknown, "no run " + number};
    order.run = std::stoll(number);
    order.rekey = body.value("rekey", false);
    order.reason = body.value("reason", "");
    order.actor = actor_of(request, body);
    if (order.reason.empty()) co_return Order{Order::Outcome::invalid, "a decision needs a reason"};
    co_return co_await backend.decide(std::move(order));
}

asio::awaitable<Order> publish(Backend& backend, Request request) {
    const Json body = body_of(request);
    co_return co_await backend.publish(body.value("target", ""), "operator " + actor_of(request, body));
}

asio::awaitable<Order> approve_target(Backend& backend, Request request, std::string target) {
    const Json body = body_of(request);
    std::string reason = body.value("reason", "");
    if (reason.empty()) co_return Order{Order::Outcome::invalid, "a decision needs a reason"};
    co_return co_await backend.approve_target(std::move(target), std::move(reason), actor_of(request, body));
}

asio::awaitable<Order> link(Backend& backend, Request request) {
    const Json body = body_of(request);
    co_return co_await backend.link(body.dump(), actor_of(request, body));
}

asio::awaitable<Order> backup(Backend& backend, Request request) {
    const Json body = body_of(request);
    co_return co_await backend.backup(body.value("file", ""), "operator " + actor_of(request, body));
}

using OrderHandler = std::function<asio::awaitable<Order>(Request, Parameters)>;

asio::awaitable<Response> carry_out(OrderHandler handler, Request request, Parameters parameters) {
    log::event(log::Level::info, "control.order", {{"path", request.path}, {"peer", request.peer}});
    std::string mistake;
    try {
        co_return answer(co_await handler(std::move(request), std::move(parameters)));
    } catch (const Json::exception& error) {
        mistake = error.what();
    }
    co_return problem(400, "the body is not what this order takes: " + mistake);
}

void add_order(Router& router, const std::string& pattern, OrderHandler handler) {
    router.add("POST", pattern, [handler = std::move(handler)](Request request, Parameters parameters) {
        return carry_out(handler, std::move(request), std::move(parameters));
    });
}

} // namespace

void add_control_routes(Router& router, Backend& backend) {
    add_order(router, "/feeds/{id}/run",
              [&](Request request, Parameters p) { return run(backend, std::move(request), p["id"]); });
    add_order(router, "/feeds/{id}/pause", [&](Request request, Parameters p) {
        return pause(backend, std::move(request), p["id"], true);
    });
    add_order(router, "/feeds/{id}/resume", [&](Request request, Parameters p) {
        return pause(backend, std::move(request), p["id"], false);
    });
    add_order(router, "/feeds/{id}/runs/{n}/approve", [&](Request request, Parameters p) {
        return decide(backend, std::move(request), std::move(p), true);
    });
    add_order(router, "/feeds/{id}/runs/{n}/deny", [&](Request request, Parameters p) {
        return decide(backend, std::move(request), std::move(p), false);
    });
    add_order(router, "/-/reload", [&](Request, Parameters) { return backend.reload(); });
    add_order(router, "/publish",
              [&](Request request, Parameters) { return publish(backend, std::move(request)); });
    add_order(router, "/targets/{name}/approve", [&](Request request, Parameters p) {
        return approve_target(backend, std::move(request), p["name"]);
    });
    add_order(router, "/link",
              [&](Request request, Parameters) { return link(backend, std::move(request)); });
    add_order(router, "/backup",
              [&](Request request, Parameters) { return backup(backend, std::move(request)); });
}

} // namespace moisson::web
