#include "daemon/harvest/linking.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"

#include <nlohmann/json.hpp>

namespace asio = boost::asio;

namespace moisson {

/// What a crash left between a run and its linking; everything, when the store is older than linking.
asio::awaitable<void> Service::link_at_start() {
    const std::shared_ptr<Workshop> shop = shop_;
    std::exception_ptr failure;
    try {
        co_await link_pending(*shop);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure && !fail_when_fatal(failure))
        log::event(log::Level::error, "link.failed-here", {{"error", log::failure_text(failure)}});
    wake_publish();
}

void Service::log_links(const LinkAnswer& answer) {
    const LinkSummary& n = answer.summary;
    log::event(log::Level::info, "link.done",
               {{"pending", n.pending},
                {"changed", n.changed},
                {"pairs", n.pairs},
                {"joined", n.joined},
                {"left", n.left},
                {"merged", n.merged},
                {"split", n.split},
                {"goldens", n.goldens},
                {"ms", answer.duration_ms}});
    for (const std::string& kind : n.fitted)
        log::event(log::Level::info, "link.model-fitted", {{"kind", kind}});
    for (const std::string& kind : n.full) log::event(log::Level::info, "link.whole", {{"kind", kind}});
    wake_refresh();
    wake_publish();
}

asio::awaitable<web::Order> Service::link(std::string body, std::string actor) {
    using Outcome = web::Order::Outcome;
    if (phase_ != Phase::ready)
        co_return web::Order{Outcome::unavailable, "the daemon is starting or stopping"};
    LinkOrder order;
    std::string mistake;
    try {
        order = link_order_from_json(nlohmann::ordered_json::parse(body), *schema_);
    } catch (const std::exception& error) {
        mistake = error.what();
    }
    if (!mistake.empty()) co_return web::Order{Outcome::invalid, "this order cannot be read: " + mistake};
    for (Judgement& judgement : order.judgements)
        if (!order.import || judgement.who.empty()) judgement.who = actor;
    if (order.pin) order.pin->who = actor;
    for (Alias& alias : order.aliases) alias.who = actor;
    order.actor = actor;
    const std::shared_ptr<Workshop> shop = shop_;
    LinkAnswer answer;
    std::exception_ptr failure;
    try {
        answer = co_await give_order(*shop, std::move(order));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure && is_store_failure(failure) && fail_when_fatal(failure))
        co_return web::Order{Outcome::unavailable, log::failure_text(failure)};
    if (failure) co_return web::Order{Outcome::invalid, log::failure_text(failure)};
    log::event(log::Level::info, "link.ordered", {{"actor", actor}, {"refused", answer.refused.size()}});
    const ForgetSummary& forgotten = answer.forgotten.summary;
    if (!forgotten.numbers.empty())
        log::event(log::Level::info, "forget.done",
                   {{"actor", actor},
                    {"entries", forgotten.numbers.size()},
                    {"records", forgotten.records},
                    {"withdrawn", forgotten.withdrawn},
                    {"versions", forgotten.versions},
                    {"snapshots", answer.forgotten.snapshots}});
    std::string text = to_json(answer).dump() + "\n";
    web::Order done{Outcome::accepted, "", "/status", std::move(text)};
    co_return done;
}

} // namespace moisson
