// When each feed is due. Decisions only; the service carries them out.
#pragma once
#include "core/model/run.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace moisson {

class Timetable {
public:
    void set(const std::string& feed, UnixTime due) { due_[feed] = due; }
    void remove(const std::string& feed) { due_.erase(feed); }
    UnixTime due(const std::string& feed) const; ///< 0 when the feed is not scheduled

    /// Feeds that are due, the latest first served first.
    std::vector<std::string> due_at(UnixTime now) const;
    /// The earliest due time after `now`; nothing when no feed waits.
    std::optional<UnixTime> next_after(UnixTime now) const;
    /// After a jump of the clock no feed waits longer than its period.
    void bound(const std::string& feed, UnixTime latest);

private:
    std::map<std::string, UnixTime> due_;
};

/// A feed that is due, and the host that it asks; "" = none (files, inboxes).
struct DueFeed {
    std::string feed, host;
};

/// Which of the feeds that are due start now, in their order: at most `room`, and at most `per_host` of one
/// host together with those that run (`running`: runs per host). A host that hangs must not take the places
/// of all others.
std::vector<std::string> choose_starts(const std::vector<DueFeed>& due,
                                       std::map<std::string, unsigned> running, std::size_t room,
                                       unsigned per_host);

/// Difference of the wall clock and the steady clock between two looks: more than a minute is a jump.
bool is_clock_jump(UnixTime wall_elapsed, UnixTime steady_elapsed);

/// Fetching needs max(512 MiB, 3 × the store) of free disk.
std::uint64_t disk_needed(std::uint64_t database_bytes);

} // namespace moisson
