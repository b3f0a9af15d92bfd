#include "daemon/service/metrics.hpp"
#include "daemon/service/feed_words.hpp"
#include "daemon/service/metrics_process.hpp"
#include "daemon/version.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace moisson {

namespace {

void append_escaped(std::string& out, std::string_view value) {
    for (char c : value) {
        if (c == '\\' || c == '"') out += '\\';
        out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
}

void append_number(std::string& out, double value) {
    char text[40];
    if (value == std::floor(value) && std::abs(value) < 1e15)
        std::snprintf(text, sizeof text, "%.0f", value);
    else
        std::snprintf(text, sizeof text, "%.6g", value);
    out += text;
}

double number(std::uint64_t value) { return static_cast<double>(value); }

void render_service(Exposition& out, const StatusSnapshot& status) {
    out.family("moisson_build_info", "gauge", "Version of the program.");
    out.sample("moisson_build_info", {{"version", version()}}, 1);
    out.family("moisson_config_last_reload_successful", "gauge",
               "1 when the last (re)load of moisson.toml was applied.");
    out.sample("moisson_config_last_reload_successful", {}, status.reload.ok);
    out.family("moisson_feeds", "gauge", "Feeds by state.");
    const auto counts = status.feeds_by_state();
    for (std::string_view word : state_words()) {
        const auto found = counts.find(std::string(word));
        out.sample("moisson_feeds", {{"state", word}}, found == counts.end() ? 0 : number(found->second));
    }
    out.family("moisson_db_bytes", "gauge", "Size of the store.");
    out.sample("moisson_db_bytes", {}, number(status.database_bytes));
    out.family("moisson_clusters", "gauge", "Published records by kind.");
    for (const auto& [kind, count] : status.golden)
        out.sample("moisson_clusters", {{"kind", kind}}, number(count));
}

template<class F>
void per_feed(Exposition& out, const StatusSnapshot& status, const char* name, const char* help, F&& value) {
    out.family(name, "gauge", help);
    for (const FeedStatus& feed : status.feeds) out.sample(name, {{"feed", feed.id}}, value(feed));
}

void render_feeds(Exposition& out, const StatusSnapshot& status) {
    per_feed(out, status, "moisson_feed_last_success_timestamp_seconds",
             "Time of the last run that went well.",
             [](const FeedStatus& feed) { return static_cast<double>(feed.stored.last_success_at); });
    per_feed(out, status, "moisson_feed_last_change_timestamp_seconds",
             "Time of the last run that changed a record.",
             [](const FeedStatus& feed) { return static_cast<double>(feed.stored.last_change_at); });
    per_feed(out, status, "moisson_feed_consecutive_failures", "Failed runs since the last that went well.",
             [](const FeedStatus& feed) { return static_cast<double>(feed.stored.consecutive_failures); });
    out.family("moisson_feed_records", "gauge", "Active records of a feed.");
    for (const FeedStatus& feed : status.feeds)
        for (const auto& [kind, count] : feed.stored.records)
            out.sample("moisson_feed_records", {{"feed", feed.id}, {"kind", kind}}, number(count));
}

struct TargetBacklog {
    std::uint64_t pending = 0;
    double oldest_age = 0;
};

void render_outbox(Exposition& out, const StatusSnapshot& status) {
    std::map<std::string, TargetBacklog> targets;
    for (const OutboxRow& row : status.outbox) {
        TargetBacklog& backlog = targets[row.target];
        if (row.state == "done") continue;
        ++backlog.pending;
        if (row.since)
            backlog.oldest_age = std::max(backlog.oldest_age, static_cast<double>(status.at - row.since));
    }
    out.family("moisson_outbox_pending", "gauge", "Resources that are not published as wanted.");
    for (const auto& [target, backlog] : targets)
        out.sample("moisson_outbox_pending", {{"target", target}}, number(backlog.pending));
    out.family("moisson_outbox_oldest_age_seconds", "gauge", "How long the oldest of them has waited.");
    for (const auto& [target, backlog] : targets)
        out.sample("moisson_outbox_oldest_age_seconds", {{"target", target}}, backlog.oldest_age);
    out.family("moisson_target_last_change_timestamp_seconds", "gauge",
               "When a target last changed what its readers see.");
    for (const auto& [target, backlog] : targets)
        out.sample("moisson_target_last_change_timestamp_seconds", {{"target", target}},
                   static_cast<double>(status.last_publication(target)));
    const std::vector<std::string> silent = status.silent_targets();
    out.family("moisson_target_silent", "gauge",
               "1 when a target published nothing new for longer than its alarm_after.");
    for (const auto& [target, seconds] : status.alarm_after)
        out.sample("moisson_target_silent", {{"target", target}},
                   std::count(silent.begin(), silent.end(), target) ? 1.0 : 0.0);
    out.family("moisson_publication_last_verified_timestamp_seconds", "gauge",
               "When a publication was last read back.");
    for (const OutboxRow& row : status.outbox)
        out.sample("moisson_publication_last_verified_timestamp_seconds",
                   {{"target", row.target}, {"resource", row.resource}},
                   static_cast<double>(row.verified_at));
}

void render_pairs(Exposition& out, const char* name, const char* help,
                  std::pair<const char*, const char*> labels,
                  const std::map<std::pair<std::string, std::string>, std::uint64_t>& values) {
    out.family(name, "counter", help);
    for (const auto& [key, value] : values)
        out.sample(name, {{labels.first, key.first}, {labels.second, key.second}}, number(value));
}

} // namespace

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
    text_ += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " + std::string(name) + " " +
             std::string(type) + "\n";
}

