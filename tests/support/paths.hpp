// Where tests find the project, the shared data (absent outside the team's machines) and a place to write.
#pragma once
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <unistd.h>

namespace moisson::test {

std::filesystem::path source_dir(); ///< root of the project
std::filesystem::path binary();     ///< the moisson program of this build

/// The folder of real data; empty when this machine does not have it. A test that needs it says so and
/// returns:
///     auto shared = test::shared_dir(); if (!shared) { MESSAGE("skipped: ../shared is absent"); return; }
inline std::optional<std::filesystem::path> shared_dir() {
    const char* set = std::getenv("MOISSON_SHARED");
    for (std::filesystem::path candidate :
         {std::filesystem::path(set ? set : ""), source_dir() / "../shared"})
        if (!candidate.empty() && std::filesystem::is_directory(candidate / "data")) return candidate;
    return std::nullopt;
}

/// A directory of the test's own, removed at the end of the scope.
class TempDir {
public:
    TempDir() {
        static std::atomic<unsigned> counter{0};
        path_ = std::filesystem::temp_directory_path() /
                ("moisson-test-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
        std::filesystem::create_directories(path_);
    }
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

} // namespace moisson::test
