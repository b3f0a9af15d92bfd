// Access tokens that were asked for and are still good. In memory only: a token is never stored.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace moisson {

struct AccessToken {
    std::string value;
    std::chrono::steady_clock::time_point good_until;
};

/// Keys name the feed and the very credentials, so that no feed is ever given the token of another.
class TokenCache {
public:
    using Clock = std::chrono::steady_clock;

    std::optional<std::string> find(const std::string& key, Clock::time_point now = Clock::now()) const {
        const auto found = tokens_.find(key);
        if (found == tokens_.end() || found->second.good_until <= now) return std::nullopt;
        return found->second.value;
    }
    void keep(const std::string& key, AccessToken token) { tokens_[key] = std::move(token); }
    void forget(const std::string& key) { tokens_.erase(key); }

private:
    std::map<std::string, AccessToken> tokens_;
};

} // namespace moisson
