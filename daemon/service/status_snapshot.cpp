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

} // namespace moisson
