#include "daemon/service/service.hpp"
#include "daemon/harvest/make_workshop.hpp"
#include "daemon/harvest/snapshots.hpp"
#include "daemon/service/control_client.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/systemd.hpp"
#include "daemon/version.hpp"
#include "daemon/web/routes.hpp"

#include <boost/asio/redirect_error.hpp>

#include <csignal>
#include <cstdlib>
#include <sys/stat.h>

namespace asio = boost::asio;
using boost::system::error_code;

namespace moisson {

namespace {

constexpr std::chrono::seconds stop_within{8}; ///< then the process ends as it is; every instant is safe
constexpr std::chrono::seconds start_extension{60};

/// The commands look in the state directory; with systemd the socket itself is in the runtime directory.
void point_to_socket(const std::filesystem::path& link, const std::filesystem::path& socket) {
    std::error_code ignored;
    if (link == socket) return;
    std::filesystem::remove(link, ignored);
    std::filesystem::create_symlink(socket, link, ignored);
}

std::pair<std::uint64_t, std::uint64_t> identity_of(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino};
}

} // namespace

Service::Service(const CommandContext& context, ServiceWork work)
    : options_(context.options), config_file_(context.config_file), app_(context.app),
      schema_(context.schema), work_(std::move(work)), notifier_(executors_.io().get_executor()),
      signals_(executors_.io()), schedule_timer_(executors_.io()), refresh_timer_(executors_.io()),
      publish_timer_(executors_.io()), stop_timer_(executors_.io()), reload_timer_(executors_.io()) {
    started_at_ = unix_now();
    reload_.at = started_at_;
    for (int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) signals_.add(signal);
}

Service::~Service() = default;

int Service::run() {
    log::event(
        log::Level::info, "daemon.starting",
        {{"version", version()}, {"state", app_.state_dir.string()}, {"feeds", app_.feeds_dir.string()}});
    rebuild();
    spawn("signals", handle_signals());
    auto finished = [this](std::exception_ptr error) {
        start_failure_ = error;
        request_stop("");
        signals_.cancel();
    };
    asio::co_spawn(executors_.io(), live(), finished);
    executors_.io().run();
    public_server_.reset();
    auto close_reader = [reader = std::move(reader_), api = std::move(api_data_)]() mutable {
        reader.reset();
        api.reset();
    };
    auto close_store = [store = std::move(store_)]() mutable {
        if (store) store->recover(unix_now()); // what was cut short is said to be interrupted
        if (store) store->checkpoint();
        store.reset();
    };
    asio::post(executors_.read(), std::move(close_reader));
    asio::post(executors_.store(), std::move(close_store));
    executors_.join();
    log::flush_suppressed();
    if (start_failure_) std::rethrow_exception(start_failure_);
    log::event(log::Level::info, "daemon.stopped", {{"exit", exit_code_}});
    return exit_code_;
}

asio::awaitable<void> Service::live() {
    std::exception_ptr cannot_listen;
    try {
        listen();
    } catch (const web::ListenError&) {
        cannot_listen = std::current_exception();
    }
    co_await open_store(); // says first when another daemon is the reason that the port is taken
    if (cannot_listen) throw CommandError(exit_code::try_again, log::failure_text(cannot_listen));
    const auto socket = control_socket(app_);
    control_server_ = web::listen_unix(executors_.io(), socket, web::control_site(*this));
    point_to_socket(app_.state_dir / "control.sock", socket);
    auto load = [dir = app_.feeds_dir, schema = schema_] { return load_feeds(dir, *schema); };
    feeds_.update(co_await offload(executors_.cpu(), load));
    log_broken();
    co_await open_public();
    co_await refresh();
    plan_all();
    if (phase_ == Phase::starting) {
        phase_ = Phase::ready;
        rebuild();
        systemd::ready(snapshot_->sentence);
        log::event(
            log::Level::info, "daemon.ready",
            {{"feeds", feeds_.feeds().size()}, {"status", status_server_ ? app_.status.listen : "off"}});
        spawn("link", link_at_start());
        spawn("schedule", schedule_loop());
        spawn("reload", reload_loop());
        spawn("refresh", refresh_loop());
        spawn("publish", publish_loop());
        spawn("watchdog", watchdog_loop());
        spawn("lag", lag_loop());
        spawn("upkeep", upkeep_loop());
        start_resource_checks();
        start_notices();
    }
    error_code woken;
    stop_timer_.expires_at(Clock::time_point::max());
    if (phase_ != Phase::stopping)
        co_await stop_timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    co_await shut_down();
}

void Service::listen() {
    if (!app_.status.enabled) return;
    status_server_ = web::listen_tcp(executors_.io(), app_.status.listen, false, web::status_site(*this));
}

/// Opening may check and migrate a large store: systemd is asked for time until it is done.
asio::awaitable<void> Service::open_store() {
    systemd::status("checking the store");
    auto done = std::make_shared<bool>(false);
    spawn("start", keep_start_alive(done));
    Store::Options options;
    options.file = app_.store_path;
    options.schema = schema_;
    options.snapshots = snapshots_dir(app_);
    options.check = true;
    auto open = [options, state = app_.state_dir]() mutable {
        std::filesystem::create_directories(state);
        auto store = Store::open(options, unix_now());
        store->recover(unix_now());
        return store;
    };
    try {
        store_ = co_await offload(executors_.store(), open);
    } catch (...) {
        *done = true;
        throw;
    }
    *done = true;
    clear_spool(app_);
    store_file_ = identity_of(app_.store_path);
    auto read = [file = app_.store_path, schema = schema_] { return StoreReader::open(file, schema); };
    reader_ = co_await offload(executors_.read(), read);
    set_up_shop();
}

