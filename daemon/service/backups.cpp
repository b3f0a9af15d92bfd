#include "daemon/service/backups.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ctime>

namespace moisson {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::string_view prefix = "moisson-", suffix = ".db";

/// Names sort by time.
std::vector<fs::path> backups_in(const fs::path& directory) {
    std::vector<fs::path> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(suffix)) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

bool is_due(const std::vector<fs::path>& backups, std::chrono::seconds every, UnixTime now) {
    if (backups.empty()) return true;
    return backups.back().filename().string() <= backup_name(now - every.count());
}

void remove_backup(const fs::path& file) {
    std::error_code ignored;
    for (const fs::path& part :
         {file, fs::path(file.string() + ".json"), fs::path(file.string() + ".manifest.json")})
        fs::remove(part, ignored);
}

} // namespace

std::string backup_name(UnixTime now) {
    std::tm utc{};
    const std::time_t seconds = now;
    ::gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S", &utc);
    return std::string(prefix) + text.data() + std::string(suffix);
}

std::optional<BackupInfo> scheduled_backup(const AppConfig& app, UnixTime now) {
    std::vector<fs::path> backups = backups_in(app.backup_dir);
    if (app.backup_every.count() == 0 || !is_due(backups, app.backup_every, now)) return std::nullopt;
    fs::create_directories(app.backup_dir);
    const fs::path file = app.backup_dir / backup_name(now);
    BackupInfo info = backup_store(app.store_path, file, now);
    backups.push_back(file);
    const std::size_t keep = std::max(1u, app.keep_backups);
    for (std::size_t i = 0; i + keep < backups.size(); ++i) remove_backup(backups[i]);
    return info;
}

std::string backup_json(const BackupInfo& info) {
    return Json{{"file", info.file.string()},
                {"bytes", info.bytes},
                {"records", info.records},
                {"sha256", info.sha256}}
               .dump() +
           "\n";
}

} // namespace moisson
