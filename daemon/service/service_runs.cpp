#include "connectors/http/network.hpp"
#include "daemon/commands/run_report.hpp"
#include "daemon/harvest/make_workshop.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/url/parse.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <malloc.h>

namespace asio = boost::asio;
using boost::system::error_code;

namespace moisson {

namespace {

constexpr std::size_t runs_to_learn_from = 100; ///< of an adaptive feed

constexpr UnixTime look_again = 60; ///< the scheduler wakes at least this often, to see jumps of the clock
constexpr UnixTime after_our_fault = 600; ///< disk full, internal error: not the producer's backoff
constexpr std::chrono::seconds run_number_within{2};

std::string host_of(const FeedConfig& feed) {
    if (!feed.is_network()) return {};
    const auto url = boost::urls::parse_uri(feed.source.url);
    return url ? std::string(url->host()) : std::string();
}

std::string run_path(const std::string& feed, RunId run) {
    return "/status/feeds/" + feed + "/runs" + (run ? "/" + std::to_string(run) : "");
}

bool is_cancelled(std::exception_ptr error) {
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& caught) {
        return caught.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

log::Level level_of(const RunRow& row) {
    if (row.result == RunResult::failed) return log::Level::warn;
    if (row.result == RunResult::held) return log::Level::error; // an operator must decide
    return row.counts.changes() ? log::Level::info : log::Level::debug;
}

} // namespace

bool is_store_failure(std::exception_ptr error) {
    try {
        std::rethrow_exception(error);
    } catch (const StoreError& caught) {
        return caught.exit_code() == exit_code::io;
    } catch (...) {
        return false;
    }
}

asio::awaitable<void> Service::schedule_loop() {
    while (phase_ != Phase::stopping) {
        check_clock();
        start_due();
        const UnixTime now = unix_now();
        const UnixTime next = timetable_.next_after(now).value_or(now + look_again);
        error_code woken;
        schedule_timer_.expires_after(std::chrono::seconds(std::clamp<UnixTime>(next - now, 1, look_again)));
        co_await schedule_timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

/// Wall time decides what is due, so a wrong clock must not put a feed to sleep for a year.
void Service::check_clock() {
    const UnixTime wall = unix_now();
    const auto steady = Clock::now();
    const UnixTime slept = std::chrono::duration_cast<std::chrono::seconds>(steady - steady_seen_).count();
    if (clock_seen_ && is_clock_jump(wall - wall_seen_, slept)) {
        log::event(log::Level::warn, "clock.jump", {{"seconds", wall - wall_seen_ - slept}});
        for (const FeedPtr& feed : feeds_.valid())
            timetable_.bound(feed->id, wall + feed->schedule.every.count());
    }
    wall_seen_ = wall;
    steady_seen_ = steady;
    clock_seen_ = true;
}

/// What the harvests of this configuration share; runs that are under way keep theirs.
void Service::set_up_shop() {
    auto feeds = [this] { return feeds_.valid(); };
    shop_ =
        std::make_shared<Workshop>(make_workshop(app_, schema_, executors_, *store_, config_file_, feeds));
    shop_->linked = [this](const LinkAnswer& answer) { log_links(answer); };
    shop_->stopping = [this] { return phase_ == Phase::stopping; };
    auto count = [this](const std::string& host, const std::string& code) {
        metrics_.http_answer(host, code);
    };
    shop_->network->hosts.on_answer = std::move(count);
    notifier_.configure({.app = app_, .secrets = shop_->secrets, .network = shop_->network});
}

/// False when there is no room for what they would bring: they wait.
bool Service::disk_allows(const std::vector<std::string>& due, UnixTime now) {
    free_disk();
    if (disk_free_ >= disk_needed(view_.database_bytes)) return true;
    log::event(
        log::Level::error, "disk.low",
        {{"free", disk_free_}, {"needed", disk_needed(view_.database_bytes)}, {"waiting", due.size()}});
    for (const std::string& feed : due) timetable_.set(feed, now + after_our_fault);
    return false;
}

void Service::start_due() {
    const UnixTime now = unix_now();
    std::size_t room = app_.max_concurrent_runs;
    for (const auto& [feed, run] : running_) room -= !run->manual && room > 0;
    const auto due = timetable_.due_at(now);
    if (due.empty() || !room || !disk_allows(due, now)) return;
    std::map<std::string, unsigned> busy;
    for (const auto& [id, run] : running_)
        if (const FeedPtr feed = feeds_.find(id)) ++busy[host_of(*feed)];
    std::vector<DueFeed> waiting;
    for (const std::string& id : due)
        if (const FeedPtr feed = feeds_.find(id); feed && !running_.contains(id))
            waiting.push_back({id, host_of(*feed)});
    for (const std::string& id : choose_starts(waiting, busy, room, app_.http.connections_per_host)) {
        metrics_.schedule_delay(static_cast<double>(now - std::max(timetable_.due(id), started_at_)));
        start(feeds_.find(id), RunOptions{}, false);
    }
}

/// A feed that is paused, switched off or unknown waits for a person; the others for their time.
void Service::plan(const std::string& id) {
    const FeedPtr feed = feeds_.find(id);
    const auto stored = view_.feeds.find(id);
    const bool paused = stored != view_.feeds.end() && stored->second.paused;
    if (!feed || !feed->enabled || paused) return timetable_.remove(id);
    const FeedState state = stored == view_.feeds.end() ? FeedState() : stored->second;
    NextPoll next = planned_run_of(*feed, state, unix_now());
    timetable_.set(id, next.at);
    view_.feeds[id].next_run_why = std::move(next.reason);
}

void Service::plan_all() {
    for (const auto& [id, feed] : feeds_.feeds()) plan(id);
    check_clock();
    for (const FeedPtr& feed : feeds_.valid()) // a due time written under a wrong clock
        timetable_.bound(feed->id,
                         unix_now() + std::max<UnixTime>(7 * 86400, 2 * feed->schedule.every.count()));
}

std::shared_ptr<Service::Running> Service::start(const FeedPtr& feed, RunOptions options, bool manual) {
    auto run = std::make_shared<Running>();
    run->manual = manual;
    run->progress = options.progress;
    running_[feed->id] = run;
    timetable_.remove(feed->id);
    log::event(log::Level::debug, "run.started", {{"feed", feed->id}, {"actor", options.actor}});
    auto finished = [this, id = feed->id](std::exception_ptr error) { ended(id, error); };
    asio::co_spawn(executors_.io(), harvest_one(feed, std::move(options)),
                   asio::bind_cancellation_slot(run->cancel.slot(), finished));
    rebuild();
    return run;
}

asio::awaitable<void> Service::harvest_one(FeedPtr feed, RunOptions options) {
    const std::shared_ptr<Workshop> shop = shop_; // a reload gives later runs another one
    const std::shared_ptr<RunProgress> progress = options.progress;
    RunRow row = co_await work_.harvest(*shop, feed, std::move(options));
    LastRun last;
    last.again = goes_on(row, *progress);
    last.retry_after = std::chrono::seconds(progress->retry_after);
    last.fresh_for = std::chrono::seconds(progress->fresh_for);
    co_await after_run(feed, std::move(row), last);
}

asio::awaitable<void> Service::after_run(FeedPtr feed, RunRow row, LastRun last) {
    log_run(row);
    std::map<std::string, std::uint64_t> rejects;
    auto count = [this, id = feed->id] {
        std::map<std::string, std::uint64_t> by_code;
        for (const RecordIssue& reject : reader_->rejects(id, Severity::error)) ++by_code[reject.issue.code];
        return by_code;
    };
    if (row.counts.rejected) rejects = co_await offload(executors_.read(), count);
    metrics_.run_finished(row, rejects);
    if (const std::string host = host_of(*feed); !host.empty()) metrics_.http_bytes(host, row.bytes);
    last.may_pass = !row.error || row.error->transient;
    auto learn = [this, id = feed->id] { return change_past(reader_->runs(id, runs_to_learn_from)); };
    if (feed->schedule.adaptive) last.seen = co_await offload(executors_.read(), learn);
    auto schedule = [this, feed, last, now = unix_now(), seed = shop_->random()] {
        FeedState state = store_->feed_state(feed->id);
        NextPoll next = next_run_after(*feed, state, last, now, seed);
        state.next_run_at = next.at;
        state.next_run_why = std::move(next.reason);
        store_->schedule(feed->id, state.next_run_at, state.next_run_why);
        return state;
    };
    view_.feeds[feed->id] = co_await offload(executors_.store(), schedule);
    if (row.counts.changes()) wake_publish();
    co_await notify_run(feed, row);
}

void Service::ended(const std::string& feed, std::exception_ptr error) {
    const auto found = running_.find(feed);
    if (found == running_.end()) return;
    found->second->failure = error;
    found->second->ended = true;
    running_.erase(found);
    plan(feed);
    if (error && !fail_when_fatal(error) && !(phase_ == Phase::stopping && is_cancelled(error))) {
        log::event(log::Level::error, "run.failed-here",
                   {{"feed", feed}, {"error", log::failure_text(error)}});
        timetable_.set(feed, unix_now() + after_our_fault);
    }
    wake_refresh();
    schedule_timer_.cancel();
    rebuild();
    if (running_.empty()) ::malloc_trim(0); // what the run needed goes back to the system
}

void Service::log_run(const RunRow& row) const {
    const std::string code = row.error ? row.error->code : row.guard ? row.guard->name : "";
    const std::string message = row.error ? row.error->message : row.guard ? row.guard->message : "";
    const char* event = row.result == RunResult::failed ? "run.failed"
                        : row.result == RunResult::held ? "run.held"
                                                        : "run.finished";
    const RunCounts& n = row.counts;
    if (code.empty())
        log::event(level_of(row), event,
                   {{"feed", row.feed},
                    {"run", row.run},
                    {"result", to_string(row.result)},
                    {"read", n.read},
                    {"created", n.created},
                    {"updated", n.updated},
                    {"withdrawn", n.withdrawn},
                    {"restored", n.restored},
                    {"rejected", n.rejected},
                    {"ms", row.duration_ms}});
    else
        log::event(level_of(row), event,
                   {{"feed", row.feed},
                    {"run", row.run},
                    {"code", code},
                    {"message", message},
                    {"ms", row.duration_ms}});
    for (const std::string& warning : row.warnings)
        log::event(log::Level::warn, "run.warning",
                   {{"feed", row.feed}, {"run", row.run}, {"message", warning}});
}

asio::awaitable<web::Order> Service::start_run(web::RunOrder order) {
    using Outcome = web::Order::Outcome;
    const FeedPtr feed = feeds_.find(order.feed);
    if (phase_ != Phase::ready)
        co_return web::Order{Outcome::unavailable, "the daemon is starting or stopping"};
    if (!feed) co_return web::Order{Outcome::unknown, "no valid feed \"" + order.feed + "\""};
    if (running_.contains(order.feed))
        co_return web::Order{Outcome::conflict, order.feed + " is running already", run_path(order.feed, 0)};
    RunOptions options;
    options.full = order.full;
    options.force = order.force;
    options.actor = order.actor;
    options.replay = order.replay;
    const RunId before = view_.feeds[order.feed].last_run;
    const auto run = start(feed, std::move(options), true);
    const RunId number = co_await number_of(order.feed, before, run);
    if (run->ended && run->failure)
        co_return web::Order{Outcome::unavailable, log::failure_text(run->failure)};
    nlohmann::ordered_json body{{"feed", order.feed}, {"run", number}, {"message", "started"}};
    co_return web::Order{Outcome::accepted, "", run_path(order.feed, number), body.dump() + "\n"};
}

/// The run gets its number on the store's thread, at once unless another run is being applied.
asio::awaitable<RunId> Service::number_of(std::string feed, RunId before, std::shared_ptr<Running> run) {
    const auto until = Clock::now() + run_number_within;
    for (;;) {
        auto newest = [this, feed] { return reader_->runs(feed, 1); };
        const auto rows = co_await offload(executors_.read(), newest);
        if (!rows.empty() && rows.front().run > before) co_return rows.front().run;
        if (run->ended || Clock::now() > until || !co_await sleep(std::chrono::milliseconds(10))) co_return 0;
    }
}

asio::awaitable<web::Order> Service::pause(std::string feed, bool paused, std::string reason) {
    if (!feeds_.feeds().contains(feed) || !store_)
        co_return web::Order{web::Order::Outcome::unknown, "no feed \"" + feed + "\""};
    auto write = [this, feed, paused, reason, now = unix_now()] {
        store_->pause(feed, paused, reason, now);
        if (!paused) store_->schedule(feed, now); // what was missed is caught up once
        return store_->feed_state(feed);
    };
    view_.feeds[feed] = co_await offload(executors_.store(), write);
    log::event(log::Level::info, paused ? "feed.paused" : "feed.resumed",
               {{"feed", feed}, {"reason", reason}});
    plan(feed);
    rebuild();
    schedule_timer_.cancel();
    co_return web::Order{web::Order::Outcome::accepted, feed + (paused ? " is paused" : " runs again"),
                         "/status/feeds/" + feed};
}

asio::awaitable<web::Order> Service::decide(web::DecisionOrder order) {
    using Outcome = web::Order::Outcome;
    const FeedPtr feed = feeds_.find(order.feed);
    if (!feed) co_return web::Order{Outcome::unknown, "no valid feed \"" + order.feed + "\""};
    if (running_.contains(order.feed))
        co_return web::Order{Outcome::conflict, order.feed + " is running; decide when it has ended"};
    if (view_.feeds[order.feed].held_run != order.run)
        co_return web::Order{Outcome::unknown,
                             "run " + std::to_string(order.run) + " of " + order.feed + " is not held"};
    auto run = std::make_shared<Running>();
    run->manual = true;
    running_[order.feed] = run;
    std::exception_ptr failure;
    RunRow row;
    const LastRun last;
    try {
        row = co_await carry_out(feed, order);
        co_await after_run(feed, row, last);
    } catch (...) {
        failure = std::current_exception();
    }
    ended(order.feed, nullptr);
    if (failure && is_store_failure(failure) && fail_when_fatal(failure))
        co_return web::Order{Outcome::unavailable, log::failure_text(failure)};
    if (failure) co_return web::Order{Outcome::conflict, log::failure_text(failure)};
    log::event(log::Level::info, order.approve ? "run.approved" : "run.denied",
               {{"feed", order.feed}, {"run", order.run}, {"actor", order.actor}, {"reason", order.reason}});
    co_return web::Order{Outcome::accepted, "", run_path(order.feed, order.run), to_json(row).dump() + "\n"};
}

asio::awaitable<RunRow> Service::carry_out(FeedPtr feed, web::DecisionOrder order) {
    const std::shared_ptr<Workshop> shop = shop_;
    if (order.approve)
        co_return co_await work_.approve(*shop, feed, order.run, order.actor + ": " + order.reason,
                                         order.rekey);
    auto deny = [this, order, now = unix_now()] {
        return store_->deny(order.feed, order.run, order.actor, order.reason, now);
    };
    co_return co_await offload(executors_.store(), deny);
}

} // namespace moisson
