// The public listener: the consumer API, the catalogue and the files.
#include "daemon/api/api_site.hpp"
#include "daemon/harvest/make_workshop.hpp"
#include "daemon/service/cursor_key.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"

#include <algorithm>
#include <set>

namespace moisson {

namespace asio = boost::asio;

namespace {

/// Its path is empty when there is none.
TargetConfig target_of_files(const AppConfig& app) {
    if (const TargetConfig* found = served_target(app)) return *found;
    if (!app.public_api.target.empty())
        throw CommandError(exit_code::config, "[public] target = \"" + app.public_api.target +
                                                  "\" is the name of no directory target of moisson.toml");
    return {};
}

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

using FeedNames = std::set<std::string>;

/// "*" and names, or names alone.
FeedSight sight_of(const std::vector<std::string>& feeds, const FeedNames& private_feeds) {
    FeedNames named(feeds.begin(), feeds.end());
    if (named.erase("*") == 0) return FeedSight::only(std::move(named));
    FeedNames hidden = private_feeds;
    for (const std::string& feed : named) hidden.erase(feed);
    return FeedSight::all_but(std::move(hidden));
}

/// Who may ask, and what each sees.
void admit_consumers(const PublicConfig& config, const SecretReader& secrets, api::SiteSettings& site) {
    const FeedNames hidden(config.private_feeds.begin(), config.private_feeds.end());
    const auto secret = [&](const std::string& reference) {
        constexpr std::string_view before = "{secret:";
        return secrets(reference.substr(before.size(), reference.size() - before.size() - 1));
    };
    try {
        for (const std::string& token : config.tokens)
            site.consumers.push_back({secret(token), FeedSight::all_but(hidden)});
        for (const ConsumerConfig& consumer : config.consumers)
            site.consumers.push_back({secret(consumer.token), sight_of(consumer.feeds, hidden)});
    } catch (const std::runtime_error& error) {
        throw CommandError(exit_code::config, std::string("[public] tokens, [[consumer]]: ") + error.what());
    }
    site.everybody.reset();
    if (config.anonymous && config.tokens.empty()) site.everybody = FeedSight::all_but(hidden);
}

/// A private feed that is misspelt would be shown to everybody.
void warn_of_unknown_feeds(const PublicConfig& config, const FeedSet& feeds) {
    FeedNames named(config.private_feeds.begin(), config.private_feeds.end());
    for (const ConsumerConfig& consumer : config.consumers)
        named.insert(consumer.feeds.begin(), consumer.feeds.end());
    named.erase("*");
    for (const std::string& feed : named)
        if (!feeds.feeds().contains(feed))
            log::event(log::Level::warn, "public.unknown-feed",
                       {{"feed", feed}, {"named_by", "private_feeds or a [[consumer]] of moisson.toml"}});
}

web::ServerLimits public_limits(const AppConfig& app) {
    web::ServerLimits limits;
    limits.connections = app.public_api.connections;
    limits.connections_per_address =
        app.public_api.behind_proxy ? limits.connections : std::max(1u, limits.connections / 4);
    return limits;
}

} // namespace

/// After the store was opened: nothing is promised before.
asio::awaitable<void> Service::open_public() {
    if (!app_.public_api.enabled) co_return;
    api::ApiSettings settings{.store = app_.store_path,
                              .schema = schema_,
                              .url = without_slash(app_.public_api.url),
                              .target = target_of_files(app_),
                              .cursor_key = load_cursor_key(app_.state_dir / "cursor.key")};
    std::vector<api::ApiRoute> routes;
    api::add_record_routes(routes, *schema_);
    api::add_change_route(routes);
    api::add_file_routes(routes, *schema_, settings.target, executors_.files());
    api::add_catalog_routes(routes);
    api::add_consultation_route(routes);
    api::add_publication_route(routes, settings.target);
    api::add_description_routes(routes, *schema_, settings.url);
    auto open = [settings, feeds = feeds_.valid()] {
        return std::make_shared<api::ApiData>(settings, feeds);
    };
    api_data_ = co_await offload(executors_.read(), open);
    api::SiteSettings site{.requests_per_second = app_.public_api.requests_per_second,
                           .burst = static_cast<double>(app_.public_api.burst),
                           .behind_proxy = app_.public_api.behind_proxy,
                           .counted = consultations_};
    admit_consumers(app_.public_api, shop_->secrets, site);
    warn_of_unknown_feeds(app_.public_api, feeds_);
    const web::Handler handler = api::public_site(std::move(routes), api_data_, executors_.read(), site);
    try {
        public_server_ = web::listen_tcp(executors_.io(), app_.public_api.listen, true, handler,
                                         public_limits(app_), "public");
    } catch (const web::ListenError& error) {
        throw CommandError(exit_code::try_again, error.what());
    }
    const std::string& wanted = app_.public_api.listen;
    const std::string listened =
        wanted.substr(0, wanted.rfind(':') + 1) + std::to_string(public_server_->port());
    log::event(log::Level::info, "public.listening", {{"listen", listened}});
}

/// Once a minute and at the end: a process that is killed loses what was counted in between.
asio::awaitable<void> Service::keep_consultations() {
    const std::vector<Consultation> counts = consultations_->take();
    if (counts.empty()) co_return;
    auto add = [this, &counts] { store_->add_consultations(counts, unix_now()); };
    co_await offload(executors_.store(), add);
}

/// Other feed files may have other rules of what is published.
void Service::renew_public() {
    if (!api_data_) return;
    auto use = [data = api_data_, feeds = feeds_.valid()] { data->use(feeds); };
    asio::post(executors_.read(), std::move(use));
}

} // namespace moisson
