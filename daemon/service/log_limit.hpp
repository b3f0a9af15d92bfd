#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace moisson::log {

/// At most `burst` lines a minute for one event of one feed; what was kept back is counted and said by the
/// next line, or by `flush` when none comes. Not shared between threads.
class RateLimit {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr unsigned burst = 5;
    static constexpr std::chrono::seconds window{60};

    struct Verdict {
        bool pass;
        std::uint64_t suppressed; ///< lines kept back before this one
    };
    Verdict ask(std::string_view event, std::string_view feed, Clock::time_point now);

    /// Calls back for each event whose minute is over and that kept lines back; forgets quiet ones.
    void
    flush(Clock::time_point now,
          const std::function<void(const std::string& event, const std::string& feed, std::uint64_t)>& say);

private:
    struct Entry {
        std::string event, feed;
        Clock::time_point since;
        unsigned passed = 0;
        std::uint64_t suppressed = 0;
    };
    std::unordered_map<std::string, Entry> entries_;
};

} // namespace moisson::log
