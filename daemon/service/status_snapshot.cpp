#include "daemon/service/status_snapshot.hpp"

#include <algorithm>

namespace moisson {

const char* to_string(Phase phase) {
    switch (phase) {
    case Phase::starting:
        return "starting";
    case Phase::ready:
        return "ready";
    case Phase::stopping:
        break;
    }
    return "stopping";
}

std::uint64_t FeedStatus::records() const {
    std::uint64_t total = 0;
    for (const auto& [kind, count] : stored.records) total += count;
    return total;
}

const FeedStatus* StatusSnapshot::find(const std::string& id) const {
    auto found =
        std::lower_bound(feeds.begin(), feeds.end(), id,
                         [](const FeedStatus& feed, const std::string& wanted) { return feed.id < wanted; });
    return found != feeds.end() && found->id == id ? &*found : nullptr;
}

std::map<std::string, std::size_t> StatusSnapshot::feeds_by_state() const {
    std::map<std::string, std::size_t> counts;
    for (const FeedStatus& feed : feeds) ++counts[feed.state];
    return counts;
}

UnixTime StatusSnapshot::last_publication(const std::string& target) const {
    UnixTime last = 0;
    for (const OutboxRow& row : outbox)
        if (row.target == target) last = std::max(last, row.changed_at);
    return last;
}

std::vector<std::string> StatusSnapshot::silent_targets() const {
    std::vector<std::string> silent;
    for (const auto& [target, allowed] : alarm_after) {
        UnixTime since = last_publication(target);
        for (const OutboxRow& row : outbox) // never published: since it is wanted
            if (since == 0 && row.target == target) since = row.since;
        if (since > 0 && at - since > allowed) silent.push_back(target);
    }
    return silent;
}

} // namespace moisson
