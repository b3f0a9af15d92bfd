#include "daemon/service/metrics_process.hpp"
#include "daemon/service/metrics.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <unistd.h>

namespace moisson {

namespace {

struct Pages {
    double virtual_memory = 0, resident = 0;
};

Pages read_pages() {
    Pages pages;
    std::ifstream("/proc/self/statm") >> pages.virtual_memory >> pages.resident;
    return pages;
}

double open_descriptors() {
    std::error_code error;
    std::filesystem::directory_iterator entries("/proc/self/fd", error);
    return error ? 0 : static_cast<double>(std::distance(begin(entries), end(entries)));
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<double>(limit.rlim_cur);
}

void single(Exposition& out, const char* name, const char* type, const char* help, double value) {
    out.family(name, type, help);
    out.sample(name, {}, value);
}

} // namespace

void render_process(Exposition& out, UnixTime started_at) {
    const Pages pages = read_pages();
    const double page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    single(out, "process_cpu_seconds_total", "counter", "User and system CPU time.", cpu_seconds());
    single(out, "process_resident_memory_bytes", "gauge", "Resident memory.", pages.resident * page);
    single(out, "process_virtual_memory_bytes", "gauge", "Virtual memory.", pages.virtual_memory * page);
    single(out, "process_open_fds", "gauge", "Open file descriptors.", open_descriptors());
    single(out, "process_max_fds", "gauge", "Limit of open file descriptors.", descriptor_limit());
    single(out, "process_start_time_seconds", "gauge", "When the process started.",
           static_cast<double>(started_at));
}

} // namespace moisson
