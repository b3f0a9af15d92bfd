#include "core/store/sync_file.hpp"
#include "daemon/harvest/make_workshop.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"

#include <fstream>

namespace asio = boost::asio;

namespace moisson {

namespace {

constexpr std::size_t runs_of_a_week = 500;

std::filesystem::path notices_file(const AppConfig& app) { return app.state_dir / "notices.json"; }

} // namespace

void Service::start_notices() {
    std::ifstream in(notices_file(app_), std::ios::binary);
    notices_ = NoticeBook::from_json({std::istreambuf_iterator<char>(in), {}});
    notifier_.start([](std::exception_ptr error) {
        log::event(log::Level::error, "notify.stopped", {{"error", log::failure_text(error)}});
    });
}

/// Before anything is sent: a crash in between tells once too few rather than again and again.
asio::awaitable<void> Service::save_notices() {
    if (!notices_.take_changed()) co_return;
    std::string failure;
    auto write = [file = notices_file(app_), text = notices_.to_json()] { write_durably(file, text); };
    try {
        co_await offload(executors_.cpu(), write);
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (!failure.empty()) log::event(log::Level::error, "notify.not-remembered", {{"error", failure}});
}

asio::awaitable<void> Service::notify_run(FeedPtr feed, RunRow row) {
    const unsigned failures = view_.feeds[feed->id].consecutive_failures;
    const std::vector<Notice> told = notices_of_run(*feed, row, failures, notices_, unix_now());
    co_await save_notices();
    for (const Notice& notice : told)
        notifier_.tell(notice, wants_notice(*feed, notice) ? feed->contact.email : "");
}

asio::awaitable<void> Service::notify_publication(std::vector<PublishOutcome> outcomes) {
    std::vector<Notice> told;
    for (const PublishOutcome& outcome : outcomes) {
        if (outcome.result == "waiting") continue; // for a platform that comes by itself
        for (Notice& notice :
             notices_of_publication(outcome.target, outcome.resource, outcome.error, notices_, unix_now()))
            told.push_back(std::move(notice));
    }
    co_await save_notices();
    for (const Notice& notice : told) notifier_.tell(notice, "");
}

/// Each hour: who has not had the summary of this week.
asio::awaitable<void> Service::notify_week() {
    for (const FeedPtr& feed : feeds_.valid()) {
        if (!is_weekly_notice_due(*feed, notices_, unix_now())) continue;
        auto read = [this, id = feed->id] {
            return std::pair(reader_->runs(id, runs_of_a_week), reader_->reject_counts(id));
        };
        const auto [runs, rejects] = co_await offload(executors_.read(), read);
        const auto told =
            weekly_notice(*feed, view_.feeds[feed->id].records, runs, rejects, notices_, unix_now());
        co_await save_notices();
        if (told) notifier_.tell(*told, feed->contact.email);
    }
}

} // namespace moisson
