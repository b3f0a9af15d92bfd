#include "daemon/harvest/resource_checks.hpp"

#include "connectors/portals/health/check_resource.hpp"
#include "core/portals/resources.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace asio = boost::asio;

namespace moisson {

namespace {

constexpr std::size_t resources_of_a_pass = 200, resources_of_a_host = 20, save_every = 50;
constexpr std::chrono::milliseconds between_resources{500}; ///< of one host

struct ResourceWork {
    std::map<std::string, std::vector<ResourceCheck>> by_host;
    std::vector<ResourceCheck> answered;
    std::size_t asked = 0;
};

/// What changed since the last pass: addresses that came and that went.
struct ResourceNews {
    std::vector<ResourceCheck> known, added;
    std::vector<std::string> gone;
};

ResourceNews resource_news(const Workshop& shop, const FeedConfig& feed, UnixTime now) {
    ResourceNews news;
    const auto reader = StoreReader::open(shop.app.store_path, shop.schema);
    const std::vector<std::string> given = addresses_of(*reader, *shop.schema, feed.id);
    for (ResourceCheck& check : reader->resource_checks(feed.id)) {
        if (std::binary_search(given.begin(), given.end(), check.url))
            news.known.push_back(std::move(check));
        else
            news.gone.push_back(check.url);
    }
    std::set<std::string_view> old;
    for (const ResourceCheck& check : news.known) old.insert(check.url);
    for (const std::string& url : given)
        if (!old.contains(url)) news.added.push_back(new_resource_check(url, now, feed.resources.every));
    return news;
}

asio::awaitable<void> save_answers(Workshop& shop, const FeedConfig& feed, ResourceWork& work) {
    std::vector<ResourceCheck> batch;
    batch.swap(work.answered);
    if (batch.empty()) co_return;
    auto write = [&] { shop.store.put_resource_checks(feed.id, batch); };
    co_await offload(shop.executors.store(), write);
}

/// What says that the host wants to be left alone for now.
bool wants_rest(const ResourceAnswer& answer) {
    return answer.status == 429 || answer.status == 503 || answer.code.starts_with("timeout.") ||
           answer.code == "network.host-down";
}

/// One question at a time, in turn from host to host, so that no host is asked twice in a row while others
/// wait.
asio::awaitable<void> ask_all(Workshop& shop, FeedPtr feed, ResourceWork& work) {
    asio::steady_timer pause(co_await asio::this_coro::executor);
    while (!work.by_host.empty()) {
        const bool alone = work.by_host.size() == 1;
        for (auto host = work.by_host.begin(); host != work.by_host.end();) {
            if (shop.stopping && shop.stopping()) co_return;
            const ResourceCheck check = host->second.back();
            host->second.pop_back();
            ResourceQuestion question{check.url, check.etag, check.last_modified, shop.app};
            const ResourceAnswer answer = co_await check_resource(std::move(question), shop.network);
            work.answered.push_back(after_answer(check, answer, shop.now(), feed->resources.every));
            ++work.asked;
            if (work.answered.size() >= save_every) co_await save_answers(shop, *feed, work);
            host = wants_rest(answer) || host->second.empty() ? work.by_host.erase(host) : std::next(host);
        }
        if (!alone || work.by_host.empty()) continue;
        pause.expires_after(between_resources);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

} // namespace

std::vector<std::string> addresses_of(StoreReader& reader, const Schema& schema, const std::string& feed) {
    std::vector<std::uint32_t> locals;
    const auto known = reader.known_records(feed);
    for (const KnownRecord& record : known.records())
        if (record.active && schema.kind(record.kind).find(Role::resources) >= 0)
            locals.push_back(record.local_id);
    std::sort(locals.begin(), locals.end());
    std::vector<std::string> addresses;
    reader.for_each_record(feed, locals, [&](std::uint32_t, const Record& record) {
        const int field = schema.kind(record.kind).find(Role::resources);
        const auto* list = std::get_if<List>(&record.values.at(static_cast<std::size_t>(field)));
        if (!list) return;
        for (const std::string& one : *list)
            if (std::string url = parse_resource(one).url; is_askable(url))
                addresses.push_back(std::move(url));
    });
    std::sort(addresses.begin(), addresses.end());
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    return addresses;
}

asio::awaitable<ResourcePass> check_resources(Workshop& shop, FeedPtr feed, bool all) {
    const UnixTime now = shop.now();
    ResourceNews news =
        co_await offload(shop.executors.cpu(), [&] { return resource_news(shop, *feed, now); });
    auto note = [&] {
        if (!news.added.empty()) shop.store.put_resource_checks(feed->id, news.added);
        if (!news.gone.empty()) shop.store.forget_resource_checks(feed->id, news.gone);
    };
    co_await offload(shop.executors.store(), note);
    news.known.insert(news.known.end(), news.added.begin(), news.added.end());
    constexpr auto no_limit = std::numeric_limits<std::size_t>::max();
    const auto when = all ? std::numeric_limits<UnixTime>::max() : now;
    ResourceWork work;
    std::vector<ResourceCheck> due = due_resources(news.known, when, all ? no_limit : resources_of_a_pass,
                                                   all ? no_limit : resources_of_a_host);
    for (ResourceCheck& check : due) work.by_host[host_of_resource(check.url)].push_back(std::move(check));
    co_await ask_all(shop, feed, work);
    co_await save_answers(shop, *feed, work);
    ResourcePass pass;
    pass.known = news.known.size();
    pass.asked = work.asked;
    pass.left = due_resources(news.known, when, no_limit, no_limit).size() - pass.asked;
    co_return pass;
}

} // namespace moisson
