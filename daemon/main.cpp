#include "daemon/commands/command_line.hpp"

#include <algorithm>
#include <iostream>
#include <malloc.h>
#include <thread>

namespace {

/// Memory that a phase of a run no longer needs goes back to the system: large blocks at once, and threads
/// that outnumber the cores share their arenas (glibc gives eight to each core, and keeps the top of each).
void keep_memory_small() {
    ::mallopt(M_MMAP_THRESHOLD, 256 << 10);
    ::mallopt(M_ARENA_MAX, static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
}

} // namespace

int main(int argc, char** argv) {
    keep_memory_small();
    return moisson::run_command_line({argv, argv + argc}, std::cout, std::cerr);
}
