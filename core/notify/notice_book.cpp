#include "core/notify/notice.hpp"

#include <nlohmann/json.hpp>

namespace moisson {

std::optional<std::uint64_t> NoticeBook::note(const std::string& key, const std::string& cause,
                                              UnixTime now) {
    NoticeState& state = states_[key];
    changed_ = true;
    const bool same = state.cause == cause;
    if (same && now - state.told_at < repeat_after) {
        ++state.repeats;
        return std::nullopt;
    }
    const std::uint64_t untold = same ? state.repeats : 0;
    state = {cause, same ? state.since : now, now, 0};
    return untold;
}

std::optional<NoticeState> NoticeBook::clear(const std::string& key) {
    const auto found = states_.find(key);
    if (found == states_.end()) return std::nullopt;
    const NoticeState was = found->second;
    states_.erase(found);
    changed_ = true;
    return was;
}

bool NoticeBook::is_due(const std::string& key, UnixTime every, UnixTime now) const {
    const auto found = states_.find(key);
    return found == states_.end() || found->second.told_at == 0 || now - found->second.told_at > every;
}

bool NoticeBook::due(const std::string& key, UnixTime every, UnixTime now) {
    if (!is_due(key, every, now)) return false;
    states_[key] = {key, now, now, 0};
    changed_ = true;
    return true;
}

std::string NoticeBook::to_json() const {
    nlohmann::ordered_json document = nlohmann::ordered_json::object();
    for (const auto& [key, state] : states_)
        document[key] = {{"cause", state.cause},
                         {"since", state.since},
                         {"told_at", state.told_at},
                         {"repeats", state.repeats}};
    return document.dump(1) + "\n";
}

NoticeBook NoticeBook::from_json(const std::string& text) {
    NoticeBook book;
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object()) return book;
    for (const auto& [key, row] : document.items())
        if (row.is_object())
            book.states_[key] = {row.value("cause", ""), row.value("since", UnixTime{0}),
                                 row.value("told_at", UnixTime{0}), row.value("repeats", std::uint64_t{0})};
    return book;
}

} // namespace moisson
