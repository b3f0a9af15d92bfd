// Everything that the status page, the API and the metrics say, at one moment. Built on the io thread, never
// changed after.
#pragma once
#include "core/config/feed.hpp"
#include "core/store/store.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace moisson {

struct RunProgress;

enum class Phase { starting, ready, stopping };
const char* to_string(Phase phase);

struct FeedStatus {
    std::string id, title;
    std::string state; ///< see feed_words.hpp
    FeedPtr config;    ///< the one in force; null when there never was a valid one
    FeedState stored;
    UnixTime next_run_at = 0;
    std::uint64_t dead_resources = 0; ///< addresses of its data sets that do not answer any more
    std::string file;
    std::vector<std::string> problems;           ///< diagnostics of its file, one line each
    std::shared_ptr<const RunProgress> progress; ///< set while a run is under way
    std::uint64_t records() const;
};

struct ReloadStatus {
    bool ok = true;
    UnixTime at = 0;
    std::string message;
};

struct StatusSnapshot {
    UnixTime at = 0, started_at = 0;
    Phase phase = Phase::starting;
    std::string sentence; ///< what systemctl status shows
    bool store_ok = true;
    std::string store_error;
    std::uint64_t disk_free = 0, disk_needed = 0;
    ReloadStatus reload;
    std::vector<FeedStatus> feeds; ///< sorted by id
    std::vector<OutboxRow> outbox;
    std::map<std::string, UnixTime> alarm_after; ///< target → longest time without a change there, seconds
    std::map<std::string, std::uint64_t> golden; ///< published records per plural of the kind
    std::int64_t revision = 0;
    std::uint64_t database_bytes = 0;

    const FeedStatus* find(const std::string& id) const;
    std::map<std::string, std::size_t> feeds_by_state() const;
    /// When a target last changed what readers see; 0 = never.
    UnixTime last_publication(const std::string& target) const;
    /// Targets that published nothing new for longer than agreed, however green their requests are.
    std::vector<std::string> silent_targets() const;
};

} // namespace moisson
