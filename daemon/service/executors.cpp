#include "daemon/service/executors.hpp"

#include <algorithm>
#include <thread>

namespace moisson {

namespace {

unsigned cpu_threads_or_default(unsigned wanted) {
    if (wanted) return wanted;
    return std::max(2u, std::thread::hardware_concurrency()) - 1;
}

} // namespace

Executors::Executors(unsigned cpu_threads) : cpu_(cpu_threads_or_default(cpu_threads)) {}

Executors::~Executors() { join(); }

void Executors::join() {
    cpu_.join();
    publishing_.join();
    files_.join();
    read_.join();
    store_.join();
}

} // namespace moisson
