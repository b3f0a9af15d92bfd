#include "daemon/harvest/snapshots.hpp"

#include "connectors/fetch/checkpoint.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>

namespace fs = std::filesystem;

namespace moisson {

namespace {

constexpr const char* description_name = "snapshot.json";

void write_description(const fs::path& directory, const Snapshot& snapshot) {
    nlohmann::json parts = nlohmann::json::array();
    for (const fs::path& part : snapshot.parts) parts.push_back(part.filename().string());
    std::ofstream out(directory / description_name);
    out << nlohmann::json{{"parts", parts},
                          {"bytes", snapshot.bytes},
                          {"digest", {snapshot.digest.low, snapshot.digest.high}},
                          {"completeness", static_cast<int>(snapshot.completeness)},
                          {"pages", snapshot.pages},
                          {"charset", snapshot.charset}}
               .dump(1);
}

std::vector<RunId> kept_runs(const fs::path& directory) {
    std::vector<RunId> runs;
    std::error_code absent;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, absent)) {
        const std::string name = entry.path().filename().string();
        RunId run = 0;
        if (std::from_chars(name.data(), name.data() + name.size(), run).ec == std::errc())
            runs.push_back(run);
    }
    std::sort(runs.begin(), runs.end(), std::greater<>());
    return runs;
}

} // namespace

fs::path spool_dir(const AppConfig& app, const std::string& feed, RunId run) {
    return app.state_dir / "spool" / (feed + "-" + std::to_string(run));
}

fs::path snapshots_dir(const AppConfig& app) { return app.state_dir / "snapshots"; }

fs::path snapshot_dir(const AppConfig& app, const std::string& feed, RunId run) {
    return snapshots_dir(app) / feed / std::to_string(run);
}

void keep_snapshot(const AppConfig& app, const std::string& feed, RunId run, Snapshot& snapshot,
                   fs::path& staged) {
    const fs::path from = spool_dir(app, feed, run);
    const fs::path to = snapshot_dir(app, feed, run);
    write_description(from, snapshot);
    fs::create_directories(to.parent_path());
    fs::remove_all(to);
    fs::rename(from, to);
    for (fs::path& part : snapshot.parts) part = to / part.filename();
    staged = to / staged.filename();
}

void forget_snapshot(const fs::path& directory) {
    std::error_code ignored;
    bool staged = false;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
        if (entry.path().filename() == "staged")
            staged = true;
        else
            fs::remove_all(entry.path(), ignored);
    }
    if (!staged) fs::remove_all(directory, ignored);
}

std::optional<Snapshot> kept_snapshot(const AppConfig& app, const std::string& feed, RunId run) {
    const fs::path directory = snapshot_dir(app, feed, run);
    std::ifstream in(directory / description_name);
    if (!in) return std::nullopt;
    const nlohmann::json described = nlohmann::json::parse(in, nullptr, false);
    if (described.is_discarded()) return std::nullopt;
    Snapshot snapshot;
    for (const auto& part : described.at("parts"))
        snapshot.parts.push_back(directory / part.get<std::string>());
    snapshot.bytes = described.at("bytes");
    snapshot.digest = {described.at("digest").at(0), described.at("digest").at(1)};
    snapshot.completeness = static_cast<Completeness>(described.at("completeness").get<int>());
    snapshot.charset = described.at("charset");
    snapshot.pages = described.value("pages", std::uint64_t{1});
    return snapshot;
}

void prune_snapshots(const AppConfig& app, const std::string& feed, RunId held) {
    const fs::path directory = snapshots_dir(app) / feed;
    unsigned kept = 0;
    for (const RunId run : kept_runs(directory)) {
        if (run == held || kept++ < app.keep_snapshots) continue;
        std::error_code ignored;
        fs::remove_all(directory / std::to_string(run), ignored);
    }
}

fs::path checkpoint_dir(const AppConfig& app, const std::string& feed) {
    return app.state_dir / "checkpoints" / feed;
}

void clear_spool(const AppConfig& app) {
    std::error_code ignored;
    fs::remove_all(app.state_dir / "spool", ignored);
    const auto oldest = fs::file_time_type::clock::now() - Checkpoint::longest_life;
    for (const fs::directory_entry& entry : fs::directory_iterator(app.state_dir / "checkpoints", ignored))
        if (entry.last_write_time(ignored) < oldest) fs::remove_all(entry.path(), ignored);
}

void discard(const fs::path& spool) {
    std::error_code ignored;
    fs::remove_all(spool, ignored);
}

} // namespace moisson
