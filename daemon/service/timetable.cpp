#include "daemon/service/timetable.hpp"

#include <algorithm>
#include <cstdlib>

namespace moisson {

UnixTime Timetable::due(const std::string& feed) const {
    const auto found = due_.find(feed);
    return found == due_.end() ? 0 : found->second;
}

std::vector<std::string> Timetable::due_at(UnixTime now) const {
    std::vector<std::pair<UnixTime, std::string>> due;
    for (const auto& [feed, at] : due_)
        if (at <= now) due.emplace_back(at, feed);
    std::sort(due.begin(), due.end());
    std::vector<std::string> feeds;
    for (auto& [at, feed] : due) feeds.push_back(std::move(feed));
    return feeds;
}

std::optional<UnixTime> Timetable::next_after(UnixTime now) const {
    std::optional<UnixTime> next;
    for (const auto& [feed, at] : due_)
        if (at > now && (!next || at < *next)) next = at;
    return next;
}

void Timetable::bound(const std::string& feed, UnixTime latest) {
    if (const auto found = due_.find(feed); found != due_.end())
        found->second = std::min(found->second, latest);
}

std::vector<std::string> choose_starts(const std::vector<DueFeed>& due,
                                       std::map<std::string, unsigned> running, std::size_t room,
                                       unsigned per_host) {
    std::vector<std::string> chosen;
    for (const DueFeed& one : due) {
        if (chosen.size() == room) break;
        if (!one.host.empty()) {
            unsigned& places = running[one.host];
            if (places >= per_host) continue;
            ++places;
        }
        chosen.push_back(one.feed);
    }
    return chosen;
}

bool is_clock_jump(UnixTime wall_elapsed, UnixTime steady_elapsed) {
    return std::llabs(wall_elapsed - steady_elapsed) > 60;
}

std::uint64_t disk_needed(std::uint64_t database_bytes) {
    return std::max<std::uint64_t>(512ull << 20, 3 * database_bytes);
}

} // namespace moisson
