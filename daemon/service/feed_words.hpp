#pragma once
#include "core/store/store.hpp"

#include <string_view>

namespace moisson {

/// What beside the store decides the word for a feed.
struct FeedSituation {
    bool enabled = true;
    bool config_invalid =
        false; ///< its file is wrong now (it may still run with its last good configuration)
    UnixTime now = 0;
};

/// new, ok, unchanged, retrying, failing (3 failures), dormant (no success for 14 days), held, paused,
/// config-invalid, gone. The same word in the command line, the API, the page and the metrics.
std::string_view state_word(const FeedState& state, const FeedSituation& situation);

/// Every word, in the order in which a page lists them (what needs attention first).
const std::vector<std::string_view>& state_words();

/// failing, dormant, held, gone and config-invalid: `moisson status` then exits 1.
bool needs_attention(std::string_view word);

} // namespace moisson
