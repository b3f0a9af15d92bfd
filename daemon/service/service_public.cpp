// The public listener: the consumer API, the catalogue and the files.
#include "daemon/api/api_site.hpp"
#include "daemon/harvest/make_workshop.hpp"
#include "daemon/service/cursor_key.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"

#include <algorithm>

namespace moisson {

namespace asio = boost::asio;

namespace {

/// The directory target whose files are served: the one that [public] names, else the first. Its path is
/// empty when there is none.
TargetConfig served_target(const AppConfig& app) {
    const auto wanted = [&](const TargetConfig& target) {
        return target.type == "directory" &&
               (app.public_api.target.empty() || target.name == app.public_api.target);
    };
    const auto found = std::find_if(app.targets.begin(), app.targets.end(), wanted);
    if (found != app.targets.end()) return *found;
    if (!app.public_api.target.empty())
        throw CommandError(exit_code::config, "[public] target = \"" + app.public_api.target +
                                                  "\" is the name of no directory target of moisson.toml");
    return {};
}

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

std::vector<std::string> read_tokens(const AppConfig& app, const SecretReader& secrets) {
    std::vector<std::string> tokens;
    constexpr std::string_view before = "{secret:";
    try {
        for (const std::string& reference : app.public_api.tokens)
            tokens.push_back(secrets(reference.substr(before.size(), reference.size() - before.size() - 1)));
    } catch (const std::runtime_error& error) {
        throw CommandError(exit_code::config, std::string("[public] tokens: ") + error.what());
    }
    return tokens;
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
                              .target = served_target(app_),
                              .cursor_key = load_cursor_key(app_.state_dir / "cursor.key")};
    std::vector<api::ApiRoute> routes;
    api::add_record_routes(routes, *schema_);
    api::add_change_route(routes);
    api::add_file_routes(routes, *schema_, settings.target, executors_.files());
    api::add_catalog_routes(routes);
    api::add_publication_route(routes, settings.target);
    api::add_description_routes(routes, *schema_, settings.url);
    auto open = [settings, feeds = feeds_.valid()] {
        return std::make_shared<api::ApiData>(settings, feeds);
    };
    api_data_ = co_await offload(executors_.read(), open);
    const api::SiteSettings site{.requests_per_second = app_.public_api.requests_per_second,
                                 .burst = static_cast<double>(app_.public_api.burst),
                                 .behind_proxy = app_.public_api.behind_proxy,
                                 .tokens = read_tokens(app_, shop_->secrets)};
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

/// Other feed files may have other rules of what is published.
void Service::renew_public() {
    if (!api_data_) return;
    auto use = [data = api_data_, feeds = feeds_.valid()] { data->use(feeds); };
    asio::post(executors_.read(), std::move(use));
}

} // namespace moisson
