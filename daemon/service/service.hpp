// `moisson serve`: the daemon. One object on the io thread; each concern is one file:
//   service.cpp         start, signals, stop
//   service_runs.cpp    schedule, run, decide, pause
//   service_resources.cpp  whether the addresses of data sets answer
//   service_links.cpp   linking, orders about links
//   service_notify.cpp  what is told to operators and producers
//   service_reload.cpp  SIGHUP and POST /-/reload
//   service_status.cpp  the snapshot that page, API and metrics read
//   service_public.cpp  the listener for consumers
//   service_upkeep.cpp  publication, watchdog, event-loop lag, backups, checkpoints
#pragma once
#include "connectors/targets/directory.hpp"
#include "core/schedule/next_poll.hpp"
#include "daemon/api/consultations.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/harvest/harvest.hpp"
#include "daemon/service/feed_set.hpp"
#include "daemon/service/metrics.hpp"
#include "daemon/service/notifier.hpp"
#include "daemon/service/timetable.hpp"
#include "daemon/web/backend.hpp"
#include "daemon/web/http_server.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>

namespace moisson {

namespace api {
class ApiData; // daemon/api/api_data.hpp
}

/// The work that the service starts; service_work.cpp wires the real one.
struct ServiceWork {
    std::function<boost::asio::awaitable<RunRow>(Workshop&, FeedPtr, RunOptions)> harvest;
    std::function<boost::asio::awaitable<RunRow>(Workshop&, FeedPtr, RunId, std::string actor, bool rekey)>
        approve;
    /// Brings the outbox in line with the targets of the configuration: at start and reload.
    std::function<boost::asio::awaitable<void>(Workshop&)> prepare_publication;
    /// What is stale and due; with `force` everything of one target, or of all ("").
    std::function<boost::asio::awaitable<std::vector<PublishOutcome>>(Workshop&, std::vector<FeedPtr>,
                                                                      std::string target, bool force)>
        publish;
};
ServiceWork real_work();

/// The answer to POST /publish: one line of `moisson publish --json` per resource.
std::string outcome_lines(const std::vector<PublishOutcome>& outcomes);

/// Of a decision of a person: 65 says that it no longer fits, not that the store is corrupt.
bool is_store_failure(std::exception_ptr error);

/// What the run that just ended says about the next one.
struct LastRun {
    bool may_pass = true;                ///< its failure, if it was one, may pass by itself
    bool again = false;                  ///< more of its source waits: now
    std::chrono::seconds retry_after{0}; ///< the source asked us to wait
    std::chrono::seconds fresh_for{0};   ///< the source calls its answer fresh
    ChangePast seen;                     ///< of adaptive feeds
};
/// When a feed runs next, and why: its period, window and spread, what it learnt, or the backoff of its
/// failures when they `may_pass` by themselves. At least 60 s away, 10 s after a failure.
NextPoll next_run_after(const FeedConfig& feed, const FeedState& state, const LastRun& last, UnixTime now,
                        std::uint64_t seed);
/// When a feed runs that the daemon finds at its start or after a reload: as it was planned; by its period
/// when a command has run it; else, also after an interruption, now or when its window opens.
NextPoll planned_run_of(const FeedConfig& feed, const FeedState& state, UnixTime now);

class Service final : public web::Backend {
public:
    Service(const CommandContext& context, ServiceWork work);
    ~Service() override;

    /// Until SIGTERM or SIGINT. Returns the exit code; throws StoreError or CommandError when it cannot
    /// start.
    int run();

    std::shared_ptr<const StatusSnapshot> status() const override { return snapshot_; }
    bool alive() const override;
    std::string metrics() const override { return metrics_.render(*snapshot_); }
    boost::asio::awaitable<std::vector<RunRow>> runs(std::string feed, std::size_t limit) override;
    boost::asio::awaitable<std::optional<RunRow>> run(std::string feed, RunId run) override;
    boost::asio::awaitable<std::vector<RecordIssue>> rejects(std::string feed) override;
    boost::asio::awaitable<std::string> explain(std::string public_id) override;
    boost::asio::awaitable<web::Order> start_run(web::RunOrder order) override;
    boost::asio::awaitable<web::Order> pause(std::string feed, bool paused, std::string reason) override;
    boost::asio::awaitable<web::Order> decide(web::DecisionOrder order) override;
    boost::asio::awaitable<web::Order> reload() override;
    boost::asio::awaitable<web::Order> publish(std::string target, std::string actor) override;
    boost::asio::awaitable<web::Order> approve_target(std::string target, std::string reason,
                                                      std::string actor) override;
    boost::asio::awaitable<web::Order> link(std::string body, std::string actor) override;
    boost::asio::awaitable<web::Order> backup(std::string file, std::string actor) override;

private:
    struct Running {
        std::shared_ptr<RunProgress> progress = std::make_shared<RunProgress>();
        boost::asio::cancellation_signal cancel;
        std::uint64_t applied_seen = 0; ///< by the watchdog
        bool manual = false;
        std::exception_ptr failure{};
        bool ended = false;
    };
    /// What the store said last; the snapshot is made of it and of what runs now.
    struct StoreView {
        std::map<std::string, FeedState> feeds;
        std::vector<OutboxRow> outbox;
        std::map<std::string, std::uint64_t> golden;
        std::int64_t revision = -1;
        std::uint64_t database_bytes = 0;
        std::map<std::string, std::uint64_t> dead_resources;
        std::string error;
    };
    using Clock = std::chrono::steady_clock;

