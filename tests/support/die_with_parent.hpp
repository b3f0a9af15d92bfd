// For the child between fork and exec: a server must not outlive a test that crashes. It would keep the
// test's output open, and whoever reads that output to its end would wait until a time limit.
#pragma once
#include <csignal>
#include <sys/prctl.h>

namespace moisson::test {

inline void die_with_parent() { ::prctl(PR_SET_PDEATHSIG, SIGKILL); }

} // namespace moisson::test
