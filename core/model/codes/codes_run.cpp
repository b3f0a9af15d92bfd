// guard.* run.* snapshot.* change.*: what is wrong or doubtful with a run as a whole.
#include "core/model/codes/codes.hpp"

namespace moisson {

std::span<const CodeText> run_codes() {
    static constexpr CodeText rows[] = {
        {"run.interrupted", "The run was stopped, by a shutdown or a crash, before it was applied.",
         "Nothing: the next run starts again; nothing was written."},
        {"run.no-snapshot", "There is no stored snapshot to replay.",
         "Run the feed again: `moisson run FEED`."},
    };
    return rows;
}

} // namespace moisson
