#include "daemon/harvest/publish_turns.hpp"

#include "core/schedule/next_poll.hpp"
#include "core/store/sync_file.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

bool has_turns(const TargetConfig& target) { return target.every.count() > 0 || !target.window.empty(); }

/// As a feed's: spread by name, in local time, over the changes of summer time.
ScheduleConfig schedule_of(const TargetConfig& target) {
    ScheduleConfig schedule;
    if (target.every.count() > 0) schedule.every = target.every;
    schedule.window = target.window;
    schedule.timezone = target.timezone;
    return schedule;
}

} // namespace

PublishTurns::PublishTurns(const AppConfig& app) : app_(app), file_(app.state_dir / "published.turns") {
    if (std::none_of(app.targets.begin(), app.targets.end(), has_turns)) return;
    std::ifstream in(file_, std::ios::binary);
    const auto json = nlohmann::json::parse(in, nullptr, false);
    if (!json.is_object()) return;
    for (const auto& [target, at] : json.items())
        if (at.is_number_integer()) last_[target] = at.get<UnixTime>();
}

UnixTime PublishTurns::next(const TargetConfig& target, UnixTime now) const {
    if (!has_turns(target)) return 0;
    PollPast past;
    if (const auto last = last_.find(target.name); last != last_.end()) past.last_attempt = last->second;
    return next_poll(schedule_of(target), target.name, past, now, 0).at;
}

void PublishTurns::end_turns(const std::string& only, UnixTime now) {
    bool changed = false;
    for (const TargetConfig& target : app_.targets) {
        if (!has_turns(target) || next(target, now) > now || (!only.empty() && target.name != only)) continue;
        last_[target.name] = now;
        changed = true;
    }
    if (changed) write_durably(file_, nlohmann::json(last_).dump());
}

} // namespace moisson