asio::awaitable<void> Service::keep_start_alive(std::shared_ptr<bool> done) {
    while (!*done) {
        systemd::extend_timeout(start_extension);
        systemd::watchdog();
        for (int tenths = 0; tenths < 100 && !*done; ++tenths)
            if (!co_await sleep(std::chrono::milliseconds(100))) co_return;
    }
}

void Service::spawn(const char* name, asio::awaitable<void> loop) {
    ++loops_;
    auto finished = [this, name](std::exception_ptr error) {
        --loops_;
        if (!error || fail_when_fatal(error) || phase_ == Phase::stopping) return;
        fail(exit_code::internal, std::string("the ") + name + " loop failed: " + log::failure_text(error));
    };
    asio::co_spawn(executors_.io(), std::move(loop), finished);
}

asio::awaitable<void> Service::handle_signals() {
    for (;;) {
        error_code error;
        const int number = co_await signals_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return;
        on_signal(number);
    }
}

void Service::on_signal(int number) {
    if (number == SIGHUP) {
        reload_wanted_ = true;
        reload_timer_.cancel();
    } else if (number == SIGUSR1 || number == SIGUSR2) {
        log::event(log::Level::info, "daemon.signal-ignored", {{"signal", number}});
    } else if (phase_ != Phase::stopping) {
        request_stop(number == SIGTERM ? "SIGTERM" : "SIGINT");
    } else { // the second one: at once
        log::event(log::Level::warn, "daemon.stopped-at-once", {{"signal", number}});
        std::signal(number, SIG_DFL);
        std::raise(number);
    }
}

void Service::request_stop(const std::string& why) {
    if (phase_ == Phase::stopping) return;
    phase_ = Phase::stopping;
    if (!why.empty())
        log::event(log::Level::info, "daemon.stopping", {{"reason", why}, {"running", running_.size()}});
    systemd::stopping("stopping");
    rebuild();
    for (auto& [feed, run] : running_) {
        run->progress->stop = true;
        run->cancel.emit(asio::cancellation_type::terminal);
    }
    resource_cancel_.emit(asio::cancellation_type::terminal);
    notifier_.stop();
    for (asio::steady_timer* timer : std::set(sleepers_)) timer->cancel();
    for (asio::steady_timer* timer :
         {&schedule_timer_, &refresh_timer_, &publish_timer_, &reload_timer_, &stop_timer_})
        timer->cancel();
    if (!store_) signals_.cancel(); // nothing to end but ourselves
    if (status_server_ && !store_) status_server_->stop();
}

void Service::fail(int code, const std::string& message) {
    log::event(log::Level::error, "daemon.failed", {{"exit", code}, {"error", message}});
    if (exit_code_ == exit_code::done) exit_code_ = code;
    request_stop("failure");
}

/// A store that cannot be trusted any more ends the process; recovery at the next start decides from the
/// file.
bool Service::fail_when_fatal(std::exception_ptr error) {
    try {
        std::rethrow_exception(error);
    } catch (const StoreError& failure) {
        if (failure.exit_code() != exit_code::io && failure.exit_code() != exit_code::rejected) return false;
        fail(failure.exit_code(), failure.what());
        return true;
    } catch (...) {
        return false;
    }
}

/// Runs and publications under way end (fetches are cancelled, a batch or a commit is finished); then
/// everything closes.
asio::awaitable<void> Service::shut_down() {
    const auto deadline = Clock::now() + stop_within;
    while (!running_.empty() || publishing_ || reloading_ || refreshing_) {
        if (Clock::now() > deadline) {
            log::event(log::Level::warn, "daemon.stopped-in-a-run", {{"running", running_.size()}});
            std::_Exit(exit_code_);
        }
        error_code ignored;
        stop_timer_.expires_after(std::chrono::milliseconds(10));
        co_await stop_timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (status_server_) status_server_->stop();
    if (control_server_) control_server_->stop();
    if (public_server_) public_server_->stop();
    if (store_ && exit_code_ == exit_code::done) co_await keep_consultations();
    std::error_code ignored;
    std::filesystem::remove(control_socket(app_), ignored);
    std::filesystem::remove(app_.state_dir / "control.sock", ignored);
    signals_.cancel();
}

asio::awaitable<bool> Service::sleep(std::chrono::milliseconds duration) {
    if (phase_ == Phase::stopping) co_return false;
    asio::steady_timer timer(executors_.io(), duration);
    struct Registered {
        std::set<asio::steady_timer*>& timers;
        asio::steady_timer* timer;
        ~Registered() { timers.erase(timer); }
    } registered{sleepers_, sleepers_.insert(&timer).second ? &timer : nullptr};
    error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_return phase_ != Phase::stopping;
}

} // namespace moisson
