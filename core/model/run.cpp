#include "core/model/run.hpp"

namespace moisson {

std::string_view to_string(RunResult result) {
    switch (result) {
    case RunResult::running:
        return "running";
    case RunResult::success:
        return "success";
    case RunResult::unchanged:
        return "unchanged";
    case RunResult::partial:
        return "partial";
    case RunResult::held:
        return "held";
    case RunResult::failed:
        return "failed";
    case RunResult::interrupted:
        return "interrupted";
    }
    return "running";
}

} // namespace moisson
