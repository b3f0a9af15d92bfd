#include "core/report/explain_record.hpp"
#include "daemon/harvest/make_workshop.hpp"
#include "daemon/service/feed_words.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"
#include "daemon/service/systemd.hpp"

#include <boost/asio/redirect_error.hpp>
#include <nlohmann/json.hpp>

#include <sys/statvfs.h>

namespace asio = boost::asio;
using boost::system::error_code;

namespace moisson {

namespace {

constexpr std::chrono::seconds refresh_every{15};
constexpr std::chrono::milliseconds refresh_soon{200}; ///< several runs that end together are one refresh
constexpr std::chrono::seconds store_answers_within{60};

} // namespace

bool Service::alive() const { return !ping_out_->load() || store_stamp_->age() < store_answers_within; }

asio::awaitable<std::vector<RunRow>> Service::runs(std::string feed, std::size_t limit) {
    auto read = [this, feed, limit] { return reader_->runs(feed, limit); };
    co_return co_await offload(executors_.read(), read);
}

asio::awaitable<std::optional<RunRow>> Service::run(std::string feed, RunId run) {
    auto read = [this, run] { return reader_->run(run); };
    std::optional<RunRow> row = co_await offload(executors_.read(), read);
    if (row && row->feed != feed) row.reset();
    co_return row;
}

asio::awaitable<std::vector<RecordIssue>> Service::rejects(std::string feed) {
    auto read = [this, feed] { return reader_->rejects(feed, Severity::error); };
    co_return co_await offload(executors_.read(), read);
}

asio::awaitable<std::string> Service::explain(std::string public_id) {
    auto read = [this, public_id, feeds = feeds_.valid()] {
        const auto record = reader_->golden(public_id);
        if (!record) return std::string();
        PublishedView view(schema_->kind(record->kind), feeds, reader_->feeds());
        return explain_record(*reader_, *record, reader_->merged_view(*record), view,
                              {.published_only = true})
            .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    };
    co_return co_await offload(executors_.read(), read);
}

/// Asks the store what it holds; a store that does not answer makes the service unhealthy, not dead.
asio::awaitable<void> Service::refresh() {
    auto read = [reader = reader_.get(), schema = schema_, known = view_.revision, golden = view_.golden] {
        StoreView view;
        for (FeedState& state : reader->feeds()) view.feeds.emplace(state.feed, std::move(state));
        view.outbox = reader->outbox();
        view.dead_resources = reader->dead_resources();
        view.revision = reader->revision();
        view.database_bytes = reader->database_bytes();
        view.golden = golden;
        for (std::size_t kind = 0; view.revision != known && kind < schema->kinds().size(); ++kind)
            view.golden[schema->kind(kind).plural] = reader->count(static_cast<std::uint16_t>(kind));
        return view;
    };
    refreshing_ = true;
    try {
        view_ = co_await offload(executors_.read(), read);
    } catch (const std::exception& error) {
        view_.error = error.what();
    }
    refreshing_ = false;
    free_disk();
    rebuild();
}

asio::awaitable<void> Service::refresh_loop() {
    while (phase_ != Phase::stopping) {
        error_code woken;
        refresh_timer_.expires_after(refresh_every);
        co_await refresh_timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        if (woken && !co_await sleep(refresh_soon)) co_return;
        if (phase_ != Phase::stopping) co_await refresh();
    }
}

void Service::wake_refresh() { refresh_timer_.cancel(); }

void Service::free_disk() {
    struct statvfs disk {};
    if (::statvfs(app_.state_dir.c_str(), &disk) == 0)
        disk_free_ = std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

FeedStatus Service::feed_status(const std::string& id, const ConfiguredFeed& feed, UnixTime now) const {
    FeedStatus status;
    status.id = id;
    status.config = feed.config;
    status.title = feed.config ? feed.config->title : "";
    status.file = feed.file.string();
    status.problems = feed.problems;
    if (const auto stored = view_.feeds.find(id); stored != view_.feeds.end()) status.stored = stored->second;
    if (const auto dead = view_.dead_resources.find(id); dead != view_.dead_resources.end())
        status.dead_resources = dead->second;
    if (const auto run = running_.find(id); run != running_.end()) status.progress = run->second->progress;
    status.next_run_at = timetable_.due(id);
    const bool enabled = !feed.config || feed.config->enabled;
    status.state = state_word(status.stored, {enabled, !feed.problems.empty(), now});
    return status;
}

/// Everything that is read from outside is this one immutable object; changing it is replacing it.
void Service::rebuild() {
    auto next = std::make_shared<StatusSnapshot>();
    next->at = unix_now();
    next->started_at = started_at_;
    next->phase = phase_;
    next->store_ok = view_.error.empty();
    next->store_error = view_.error;
    next->disk_free = disk_free_;
    next->disk_needed = disk_free_ ? disk_needed(view_.database_bytes) : 0;
    next->reload = reload_;
    for (const auto& [id, feed] : feeds_.feeds()) next->feeds.push_back(feed_status(id, feed, next->at));
    next->outbox = view_.outbox;
    for (const TargetConfig& target : app_.targets)
        if (target.alarm_after.count() > 0) next->alarm_after[target.name] = target.alarm_after.count();
    next->golden = view_.golden;
    next->revision = std::max<std::int64_t>(0, view_.revision);
    next->database_bytes = view_.database_bytes;
    next->sentence = sentence(*next);
    if (next->phase == Phase::ready && next->sentence != last_sentence_) systemd::status(next->sentence);
    last_sentence_ = next->sentence;
    snapshot_ = std::move(next);
}

std::string Service::sentence(const StatusSnapshot& snapshot) const {
    if (snapshot.phase == Phase::starting) return "opening the store";
    std::string text =
        std::to_string(snapshot.feeds.size()) + (snapshot.feeds.size() == 1 ? " feed" : " feeds");
    const char* separator = ": ";
    const auto counts = snapshot.feeds_by_state();
    for (std::string_view word : state_words())
        if (const auto found = counts.find(std::string(word)); found != counts.end()) {
            text += separator + std::to_string(found->second) + " " + std::string(word);
            separator = ", ";
        }
    if (!running_.empty()) text += "; " + std::to_string(running_.size()) + " running";
    if (!reload_.ok) text += "; reload refused, old configuration in force";
    for (const std::string& target : snapshot.silent_targets())
        text += "; target " + target + " has published nothing new for too long";
    if (!snapshot.store_ok) text += "; the store does not answer";
    return text;
}

} // namespace moisson
