#include "daemon/harvest/make_workshop.hpp"
#include "daemon/harvest/publish.hpp"
#include "daemon/service/backups.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"
#include "daemon/service/systemd.hpp"

#include <boost/asio/redirect_error.hpp>

#include <algorithm>
#include <malloc.h>
#include <sys/stat.h>

namespace asio = boost::asio;
using boost::system::error_code;

namespace moisson {

namespace {

constexpr std::chrono::seconds publish_look{60}, publish_again{5};
constexpr std::chrono::milliseconds lag_busy{5}, lag_idle{50};
constexpr std::chrono::seconds minute{60};
constexpr unsigned prune_every = 60, backup_look_every = 10, checkpoint_every = 24 * 60; ///< minutes

} // namespace

/// Woken by what changed something, and when a row of the outbox wants its next try.
asio::awaitable<void> Service::publish_loop() {
    while (phase_ != Phase::stopping) {
        publish_wanted_ = false;
        co_await publish_now("", false);
        const std::chrono::seconds pause = co_await until_next_publication();
        if (publish_wanted_ || phase_ == Phase::stopping) continue; // it came meanwhile
        error_code woken;
        publish_timer_.expires_after(pause);
        co_await publish_timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

/// At most a minute, because the clock may jump; at least some seconds, so that what fails at once does not
/// turn the loop into a busy one.
asio::awaitable<std::chrono::seconds> Service::until_next_publication() {
    const UnixTime now = unix_now();
    auto read = [reader = reader_.get(), app = app_, now] {
        const PublishTurns turns(app);
        return next_publication_at(app, reader->outbox(), reader->approvals(), now, &turns);
    };
    UnixTime next = 0;
    try {
        next = co_await offload(executors_.read(), read);
    } catch (const StoreError& error) {
        log::event(log::Level::error, "publish.failed-here", {{"error", error.what()}});
    }
    if (next == 0) co_return publish_look;
    co_return std::clamp(std::chrono::seconds(next - now), publish_again, publish_look);
}

/// Also heard while a publication is under way, which may have begun before what changed.
void Service::wake_publish() {
    publish_wanted_ = true;
    publish_timer_.cancel();
}

asio::awaitable<std::vector<PublishOutcome>> Service::publish_now(std::string target, bool force) {
    if (publishing_) co_return std::vector<PublishOutcome>{};
    publishing_ = true;
    std::vector<PublishOutcome> outcomes;
    std::exception_ptr failure;
    const std::shared_ptr<Workshop> shop = shop_;
    try {
        if (std::exchange(publication_unprepared_, false)) co_await work_.prepare_publication(*shop);
        outcomes = co_await work_.publish(*shop, feeds_.valid(), std::move(target), force);
    } catch (...) {
        failure = std::current_exception();
    }
    publishing_ = false;
    if (failure && !fail_when_fatal(failure))
        log::event(log::Level::error, "publish.failed-here", {{"error", log::failure_text(failure)}});
    for (const PublishOutcome& outcome : outcomes) {
        metrics_.published(outcome.target, outcome.result);
        if (outcome.result == "failed" || outcome.result == "parked")
            log::event(
                log::Level::error, "publish.failed",
                {{"target", outcome.target}, {"resource", outcome.resource}, {"error", outcome.error}});
        else if (outcome.result == "published")
            log::event(log::Level::info, "publish.done",
                       {{"target", outcome.target},
                        {"resource", outcome.resource},
                        {"rows", outcome.rows},
                        {"bytes", outcome.bytes},
                        {"verified", outcome.verified}});
    }
    if (!outcomes.empty()) wake_refresh();
    ::malloc_trim(0);
    co_await notify_publication(outcomes);
    co_return outcomes;
}

asio::awaitable<web::Order> Service::publish(std::string target, std::string actor) {
    using Outcome = web::Order::Outcome;
    const bool known = target.empty() || std::any_of(app_.targets.begin(), app_.targets.end(),
                                                     [&](const TargetConfig& t) { return t.name == target; });
    if (!known) co_return web::Order{Outcome::unknown, "no [[target]] \"" + target + "\""};
    if (publishing_) co_return web::Order{Outcome::conflict, "a publication is under way"};
    log::event(log::Level::info, "publish.ordered", {{"target", target}, {"actor", actor}});
    const std::vector<PublishOutcome> outcomes = co_await publish_now(target, true);
    wake_publish(); // for what changed meanwhile
    std::string lines = outcome_lines(outcomes);
    web::Order order{Outcome::accepted, "", "/status", std::move(lines)};
    co_return order;
}

asio::awaitable<web::Order> Service::approve_target(std::string target, std::string reason,
                                                    std::string actor) {
    using Outcome = web::Order::Outcome;
    const bool known = std::any_of(app_.targets.begin(), app_.targets.end(),
                                   [&](const TargetConfig& t) { return t.name == target && t.approval; });
    if (!known)
        co_return web::Order{Outcome::unknown, "no [[target]] \"" + target + "\" waits for an approval"};
    auto read = [this] { return reader_->revision(); };
    Approval approval{target, co_await offload(executors_.read(), read), unix_now(), actor, reason};
    co_await offload(executors_.store(), [&] { store_->approve_target(approval); });
    log::event(log::Level::info, "publish.approved",
               {{"target", target}, {"actor", actor}, {"reason", reason}});
    wake_publish();
    co_return web::Order{Outcome::accepted, "", "/status"};
}

void Service::ping_store() {
    if (ping_out_->exchange(true)) return;
    auto answer = [out = ping_out_, stamp = store_stamp_] {
        stamp->touch();
        *out = false;
    };
    asio::post(executors_.store(), std::move(answer));
}

/// A long apply does not answer pings, but it counts records.
void Service::note_progress() {
    for (auto& [feed, run] : running_) {
        const std::uint64_t applied = run->progress->applied.load();
        if (std::exchange(run->applied_seen, applied) != applied) store_stamp_->touch();
    }
}

asio::awaitable<void> Service::watchdog_loop() {
    const auto interval = systemd::watchdog_interval();
    const auto limit = interval ? std::chrono::duration_cast<std::chrono::milliseconds>(*interval)
                                : std::chrono::milliseconds(minute);
    const auto step =
        std::clamp(limit / 3, std::chrono::milliseconds(100), std::chrono::milliseconds(10'000));
    bool warned = false;
    do {
        ping_store();
        note_progress();
        const bool moving = !ping_out_->load() || store_stamp_->age() < limit;
        if (moving) systemd::watchdog();
        if (!moving && !warned)
            log::event(log::Level::error, "store.stalled", {{"ms", store_stamp_->age().count()}});
        warned = !moving;
    } while (co_await sleep(step));
}

/// How late this very loop is; looked at more often while there is work that could make it so.
asio::awaitable<void> Service::lag_loop() {
    for (;;) {
        const auto step = running_.empty() && !publishing_ ? lag_idle : lag_busy;
        const auto expected = Clock::now() + step;
        if (!co_await sleep(step)) co_return;
        metrics_.loop_lag().add(std::max(Clock::duration::zero(), Clock::now() - expected), Clock::now());
    }
}

/// The database replaced or removed under us: what we write now would be lost.
void Service::check_store_file() {
    struct stat status {};
    const bool there = ::stat(app_.store_path.c_str(), &status) == 0;
    if (there && std::pair<std::uint64_t, std::uint64_t>(status.st_dev, status.st_ino) == store_file_) return;
    fail(exit_code::io, app_.store_path.string() + " was " + (there ? "replaced" : "removed") +
                            " while it was in use; start again after you have looked at it (moisson verify, "
                            "moisson restore)");
}

asio::awaitable<void> Service::upkeep_loop() {
    for (unsigned minutes = 1; co_await sleep(minute); ++minutes) {
        log::flush_suppressed();
        check_store_file();
        co_await keep_consultations();
        if (minutes % backup_look_every == 0) co_await backup_when_due();
        auto care = [this, minutes] {
            if (minutes % prune_every == 0) store_->prune(unix_now());
            if (minutes % checkpoint_every == 0) store_->checkpoint();
        };
        if (minutes % prune_every == 0) co_await offload(executors_.store(), care);
        if (minutes % prune_every == 0) co_await notify_week();
    }
}

asio::awaitable<void> Service::backup_when_due() {
    auto back_up = [app = app_, now = unix_now()] { return scheduled_backup(app, now); };
    std::string failure;
    try {
        const auto made = co_await offload(executors_.cpu(), back_up);
        if (made)
            log::event(log::Level::info, "backup.done",
                       {{"file", made->file.string()}, {"bytes", made->bytes}, {"records", made->records}});
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (!failure.empty()) log::event(log::Level::error, "backup.failed", {{"error", failure}});
}

asio::awaitable<web::Order> Service::backup(std::string file, std::string actor) {
    if (file.empty() || file.front() != '/')
        co_return web::Order{web::Order::Outcome::invalid,
                             "\"file\" must be an absolute path that the daemon may write"};
    auto back_up = [store = app_.store_path, file, now = unix_now()] {
        return backup_store(store, file, now);
    };
    BackupInfo made;
    std::string failure;
    try {
        made = co_await offload(executors_.cpu(), back_up);
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (!failure.empty()) co_return web::Order{web::Order::Outcome::unavailable, failure};
    log::event(log::Level::info, "backup.done", {{"file", file}, {"bytes", made.bytes}, {"actor", actor}});
    co_return web::Order{web::Order::Outcome::accepted, "", "", backup_json(made)};
}

} // namespace moisson