    // service.cpp
    boost::asio::awaitable<void> live();
    boost::asio::awaitable<void> open_store();
    boost::asio::awaitable<void> keep_start_alive(std::shared_ptr<bool> done);
    void listen();
    void spawn(const char* name, boost::asio::awaitable<void> loop);
    boost::asio::awaitable<void> handle_signals();
    void on_signal(int number);
    void request_stop(const std::string& why);
    void fail(int code, const std::string& message);
    bool fail_when_fatal(std::exception_ptr error);
    boost::asio::awaitable<void> shut_down();
    boost::asio::awaitable<bool> sleep(std::chrono::milliseconds duration); ///< false once stopping

    // service_runs.cpp
    boost::asio::awaitable<void> schedule_loop();
    void start_due();
    bool disk_allows(const std::vector<std::string>& due, UnixTime now);
    void check_clock();
    void plan(const std::string& feed);
    void plan_all();
    void set_up_shop();
    std::shared_ptr<Running> start(const FeedPtr& feed, RunOptions options, bool manual);
    boost::asio::awaitable<void> harvest_one(FeedPtr feed, RunOptions options);
    boost::asio::awaitable<void> after_run(FeedPtr feed, RunRow row, LastRun last);
    void ended(const std::string& feed, std::exception_ptr error);
    void log_run(const RunRow& row) const;
    boost::asio::awaitable<RunId> number_of(std::string feed, RunId before, std::shared_ptr<Running> run);
    boost::asio::awaitable<RunRow> carry_out(FeedPtr feed, web::DecisionOrder order);

    // service_resources.cpp
    void start_resource_checks();
    boost::asio::awaitable<void> resource_loop();

    // service_links.cpp
    boost::asio::awaitable<void> link_at_start();
    void log_links(const LinkAnswer& answer);

    // service_reload.cpp
    boost::asio::awaitable<void> reload_loop();
    boost::asio::awaitable<std::vector<std::string>> reload_now();
    std::vector<std::string> apply_configuration(LoadedApp loaded, const std::vector<LoadedFeed>& feeds);
    void warn_about_restart(const AppConfig& next) const;
    void log_broken() const;

    // service_notify.cpp
    void start_notices();
    boost::asio::awaitable<void> notify_run(FeedPtr feed, RunRow row);
    boost::asio::awaitable<void> notify_publication(std::vector<PublishOutcome> outcomes);
    boost::asio::awaitable<void> notify_week();
    boost::asio::awaitable<void> save_notices();

    // service_status.cpp
    boost::asio::awaitable<void> refresh();
    boost::asio::awaitable<void> refresh_loop();
    void wake_refresh();
    void rebuild();
    FeedStatus feed_status(const std::string& id, const ConfiguredFeed& feed, UnixTime now) const;
    std::string sentence(const StatusSnapshot& snapshot) const;

    // service_public.cpp
    boost::asio::awaitable<void> open_public();
    boost::asio::awaitable<void> keep_consultations();
    void renew_public();

    // service_upkeep.cpp
    boost::asio::awaitable<void> publish_loop();
    boost::asio::awaitable<std::chrono::seconds> until_next_publication();
    void wake_publish();
    boost::asio::awaitable<std::vector<PublishOutcome>> publish_now(std::string target, bool force);
    boost::asio::awaitable<void> watchdog_loop();
    boost::asio::awaitable<void> lag_loop();
    boost::asio::awaitable<void> upkeep_loop();
    boost::asio::awaitable<void> backup_when_due();
    void ping_store();
    void note_progress();
    void check_store_file();
    void free_disk();

    GlobalOptions options_;
    std::filesystem::path config_file_;
    AppConfig app_;
    std::shared_ptr<const Schema> schema_;
    ServiceWork work_;

    Executors executors_;
    std::shared_ptr<ProgressStamp> store_stamp_ = executors_.store_progress();
    std::unique_ptr<Store> store_;        ///< store thread
    std::unique_ptr<StoreReader> reader_; ///< read thread
    std::shared_ptr<Workshop> shop_;      ///< a run keeps the one it began with across a reload

    FeedSet feeds_;
    Timetable timetable_;
    std::map<std::string, std::shared_ptr<Running>> running_;
    Metrics metrics_;
    Notifier notifier_;
    NoticeBook notices_; ///< what was told; notices.json in the state directory
    StoreView view_;
    std::shared_ptr<const StatusSnapshot> snapshot_ = std::make_shared<StatusSnapshot>();
    std::uint64_t disk_free_ = 0;
    std::pair<std::uint64_t, std::uint64_t> store_file_{}; ///< device and inode

    std::shared_ptr<api::Consultations> consultations_ = std::make_shared<api::Consultations>();
    std::shared_ptr<api::ApiData> api_data_; ///< read thread
    std::unique_ptr<web::Server> status_server_, control_server_, public_server_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer schedule_timer_, refresh_timer_, publish_timer_, stop_timer_, reload_timer_;
    std::set<boost::asio::steady_timer*> sleepers_;
    boost::asio::cancellation_signal resource_cancel_;

    Phase phase_ = Phase::starting;
    bool publish_wanted_ = false; ///< since the last publication began
    UnixTime started_at_ = 0;
    ReloadStatus reload_;
    bool publication_unprepared_ = true, ///< the targets may have changed
        reload_wanted_ = false, reloading_ = false, publishing_ = false, refreshing_ = false,
         clock_seen_ = false;
    unsigned loops_ = 0;
    UnixTime wall_seen_ = 0;
    Clock::time_point steady_seen_{};
    std::shared_ptr<std::atomic<bool>> ping_out_ = std::make_shared<std::atomic<bool>>(false);
    std::string last_sentence_;
    int exit_code_ = exit_code::done;
    std::exception_ptr start_failure_;
};

} // namespace moisson
