#include "core/store/crash_point.hpp"

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>

namespace moisson {

namespace {

struct Wanted {
    std::string_view name;
    int passes = 1;
};

Wanted read_environment() {
    const char* set = std::getenv("MOISSON_CRASH_AT");
    Wanted wanted{set ? set : "", 1};
    const std::size_t colon = wanted.name.find(':');
    if (colon == std::string_view::npos) return wanted;
    const std::string_view count = wanted.name.substr(colon + 1);
    std::from_chars(count.data(), count.data() + count.size(), wanted.passes);
    wanted.name = wanted.name.substr(0, colon);
    return wanted;
}

} // namespace

void crash_point(std::string_view name) {
    const Wanted wanted = read_environment(); // rarely passed: no need to remember it
    static std::atomic<int> passed{0};
    if (wanted.name.empty() || wanted.name != name) return;
    if (++passed >= wanted.passes) std::raise(SIGKILL);
}

} // namespace moisson
