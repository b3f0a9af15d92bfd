#include "daemon/commands/run_report.hpp"
#include "core/export/iso_time.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <ctime>

namespace moisson {

namespace {

struct CountName {
    const char* name;
    std::uint64_t RunCounts::*value;
};

/// The order of the JSON contract; also the words of the line for people.
constexpr CountName count_names[] = {
    {"read", &RunCounts::read},           {"created", &RunCounts::created},
    {"updated", &RunCounts::updated},     {"touched", &RunCounts::touched},
    {"unchanged", &RunCounts::unchanged}, {"missing", &RunCounts::missing},
    {"withdrawn", &RunCounts::withdrawn}, {"restored", &RunCounts::restored},
    {"rejected", &RunCounts::rejected},
};

std::string next_step(const RunRow& row) {
    const std::string run = row.run ? " " + std::to_string(row.run) : "";
    const std::string held = row.guard ? "\n    held by " + row.guard->name + ": " + row.guard->message : "";
    if (row.guard && !row.decision.empty()) return held; // the decision says the rest
    if (row.guard)
        return held + "\n    look:   moisson diff " + row.feed + "\n    decide: moisson approve " + row.feed +
               run + " --reason TEXT   (or deny)";
    if (row.error) return "\n    " + row.error->code + ": " + row.error->message;
    return "";
}

} // namespace

nlohmann::ordered_json to_json(const RunCounts& counts) {
    nlohmann::ordered_json out = nlohmann::ordered_json::object();
    for (const CountName& count : count_names) out[count.name] = counts.*count.value;
    return out;
}

nlohmann::ordered_json to_json(const RunRow& row) {
    nlohmann::ordered_json out;
    out["feed"] = row.feed;
    out["run"] = row.run;
    out["result"] = to_string(row.result);
    out["records"] = to_json(row.counts);
    out["guard"] = nullptr;
    if (row.guard)
        out["guard"] = {{"name", row.guard->name},
                        {"observed", row.guard->observed},
                        {"limit", row.guard->limit},
                        {"message", row.guard->message}};
    out["error"] = nullptr;
    if (row.error)
        out["error"] = {
            {"code", row.error->code}, {"message", row.error->message}, {"transient", row.error->transient}};
    out["bytes"] = row.bytes;
    out["duration_ms"] = row.duration_ms;
    out["started_at"] = iso_time(row.started_at);
    out["warnings"] = row.warnings;
    out["decision"] = row.decision;
    return out;
}

namespace {

/// The inverse of iso_time(); 0 for what is none.
UnixTime time_of(const std::string& iso) {
    std::tm parts{};
    return ::strptime(iso.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) ? ::timegm(&parts) : 0;
}

} // namespace

RunRow run_from_json(const nlohmann::ordered_json& given) {
    RunRow row;
    row.feed = given.at("feed");
    row.run = given.at("run");
    row.started_at = time_of(given.at("started_at"));
    row.bytes = given.at("bytes");
    row.duration_ms = given.at("duration_ms");
    for (const RunResult result :
         {RunResult::running, RunResult::success, RunResult::unchanged, RunResult::partial, RunResult::held,
          RunResult::failed, RunResult::interrupted})
        if (to_string(result) == given.at("result").get<std::string>()) row.result = result;
    for (const CountName& count : count_names) row.counts.*count.value = given.at("records").at(count.name);
    if (const auto& guard = given.at("guard"); !guard.is_null())
        row.guard = GuardTrip{guard.at("name"), guard.at("observed"), guard.at("limit"), guard.at("message")};
    if (const auto& error = given.at("error"); !error.is_null())
        row.error = RunError{error.at("code"), error.at("message"), error.value("transient", false)};
    row.warnings = given.value("warnings", std::vector<std::string>());
    row.decision = given.value("decision", "");
    return row;
}

std::string describe(const RunCounts& counts) {
    std::string text;
    for (const CountName& count : count_names)
        if (counts.*count.value)
            text += (text.empty() ? "" : ", ") + std::to_string(counts.*count.value) + " " + count.name;
    return text.empty() ? "nothing changed" : text;
}

std::string describe(const RunRow& row) {
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, " (%.1f s)", static_cast<double>(row.duration_ms) / 1000);
    std::string text =
        row.feed + "  " + std::string(to_string(row.result)) + "  " + describe(row.counts) + seconds;
    for (const std::string& warning : row.warnings) text += "\n    warning: " + warning;
    if (!row.decision.empty()) text += "\n    " + row.decision;
    return text + next_step(row);
}

std::string iso_time(UnixTime time) { return time == 0 ? "-" : iso_utc(time); }

} // namespace moisson
