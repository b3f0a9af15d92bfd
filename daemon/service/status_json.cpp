#include "daemon/service/status_json.hpp"
#include "daemon/commands/run_report.hpp"
#include "daemon/harvest/run_options.hpp"
#include "daemon/service/feed_words.hpp"
#include "daemon/service/redact.hpp"
#include "daemon/version.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace moisson {

using Json = nlohmann::ordered_json;

namespace {

Json time_json(UnixTime at) { return at ? Json(iso_time(at)) : Json(nullptr); }

Json progress_json(const RunProgress& progress) {
    static constexpr std::array<const char*, 4> phases{"fetching", "reading", "applying", "done"};
    return {{"phase", phases.at(static_cast<std::size_t>(progress.phase.load()))},
            {"bytes", progress.bytes.load()},
            {"records", progress.records.load()},
            {"applied", progress.applied.load()},
            {"to_apply", progress.to_apply.load()}};
}

struct Pending {
    std::uint64_t rows = 0;
    UnixTime oldest_age = 0;
    std::uint64_t parked = 0;
};

Pending pending_of(const StatusSnapshot& status) {
    Pending pending;
    for (const OutboxRow& row : status.outbox) {
        pending.parked += row.state == "parked";
        if (row.state == "done" || row.state == "waiting") continue; // for a platform that comes by itself
        ++pending.rows;
        if (row.since) pending.oldest_age = std::max(pending.oldest_age, status.at - row.since);
    }
    return pending;
}

Json reload_json(const ReloadStatus& reload) {
    return {{"ok", reload.ok}, {"at", time_json(reload.at)}, {"message", reload.message}};
}

Json outbox_json(const OutboxRow& row) {
    return {{"target", row.target},
            {"resource", row.resource},
            {"state", row.state},
            {"attempts", row.attempts},
            {"bytes", row.bytes},
            {"rows", row.rows},
            {"verified_at", time_json(row.verified_at)},
            {"changed_at", time_json(row.changed_at)},
            {"next_try_at", row.state == "done" ? Json(nullptr) : time_json(row.next_try_at)},
            {"error", redact(row.error)}};
}

/// One entry of health+json "checks".
Json check(const char* result, Json observed, const char* unit, const std::string& output) {
    Json entry{{"status", result}, {"observedValue", std::move(observed)}, {"observedUnit", unit}};
    if (!output.empty()) entry["output"] = output;
    return Json::array({entry});
}

std::size_t count_state(const StatusSnapshot& status, std::initializer_list<std::string_view> words) {
    std::size_t count = 0;
    for (const FeedStatus& feed : status.feeds)
        count += std::find(words.begin(), words.end(), feed.state) != words.end();
    return count;
}

Json health_checks(const StatusSnapshot& status) {
    Json checks;
    const bool room = status.disk_free >= status.disk_needed;
    const std::size_t stale = count_state(status, {"failing", "dormant", "gone"});
    const std::size_t held = count_state(status, {"held"}), invalid = count_state(status, {"config-invalid"});
    const Pending pending = pending_of(status);
    const bool late = pending.oldest_age > 3600;
    const bool clock_ok = status.at >= 1'700'000'000 && status.at >= status.started_at;
    checks["store"] =
        check(status.store_ok ? "pass" : "fail", status.database_bytes, "bytes", status.store_error);
    checks["disk"] = check(
        room ? "pass" : "warn", status.disk_free, "bytes",
        room ? "" : "less free than " + std::to_string(status.disk_needed) + " bytes: nothing is fetched");
    checks["feeds:stale"] = check(stale ? "warn" : "pass", stale, "feeds", "");
    checks["feeds:held"] = check(held ? "warn" : "pass", held, "feeds", "");
    checks["feeds:config-invalid"] = check(invalid ? "warn" : "pass", invalid, "feeds", "");
    checks["configuration"] =
        check(status.reload.ok ? "pass" : "warn", status.reload.ok, "boolean", status.reload.message);
    checks["outbox:age"] = check(late || pending.parked ? "warn" : "pass", pending.oldest_age, "s", "");
    std::string silent;
    for (const std::string& target : status.silent_targets()) silent += (silent.empty() ? "" : ", ") + target;
    checks["targets:silent"] =
        check(silent.empty() ? "pass" : "warn", status.silent_targets().size(), "targets",
              silent.empty() ? "" : silent + ": nothing new was published for longer than alarm_after");
    checks["clock"] = check(clock_ok ? "pass" : "warn", iso_time(status.at), "time", "");
    return checks;
}

bool any_check(const Json& checks, const char* result) {
    return std::any_of(checks.begin(), checks.end(),
                       [&](const Json& list) { return list.at(0).at("status") == result; });
}

} // namespace

