#include "daemon/service/log_limit.hpp"

namespace moisson::log {

RateLimit::Verdict RateLimit::ask(std::string_view event, std::string_view feed, Clock::time_point now) {
    std::string key = std::string(event) + '\n' + std::string(feed);
    auto [found, fresh] = entries_.try_emplace(std::move(key));
    Entry& entry = found->second;
    if (fresh) entry = {std::string(event), std::string(feed), now, 0, 0};
    std::uint64_t suppressed = 0;
    if (now - entry.since >= window) {
        suppressed = entry.suppressed;
        entry.since = now;
        entry.passed = 0;
        entry.suppressed = 0;
    }
    if (entry.passed < burst) return {++entry.passed > 0, suppressed};
    ++entry.suppressed;
    return {false, 0};
}

void RateLimit::flush(
    Clock::time_point now,
    const std::function<void(const std::string& event, const std::string& feed, std::uint64_t)>& say) {
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        if (now - entry->second.since < window) {
            ++entry;
            continue;
        }
        if (entry->second.suppressed) say(entry->second.event, entry->second.feed, entry->second.suppressed);
        entry = entries_.erase(entry);
    }
}

} // namespace moisson::log
