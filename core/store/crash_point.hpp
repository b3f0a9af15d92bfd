// Named instants at which a test may kill the program: MOISSON_CRASH_AT=apply.before-commit. Always compiled,
// so that what is tested is what is shipped; passed a few times per run.
#pragma once
#include <string_view>

namespace moisson {

/// Kills this process (SIGKILL, nothing is flushed or unwound) when MOISSON_CRASH_AT names this point.
/// `NAME:3` kills at the third time the point is passed.
void crash_point(std::string_view name);

} // namespace moisson