Json feed_json(const FeedStatus& feed) {
    Json object{{"feed", feed.id},
                {"state", feed.state},
                {"records", feed.records()},
                {"last_success_at", time_json(feed.stored.last_success_at)},
                {"last_change_at", time_json(feed.stored.last_change_at)},
                {"next_run_at", time_json(feed.next_run_at)},
                {"next_run_why", feed.stored.next_run_why},
                {"consecutive_failures", feed.stored.consecutive_failures},
                {"rejects", feed.stored.rejects},
                {"dead_resources", feed.dead_resources},
                {"title", feed.title},
                {"last_code", feed.stored.last_code},
                {"held_run", feed.stored.held_run ? Json(feed.stored.held_run) : Json(nullptr)},
                {"pause_reason", feed.stored.pause_reason},
                {"problems", feed.problems},
                {"running", feed.progress ? progress_json(*feed.progress) : Json(nullptr)}};
    for (const auto& [kind, count] : feed.stored.records) object["records_by_kind"][kind] = count;
    return object;
}

Json public_run_json(const RunRow& run) {
    Json object = to_json(run);
    if (run.error) object["error"]["message"] = redact(run.error->message);
    return object;
}

Json reject_json(const RecordIssue& reject, RunId run, bool with_value) {
    Json object{{"run", run},
                {"position", reject.position.line ? reject.position.line : reject.position.element},
                {"id", reject.id},
                {"code", reject.issue.code},
                {"field", reject.issue.field}};
    if (with_value) object["value"] = reject.issue.value;
    if (with_value) object["message"] = reject.issue.message;
    object["severity"] = reject.issue.severity == Severity::error ? "error" : "warning";
    return object;
}

Json status_json(const StatusSnapshot& status) {
    const Pending pending = pending_of(status);
    Json object{
        {"status", to_string(status.phase)},
        {"sentence", status.sentence},
        {"version", version()},
        {"at", time_json(status.at)},
        {"started_at", time_json(status.started_at)},
        {"reload", reload_json(status.reload)},
        {"feeds", Json::object()},
        {"running", Json::array()},
        {"attention", Json::array()},
        {"records", status.golden},
        {"revision", status.revision},
        {"outbox",
         {{"pending", pending.rows}, {"oldest_age_seconds", pending.oldest_age}, {"rows", Json::array()}}},
        {"database_bytes", status.database_bytes},
        {"disk_free_bytes", status.disk_free}};
    for (const auto& [word, count] : status.feeds_by_state()) object["feeds"][word] = count;
    for (const FeedStatus& feed : status.feeds) {
        if (feed.progress) object["running"].push_back(feed.id);
        if (needs_attention(feed.state)) object["attention"].push_back(feed.id);
    }
    for (const OutboxRow& row : status.outbox) object["outbox"]["rows"].push_back(outbox_json(row));
    return object;
}

Json health_json(const StatusSnapshot& status, bool& failing) {
    Json checks = health_checks(status);
    failing = any_check(checks, "fail") || status.phase != Phase::ready;
    const char* word = failing ? "fail" : any_check(checks, "warn") ? "warn" : "pass";
    return {{"status", word},
            {"version", "1"},
            {"releaseId", version()},
            {"serviceId", "moisson"},
            {"description", status.sentence},
            {"checks", std::move(checks)}};
}

std::string to_text(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace moisson
