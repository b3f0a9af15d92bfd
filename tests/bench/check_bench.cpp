// How long `moisson check` needs for 1,000 feed files: cmake --build --preset release --target check_bench
#include "core/config/load.hpp"
#include "tests/support/paths.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>

using namespace moisson;

namespace {

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// The three example feeds in turn, each under an id of its own.
void write_feeds(const std::filesystem::path& directory, int count) {
    const char* const names[] = {"exemple-asso-ain", "exemple-dept-api", "exemple-formations-xml"};
    for (int i = 0; i < count; ++i) {
        const std::string name = names[i % 3], id = name + '-' + std::to_string(i);
        std::string text = content(test::source_dir() / "tests/core/feeds" / (name + ".toml"));
        text.replace(text.find(name), name.size(), id);
        std::ofstream(directory / (id + ".toml")) << text;
    }
}

} // namespace

int main() {
    constexpr int count = 1000;
    test::TempDir dir;
    write_feeds(dir.path(), count);
    const auto schema = Schema::load({test::source_dir() / "config/schemas"});
    for (int round = 0; round < 5; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        const std::clock_t cpu_begin = std::clock();
        const auto feeds = load_feeds(dir.path(), *schema);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        const double cpu = 1000.0 * static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC;
        int good = 0;
        for (const LoadedFeed& feed : feeds) good += feed.config && feed.diagnostics.empty();
        std::printf("%d of %d feed files without a fault: %.0f ms, %.0f ms of processor\n", good, count,
                    took.count(), cpu);
    }
}
