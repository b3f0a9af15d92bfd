#include "daemon/service/metrics.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <sstream>

using namespace moisson;

namespace {

StatusSnapshot snapshot() {
    StatusSnapshot status;
    status.at = 1000;
    FeedStatus feed;
    feed.id = "a\"b\\c\nd"; // a label value from outside
    feed.state = "ok";
    feed.stored.records = {{"structure", 12}};
    status.feeds.push_back(feed);
    OutboxRow row;
    row.target = "directory";
    row.resource = "structures.csv";
    row.state = "pending";
    row.since = 900;
    status.outbox.push_back(row);
    status.golden = {{"structures", 12}};
    return status;
}

RunRow run() {
    RunRow row;
    row.feed = "f";
    row.result = RunResult::held;
    row.duration_ms = 700;
    row.counts.read = 10;
    row.counts.rejected = 2;
    row.guard = GuardTrip{"max_deletions", 0.5, 0.2, ""};
    return row;
}

} // namespace

TEST_CASE("every metric of the interface is there") {
    Metrics metrics;
    metrics.run_finished(run(), {{"record.siret-checksum", 2}});
    metrics.published("directory", "published");
    metrics.http_answer("host.example", "304");
    metrics.http_bytes("host.example", 99);
    const std::string text = metrics.render(snapshot());
    for (const char* line : {
             "moisson_build_info{version=",
             "moisson_config_last_reload_successful 1",
             "moisson_feeds{state=\"ok\"} 1",
             "moisson_feeds{state=\"held\"} 0",
             "moisson_feed_last_success_timestamp_seconds{feed=",
             "moisson_feed_last_change_timestamp_seconds{feed=",
             "moisson_feed_consecutive_failures{feed=",
             "moisson_feed_records{feed=\"a\\\"b\\\\c\\nd\",kind=\"structure\"} 12",
             "moisson_runs_total{feed=\"f\",result=\"held\"} 1",
             "moisson_run_duration_seconds_bucket{phase=\"total\",le=\"0.5\"} 0",
             "moisson_run_duration_seconds_bucket{phase=\"total\",le=\"1\"} 1",
             "moisson_run_duration_seconds_bucket{phase=\"total\",le=\"+Inf\"} 1",
             "moisson_records_total{feed=\"f\",outcome=\"read\"} 10",
             "moisson_rejects_total{feed=\"f\",code=\"record.siret-checksum\"} 2",
             "moisson_guard_trips_total{feed=\"f\",guard=\"max_deletions\"} 1",
             "moisson_http_requests_total{host=\"host.example\",code=\"304\"} 1",
             "moisson_http_not_modified_total{host=\"host.example\"} 1",
             "moisson_http_bytes_total{host=\"host.example\",direction=\"in\"} 99",
             "moisson_outbox_pending{target=\"directory\"} 1",
             "moisson_outbox_oldest_age_seconds{target=\"directory\"} 100",
             "moisson_publications_total{target=\"directory\",result=\"published\"} 1",
             "moisson_publication_last_verified_timestamp_seconds{target=\"directory\",resource=\"structures."
             "csv\"} 0",
             "moisson_clusters{kind=\"structures\"} 12",
             "moisson_db_bytes 0",
             "moisson_scheduler_lag_seconds 0",
             "moisson_event_loop_lag_seconds 0",
             "process_resident_memory_bytes ",
             "process_cpu_seconds_total ",
         })
        CHECK_MESSAGE(text.find(line) != std::string::npos, line);
}

TEST_CASE("every line is a comment or a sample") {
    Metrics metrics;
    metrics.run_finished(run(), {});
    std::istringstream lines(metrics.render(snapshot()));
    const std::regex sample(R"(^[a-z_]+(\{([a-z_]+="([^"\\]|\\.)*",?)+\})? -?[0-9.e+-]+$)");
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with("# ")) CHECK_MESSAGE(std::regex_match(line, sample), line);
}

TEST_CASE("hosts are bounded") {
    Metrics metrics;
    for (int i = 0; i < 1000; ++i) metrics.http_answer("h" + std::to_string(i), "200");
    CHECK(metrics.render(snapshot()).find("host=\"other\",code=\"200\"} 800") != std::string::npos);
}

TEST_CASE("the lag shown is the greatest of the last minutes") {
    using namespace std::chrono_literals;
    LoopLag lag;
    const auto start = std::chrono::steady_clock::time_point{} + 1h;
    lag.add(20ms, start);
    lag.add(5ms, start + 10s);
    CHECK(lag.recent() == doctest::Approx(0.02));
    lag.add(1ms, start + 70s);
    CHECK(lag.recent() == doctest::Approx(0.02)); // the minute before counts too
    lag.add(1ms, start + 140s);
    CHECK(lag.recent() == doctest::Approx(0.001));
    CHECK(lag.greatest() == doctest::Approx(0.02));
}
