// What systemd is told (sd_notify) and asks (watchdog). Without NOTIFY_SOCKET every call does nothing.
#pragma once
#include <chrono>
#include <optional>
#include <string>

namespace moisson::systemd {

void ready(const std::string& status);
void status(const std::string& text);
void reloading(); ///< RELOADING=1 with MONOTONIC_USEC; ready() ends it
void stopping(const std::string& status);
void watchdog();
void extend_timeout(std::chrono::seconds more);

/// WATCHDOG_USEC, when it is meant for this process.
std::optional<std::chrono::microseconds> watchdog_interval();

} // namespace moisson::systemd
