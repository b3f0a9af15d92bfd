#include "daemon/service/feed_words.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr unsigned failures_of_failing = 3;
constexpr UnixTime dormant_after = 14 * 86400;

std::string_view failure_word(const FeedState& state, UnixTime now) {
    if (state.last_code == "http.gone") return "gone";
    if (state.consecutive_failures < failures_of_failing) return "retrying";
    return state.last_success_at && now - state.last_success_at > dormant_after ? "dormant" : "failing";
}

} // namespace

std::string_view state_word(const FeedState& state, const FeedSituation& situation) {
    if (situation.config_invalid) return "config-invalid";
    if (state.paused || !situation.enabled) return "paused";
    if (state.held_run) return "held";
    if (state.consecutive_failures) return failure_word(state, situation.now);
    if (!state.known || !state.last_success_at) return "new";
    return state.last_change_at >= state.last_success_at ? "ok" : "unchanged";
}

const std::vector<std::string_view>& state_words() {
    static const std::vector<std::string_view> words{
        "config-invalid", "held",   "gone",      "failing", "dormant",
        "retrying",       "paused", "unchanged", "ok",      "new"};
    return words;
}

bool needs_attention(std::string_view word) {
    static const std::vector<std::string_view> words{"config-invalid", "held", "gone", "failing", "dormant"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace moisson
