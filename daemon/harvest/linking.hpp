// Linking as the daemon and the commands do it: settings from the configuration, orders that people give, and
// what became of them.
#pragma once
#include "core/config/app.hpp"
#include "core/config/feed.hpp"
#include "core/store/store.hpp"
#include "daemon/harvest/forgetting.hpp"
#include "daemon/harvest/workshop.hpp"

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace moisson {

/// What a person asks of linking; every order ends with a pass of the linker.
struct LinkOrder {
    bool refit = false, full = false;
    std::vector<Judgement> judgements;
    bool import = false; ///< judgements that are refused do not stop the others
    std::optional<Pin> pin;
    std::int64_t undo_judgement = 0, undo_pin = 0; ///< numbers; 0 = none
    ForgetOrder forget;
    std::vector<Alias> aliases; ///< decided ones
    std::string actor;
};

struct LinkAnswer {
    LinkSummary summary;
    std::vector<std::int64_t> numbers; ///< of the judgements and the pin that were recorded
    std::vector<std::string> refused;  ///< one line each
    std::uint64_t duration_ms = 0;
    ForgetAnswer forgotten;
};

LinkContext link_context(const AppConfig& app, const std::vector<FeedPtr>& feeds, UnixTime now,
                         std::uint64_t random_seed);

/// Store thread. Throws StoreError: 65 a contradiction, 66 nothing to undo.
LinkAnswer carry_out(Store& store, const LinkOrder& order, LinkContext context);

/// Links what changed since the last pass, on the store's thread; quick when nothing did. io thread.
boost::asio::awaitable<void> link_pending(Workshop& shop);
boost::asio::awaitable<LinkAnswer> give_order(Workshop& shop, LinkOrder order);

/// As the control socket carries them.
nlohmann::ordered_json to_json(const LinkOrder& order, const Schema& schema);
/// Throws nlohmann::json::exception, std::invalid_argument.
LinkOrder link_order_from_json(const nlohmann::ordered_json& json, const Schema& schema);
nlohmann::ordered_json to_json(const LinkAnswer& answer);
LinkAnswer link_answer_from_json(const nlohmann::ordered_json& json);
nlohmann::ordered_json to_json(const LinkSummary& summary);

/// "12 changed, 3 joined, 1 merged"; "nothing to link".
std::string describe(const LinkSummary& summary);

} // namespace moisson
