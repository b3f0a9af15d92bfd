// When a target's turn is: changes that are gathered are published together.
#pragma once
#include "core/config/app.hpp"
#include "core/model/run.hpp"

#include <map>
#include <string>

namespace moisson {

/// `every` and `window` of each target, and when its turn was last: a file in the state directory remembers
/// that. Lost: the next turn is at once, or in the next window. Thread: any, one at a time.
class PublishTurns {
public:
    explicit PublishTurns(const AppConfig& app);
    /// From when on its changes may be published; 0: it has no turns, they may at any time.
    UnixTime next(const TargetConfig& target, UnixTime now) const;
    /// A pass over all that had changed is over: those whose turn it was, or `only` this one, wait for the
    /// next. Throws std::runtime_error.
    void end_turns(const std::string& only, UnixTime now);

private:
    const AppConfig& app_;
    std::filesystem::path file_;
    std::map<std::string, UnixTime> last_;
};

} // namespace moisson
