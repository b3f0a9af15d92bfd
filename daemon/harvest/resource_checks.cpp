#include "daemon/harvest/resource_checks.hpp"

#include "connectors/portals/health/check_resource.hpp"
#include "core/portals/resources.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace asio = boost::asio;

namespace moisson {

namespace {

constexpr std::size_t resources_of_a_pass = 200, resources_of_a_host = 20, save_every = 50;
constexpr std::chrono::milliseconds between_resources{500}; ///< of one host

constexpr std::size_t checks_of_a_page = 1'000, records_of_a_page = 1'000;

struct ResourceWork {
    std::map<std::string, std::vector<ResourceCheck>> by_host;
    std::vector<ResourceCheck> answered;
    std::size_t asked = 0;
};

/// What the active data sets of a feed give: addresses by digest, each once, and which of them the store
/// knows.
struct GivenAddresses {
    std::vector<std::uint32_t> records; ///< ascending
    std::vector<std::uint64_t> digests; ///< ascending
    std::vector<bool> noted;            ///< by position in `digests`

    /// Nothing: nobody gives it.
    std::optional<std::size_t> position(std::string_view url) const {
        const std::uint64_t digest = digest64(url);
        const auto at = std::lower_bound(digests.begin(), digests.end(), digest);
        if (at == digests.end() || *at != digest) return std::nullopt;
        return static_cast<std::size_t>(at - digests.begin());
    }
};

void for_each_address(StoreReader& reader, const Schema& schema, const std::string& feed,
                      const std::vector<std::uint32_t>& records,
                      const std::function<void(std::string)>& visit) {
    reader.for_each_record(feed, records, [&](std::uint32_t, const Record& record) {
        const int field = schema.kind(record.kind).find(Role::resources);
        const auto* list = std::get_if<List>(&record.values.at(static_cast<std::size_t>(field)));
        if (!list) return;
        for (const std::string& one : *list)
            if (std::string url = parse_resource(one).url; is_askable(url)) visit(std::move(url));
    });
}

GivenAddresses given_addresses(StoreReader& reader, const Schema& schema, const std::string& feed) {
    GivenAddresses given;
    {
        const auto known = reader.known_records(feed);
        for (const KnownRecord& record : known.records())
            if (record.active && schema.kind(record.kind).find(Role::resources) >= 0)
                given.records.push_back(record.local_id);
    }
    std::sort(given.records.begin(), given.records.end());
    for_each_address(reader, schema, feed, given.records,
                     [&](const std::string& url) { given.digests.push_back(digest64(url)); });
    std::sort(given.digests.begin(), given.digests.end());
    given.digests.erase(std::unique(given.digests.begin(), given.digests.end()), given.digests.end());
    given.noted.resize(given.digests.size());
    return given;
}

/// A page of what the store knows: what is still given, and what is not.
struct KnownPage {
    std::vector<ResourceCheck> known;
    std::vector<std::string> gone;
    std::string last; ///< "" = this was the end
};

KnownPage known_page(StoreReader& reader, const std::string& feed, const std::string& after,
                     GivenAddresses& given) {
    KnownPage page;
    std::vector<ResourceCheck> checks = reader.resource_checks(feed, after, checks_of_a_page);
    if (checks.size() == checks_of_a_page) page.last = checks.back().url;
    for (ResourceCheck& check : checks) {
        const auto position = given.position(check.url);
        if (position) given.noted[*position] = true;
        position ? page.known.push_back(std::move(check)) : page.gone.push_back(std::move(check.url));
    }
    return page;
}

/// What some data sets give and the store does not know yet.
std::vector<ResourceCheck> new_addresses(StoreReader& reader, const Schema& schema, const FeedConfig& feed,
                                         const std::vector<std::uint32_t>& records, GivenAddresses& given,
                                         UnixTime now) {
    std::vector<ResourceCheck> added;
    for_each_address(reader, schema, feed.id, records, [&](std::string url) {
        const auto position = given.position(url);
        if (!position || given.noted[*position]) return;
        given.noted[*position] = true;
        added.push_back(new_resource_check(std::move(url), now, feed.resources.every));
    });
    return added;
}

asio::awaitable<void> save_answers(Workshop& shop, const FeedConfig& feed, ResourceWork& work) {
    std::vector<ResourceCheck> batch;
    batch.swap(work.answered);
    if (batch.empty()) co_return;
    co_await offload(shop.executors.store(),
                     [&] { shop.store.put_resource_checks(feed.id, batch, shop.now()); });
}

/// What says that the host wants to be left alone for now.
bool wants_rest(const ResourceAnswer& answer) {
    return answer.status == 429 || answer.status == 503 || answer.code.starts_with("timeout.") ||
           answer.code == "network.host-down";
}

/// One question at a time, in turn from host to host; a round takes half a second at least.
asio::awaitable<void> ask_all(Workshop& shop, FeedPtr feed, ResourceWork& work) {
    asio::steady_timer pause(co_await asio::this_coro::executor);
    while (!work.by_host.empty()) {
        pause.expires_after(between_resources);
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
        if (!work.by_host.empty()) co_await pause.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> ask_these(Workshop& shop, FeedPtr feed, std::vector<ResourceCheck> checks,
                                ResourcePass& pass) {
    ResourceWork work;
    for (ResourceCheck& check : checks) work.by_host[host_of_resource(check.url)].push_back(std::move(check));
    checks = {};
    co_await ask_all(shop, feed, work);
    co_await save_answers(shop, *feed, work);
    pass.asked += work.asked;
}

/// One pass on its way.
struct PassState {
    std::unique_ptr<StoreReader> reader;
    GivenAddresses given;
    DuePick due;
    ResourcePass pass = {};
};

/// What the store knows is compared with what is given; what nobody gives any more is forgotten.
asio::awaitable<void> look_at_known(Workshop& shop, const FeedConfig& feed, PassState& state) {
    KnownPage page;
    do {
        page = co_await offload(shop.executors.cpu(),
                                [&] { return known_page(*state.reader, feed.id, page.last, state.given); });
        if (!page.gone.empty())
            co_await offload(shop.executors.store(),
                             [&] { shop.store.forget_resource_checks(feed.id, page.gone); });
        state.pass.known += page.known.size();
        for (ResourceCheck& check : page.known) state.due.add(std::move(check));
    } while (!page.last.empty());
}

asio::awaitable<void> note_new(Workshop& shop, const FeedConfig& feed, PassState& state, UnixTime now) {
    const std::vector<std::uint32_t>& records = state.given.records;
    const bool all_known = state.pass.known == state.given.digests.size();
    for (std::size_t first = 0; !all_known && first < records.size(); first += records_of_a_page) {
        const auto begin = records.begin() + static_cast<std::ptrdiff_t>(first);
        const auto count = static_cast<std::ptrdiff_t>(std::min(records_of_a_page, records.size() - first));
        const std::vector<std::uint32_t> some(begin, begin + count);
        std::vector<ResourceCheck> added = co_await offload(shop.executors.cpu(), [&] {
            return new_addresses(*state.reader, *shop.schema, feed, some, state.given, now);
        });
        if (added.empty()) continue;
        co_await offload(shop.executors.store(),
                         [&] { shop.store.put_resource_checks(feed.id, added, now); });
        state.pass.known += added.size();
        for (ResourceCheck& check : added) state.due.add(std::move(check));
    }
}

} // namespace

void for_each_resource_check(StoreReader& reader, const std::string& feed,
                             const std::function<void(ResourceCheck&)>& visit) {
    std::string after;
    std::vector<ResourceCheck> page;
    do {
        page = reader.resource_checks(feed, after, checks_of_a_page);
        if (!page.empty()) after = page.back().url;
        for (ResourceCheck& check : page) visit(check);
    } while (page.size() == checks_of_a_page);
}

asio::awaitable<ResourcePass> check_resources(Workshop& shop, FeedPtr feed, bool all) {
    const UnixTime now = shop.now();
    PassState state{.reader = nullptr, .given = {}, .due = {now, resources_of_a_pass, resources_of_a_host}};
    co_await offload(shop.executors.cpu(), [&] {
        state.reader = StoreReader::open(shop.app.store_path, shop.schema);
        state.given = given_addresses(*state.reader, *shop.schema, feed->id);
    });
    co_await look_at_known(shop, *feed, state);
    co_await note_new(shop, *feed, state, now);
    state.given = {};
    if (!all) {
        std::vector<ResourceCheck> due = state.due.take();
        co_await ask_these(shop, feed, std::move(due), state.pass);
        state.pass.left = state.due.due() - state.pass.asked;
        co_return state.pass;
    }
    std::vector<ResourceCheck> page;
    std::string after;
    do {
        page = co_await offload(shop.executors.cpu(), [&] {
            return state.reader->resource_checks(feed->id, after, checks_of_a_page);
        });
        if (page.empty()) break;
        after = page.back().url;
        co_await ask_these(shop, feed, page, state.pass);
    } while (page.size() == checks_of_a_page && !(shop.stopping && shop.stopping()));
    state.pass.left = state.pass.known - state.pass.asked;
    co_return state.pass;
}

} // namespace moisson
