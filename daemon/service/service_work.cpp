// What the daemon does: the harvest and the publication of this program.
#include "daemon/harvest/publish.hpp"
#include "daemon/harvest/publisher.hpp"
#include "daemon/service/service.hpp"

namespace moisson {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> prepare(Workshop& shop) {
    Publisher publisher(shop);
    co_await publisher.prepare();
}

/// The service never publishes twice at once, so each publication may have a publisher of its own.
asio::awaitable<std::vector<PublishOutcome>> publish(Workshop& shop, std::vector<FeedPtr> feeds,
                                                     std::string target, bool force) {
    Publisher publisher(shop);
    PublishOptions options;
    options.target = std::move(target);
    options.force = force;
    co_return co_await publisher.publish(std::move(feeds), std::move(options));
}

} // namespace

ServiceWork real_work() {
    return {
        .harvest = [](Workshop& shop, FeedPtr feed,
                      RunOptions options) { return harvest(shop, std::move(feed), std::move(options)); },
        .approve = [](Workshop& shop, FeedPtr feed, RunId run, std::string actor,
                      bool rekey) { return approve(shop, std::move(feed), run, std::move(actor), rekey); },
        .prepare_publication = prepare,
        .publish = publish};
}

std::string outcome_lines(const std::vector<PublishOutcome>& outcomes) {
    std::string lines;
    for (const PublishOutcome& outcome : outcomes) lines += to_json_line(outcome) + "\n";
    return lines;
}

} // namespace moisson
