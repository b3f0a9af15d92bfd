// store.* publish.* daemon.*: our own disk, targets and service.
#include "core/model/codes/codes.hpp"

namespace moisson {

std::span<const CodeText> service_codes() {
    static constexpr CodeText rows[] = {
        {"clock.jump", "The clock of this machine was set by more than a minute while the daemon ran.",
         "Nothing is lost: no feed waits longer than its period. Check NTP (timedatectl) when it comes "
         "again."},
        {"config.feed-invalid",
         "A feed file is wrong. The feed goes on with its last good configuration, or does not run when it "
         "never had one.",
         "moisson check FILE says where; then systemctl reload moisson."},
        {"config.needs-restart", "A changed key of moisson.toml is read only at the start.",
         "systemctl restart moisson."},
        {"config.refused",
         "moisson.toml was wrong at a reload: nothing was changed, the old configuration is in force.",
         "moisson check; then systemctl reload moisson."},
        {"disk.low",
         "Less free disk than max(512 MiB, 3 × the store): nothing is fetched, what is published stays.",
         "Make room; the waiting feeds are tried again every 10 minutes."},
        {"publish.failed",
         "A file could not be published or did not read back as written; the one before stays.",
         "The message says why; it is tried again by itself, or at once with moisson publish."},
        {"run.failed-here",
         "A run ended by a fault of this machine or program, not of the producer; nothing was applied.",
         "The message says which; the feed is tried again in 10 minutes."},
        {"store.newer-schema", "The store was written by a newer version of moisson.",
         "Install that version again, or restore a backup made before."},
        {"store.stalled", "The store made no progress within the watchdog's time.",
         "Look at the disk (dmesg, iostat). systemd restarts the daemon; every instant is safe."},
    };
    return rows;
}

} // namespace moisson
