#pragma once
#include "core/config/app.hpp"
#include "core/store/store.hpp"

#include <optional>
#include <string>

namespace moisson {

/// A backup into [store] backups when the newest is older than its period; the oldest beyond the number kept
/// are removed. Nothing when none is due. Throws StoreError. Thread: cpu.
std::optional<BackupInfo> scheduled_backup(const AppConfig& app, UnixTime now);

/// "moisson-20261121-205816.db"
std::string backup_name(UnixTime now);

std::string backup_json(const BackupInfo& info); ///< one line

} // namespace moisson