void Exposition::sample(std::string_view name, const Labels& labels, double value) {
    text_ += name;
    const char* separator = "{";
    for (const auto& [label, label_value] : labels) {
        text_ += separator + std::string(label) + "=\"";
        append_escaped(text_, label_value);
        text_ += '"';
        separator = ",";
    }
    text_ += labels.empty() ? " " : "} ";
    append_number(text_, value);
    text_ += '\n';
}

void LoopLag::add(std::chrono::duration<double> late, std::chrono::steady_clock::time_point now) {
    if (now - window_ > std::chrono::minutes(1)) {
        previous_ = std::exchange(current_, 0);
        window_ = now;
    }
    current_ = std::max(current_, late.count());
    greatest_ = std::max(greatest_, late.count());
}

const std::vector<double>& Metrics::bounds() {
    static const std::vector<double> seconds{0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800};
    return seconds;
}

std::string Metrics::capped(const std::string& host) {
    if (hosts_.contains(host)) return host;
    if (hosts_.size() >= host_cap) return "other";
    hosts_[host] = 1;
    return host;
}

void Metrics::run_finished(const RunRow& run, const std::map<std::string, std::uint64_t>& rejects) {
    ++runs_[{run.feed, std::string(to_string(run.result))}];
    const double seconds = static_cast<double>(run.duration_ms) / 1000;
    const auto bucket = std::lower_bound(bounds().begin(), bounds().end(), seconds) - bounds().begin();
    ++duration_buckets_[static_cast<std::size_t>(bucket)];
    duration_sum_ += seconds;
    const RunCounts& n = run.counts;
    const std::initializer_list<std::pair<const char*, std::uint64_t>> outcomes{
        {"read", n.read},           {"created", n.created},     {"updated", n.updated},
        {"touched", n.touched},     {"unchanged", n.unchanged}, {"missing", n.missing},
        {"withdrawn", n.withdrawn}, {"restored", n.restored},   {"rejected", n.rejected}};
    for (const auto& [outcome, count] : outcomes) records_[{run.feed, outcome}] += count;
    for (const auto& [code, count] : rejects) rejects_[{run.feed, code}] += count;
    if (run.guard) ++guards_[{run.feed, run.guard->name}];
}

void Metrics::published(const std::string& target, const std::string& result) {
    ++publications_[{target, result}];
}
void Metrics::schedule_delay(double seconds) { schedule_delay_ = std::max(0.0, seconds); }

void Metrics::http_answer(const std::string& host, const std::string& code) {
    const std::string label = capped(host);
    ++requests_[{label, code}];
    if (code == "304") ++not_modified_[label];
}

void Metrics::http_bytes(const std::string& host, std::uint64_t bytes) { bytes_[capped(host)] += bytes; }

void Metrics::render_counters(Exposition& out) const {
    render_pairs(out, "moisson_runs_total", "Runs by result.", {"feed", "result"}, runs_);
    render_pairs(out, "moisson_records_total", "Records by what a run did with them.", {"feed", "outcome"},
                 records_);
    render_pairs(out, "moisson_rejects_total", "Issues that quarantined a record.", {"feed", "code"},
                 rejects_);
    render_pairs(out, "moisson_guard_trips_total", "Runs held by a guard.", {"feed", "guard"}, guards_);
    render_pairs(out, "moisson_http_requests_total", "Answers of sources.", {"host", "code"}, requests_);
    out.family("moisson_http_not_modified_total", "counter", "Answers 304 of sources.");
    for (const auto& [host, count] : not_modified_)
        out.sample("moisson_http_not_modified_total", {{"host", host}}, number(count));
    out.family("moisson_http_bytes_total", "counter", "Bytes exchanged with sources.");
    for (const auto& [host, count] : bytes_)
        out.sample("moisson_http_bytes_total", {{"host", host}, {"direction", "in"}}, number(count));
    render_pairs(out, "moisson_publications_total", "Publications by result.", {"target", "result"},
                 publications_);
    out.family("moisson_run_duration_seconds", "histogram", "Duration of runs.");
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < duration_buckets_.size(); ++i) {
        below += duration_buckets_[i];
        std::string bound = "+Inf";
        if (i < bounds().size()) append_number(bound = {}, bounds()[i]);
        out.sample("moisson_run_duration_seconds_bucket", {{"phase", "total"}, {"le", bound}}, number(below));
    }
    out.sample("moisson_run_duration_seconds_sum", {{"phase", "total"}}, duration_sum_);
    out.sample("moisson_run_duration_seconds_count", {{"phase", "total"}}, number(below));
}

std::string Metrics::render(const StatusSnapshot& status) const {
    Exposition out;
    render_service(out, status);
    render_feeds(out, status);
    render_counters(out);
    render_outbox(out, status);
    out.family("moisson_schedule_delay_seconds", "gauge",
               "How long after its time the last scheduled run started.");
    out.sample("moisson_schedule_delay_seconds", {}, schedule_delay_);
    // The scheduler is a timer of the event loop: it is as late as the loop.
    out.family("moisson_scheduler_lag_seconds", "gauge",
               "Greatest delay of the scheduler's thread within the last two minutes.");
    out.sample("moisson_scheduler_lag_seconds", {}, loop_lag_.recent());
    out.family("moisson_event_loop_lag_seconds", "gauge",
               "Greatest delay of a timer within the last two minutes.");
    out.sample("moisson_event_loop_lag_seconds", {}, loop_lag_.recent());
    out.family("moisson_event_loop_lag_max_seconds", "gauge", "Greatest delay of a timer since the start.");
    out.sample("moisson_event_loop_lag_max_seconds", {}, loop_lag_.greatest());
    render_process(out, status.started_at);
    return out.text();
}

} // namespace moisson
