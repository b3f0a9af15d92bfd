#include "daemon/harvest/make_workshop.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"
#include "daemon/service/systemd.hpp"

#include <boost/asio/redirect_error.hpp>
#include <nlohmann/json.hpp>

namespace asio = boost::asio;
using boost::system::error_code;

namespace moisson {

namespace {

struct Loaded {
    LoadedApp app;
    std::vector<LoadedFeed> feeds;
};

/// Everything is parsed before anything changes. Thread: cpu.
Loaded load_everything(const GlobalOptions& options, std::filesystem::path config_file,
                       const Schema& schema) {
    Loaded loaded;
    loaded.app = load_configuration(options, config_file);
    if (loaded.app.ok) loaded.feeds = load_feeds(loaded.app.config.feeds_dir, schema);
    return loaded;
}

web::Order reload_answer(const ReloadStatus& reload, const std::vector<std::string>& diagnostics) {
    nlohmann::ordered_json body{{"message", reload.message}, {"diagnostics", diagnostics}};
    return {reload.ok ? web::Order::Outcome::accepted : web::Order::Outcome::invalid, reload.message,
            "/status", body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"};
}

} // namespace

/// SIGHUP only sets a flag: two in a row, or one during a reload, give one more reload.
asio::awaitable<void> Service::reload_loop() {
    while (phase_ != Phase::stopping) {
        if (std::exchange(reload_wanted_, false)) co_await reload_now();
        error_code woken;
        reload_timer_.expires_at(reload_wanted_ ? Clock::now() : Clock::time_point::max());
        if (phase_ != Phase::stopping)
            co_await reload_timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

asio::awaitable<web::Order> Service::reload() {
    if (reloading_ || phase_ != Phase::ready)
        co_return web::Order{web::Order::Outcome::conflict,
                             "a reload is under way, or the daemon is not ready"};
    const std::vector<std::string> diagnostics = co_await reload_now();
    co_return reload_answer(reload_, diagnostics);
}

/// Returns what is wrong, one line each. A wrong moisson.toml changes nothing; a wrong feed file only leaves
/// its feed as it was.
asio::awaitable<std::vector<std::string>> Service::reload_now() {
    reloading_ = true;
    systemd::reloading();
    auto load = [options = options_, file = config_file_, schema = schema_] {
        return load_everything(options, file, *schema);
    };
    std::vector<std::string> problems;
    std::string failure;
    try {
        Loaded loaded = co_await offload(executors_.cpu(), load);
        problems = apply_configuration(std::move(loaded.app), loaded.feeds);
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (!failure.empty()) {
        problems.push_back(failure);
        reload_ = {false, unix_now(), "reload failed, the old configuration is in force: " + failure};
    }
    reloading_ = false;
    log::event(reload_.ok ? log::Level::info : log::Level::error,
               reload_.ok ? "config.reloaded" : "config.refused", {{"message", reload_.message}});
    plan_all();
    rebuild();
    systemd::ready(reload_.message);
    schedule_timer_.cancel();
    wake_refresh();
    co_return problems;
}

std::vector<std::string> Service::apply_configuration(LoadedApp loaded,
                                                      const std::vector<LoadedFeed>& feeds) {
    std::vector<std::string> problems = one_line_problems(loaded.diagnostics);
    if (!loaded.ok) {
        reload_ = {false, unix_now(),
                   "moisson.toml is wrong (" + std::to_string(problems.size()) +
                       (problems.size() == 1 ? " error" : " errors") +
                       "): the old configuration is in force; see: moisson check"};
        return problems;
    }
    warn_about_restart(loaded.config);
    loaded.config.state_dir = app_.state_dir; // where we are cannot move under us
    loaded.config.store_path = app_.store_path;
    loaded.config.control = app_.control;
    loaded.config.status = app_.status;
    loaded.config.public_api = app_.public_api;
    app_ = std::move(loaded.config);
    set_up_shop();
    publication_unprepared_ = true;
    wake_publish();
    const FeedChanges changes = feeds_.update(feeds);
    for (const std::string& feed : changes.removed) {
        timetable_.remove(feed);
        log::event(log::Level::warn, "feed.removed", {{"feed", feed}, {"records", "kept as they are"}});
    }
    for (const std::string& feed : changes.changed) {
        view_.feeds[feed].next_run_at = unix_now(); // try what was edited
        view_.feeds[feed].next_run_why = "its file was edited";
    }
    for (const LoadedFeed& feed : feeds)
        for (std::string& line : one_line_problems(feed.diagnostics)) problems.push_back(std::move(line));
    log_broken();
    renew_public();
    reload_ = {true, unix_now(), "configuration reloaded: " + describe(changes)};
    return problems;
}

void Service::warn_about_restart(const AppConfig& next) const {
    auto warn = [](const char* key) {
        log::event(log::Level::warn, "config.needs-restart",
                   {{"key", key}, {"until", "systemctl restart moisson"}});
    };
    if (next.state_dir != app_.state_dir || next.store_path != app_.store_path) warn("[store] path");
    if (next.status.listen != app_.status.listen || next.status.enabled != app_.status.enabled)
        warn("[status] listen");
    if (!(next.public_api == app_.public_api)) warn("[public]");
    if (next.control.socket != app_.control.socket) warn("[control] socket");
    if (next.log.level != app_.log.level || next.log.format != app_.log.format) warn("[log]");
}

void Service::log_broken() const {
    for (const auto& [id, feed] : feeds_.feeds())
        if (!feed.problems.empty())
            log::event(log::Level::error, "config.feed-invalid",
                       {{"feed", id},
                        {"file", feed.file.string()},
                        {"error", feed.problems.front()},
                        {"errors", feed.problems.size()},
                        {"in_force", feed.config ? "last good one" : "none"}});
}

} // namespace moisson
