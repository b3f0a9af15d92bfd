#pragma once
#include "core/config/app.hpp"

#include <filesystem>

namespace moisson {

/// Moves the state directory, and with it every path that was below the old one (store, backups, socket,
/// targets).
void move_state_dir(AppConfig& app, const std::filesystem::path& to);

} // namespace moisson
