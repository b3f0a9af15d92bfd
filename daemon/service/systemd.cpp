#include "daemon/service/systemd.hpp"
#include "daemon/service/log_format.hpp"

#include <systemd/sd-daemon.h>

#include <ctime>

namespace moisson::systemd {

namespace {

/// One line per assignment: a status text must not bring its own.
std::string status_line(const std::string& text) { return "STATUS=" + log::safe_value(text); }

void notify(const std::string& message) { ::sd_notify(0, message.c_str()); }

std::uint64_t monotonic_usec() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
           static_cast<std::uint64_t>(now.tv_nsec) / 1000;
}

} // namespace

void ready(const std::string& text) { notify("READY=1\n" + status_line(text)); }
void status(const std::string& text) { notify(status_line(text)); }
void reloading() { notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic_usec())); }
void stopping(const std::string& text) { notify("STOPPING=1\n" + status_line(text)); }
void watchdog() { notify("WATCHDOG=1"); }

void extend_timeout(std::chrono::seconds more) {
    notify("EXTEND_TIMEOUT_USEC=" + std::to_string(std::chrono::microseconds(more).count()));
}

std::optional<std::chrono::microseconds> watchdog_interval() {
    std::uint64_t usec = 0;
    if (::sd_watchdog_enabled(0, &usec) <= 0 || usec == 0) return std::nullopt;
    return std::chrono::microseconds(usec);
}

} // namespace moisson::systemd
