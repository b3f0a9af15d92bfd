#include "connectors/fetch/inbox.hpp"

#include "connectors/fetch/fetch.hpp"
#include "connectors/http/fault.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <system_error>
#include <unistd.h>

namespace moisson {

namespace fs = std::filesystem;

namespace {

/// "x.csv", then "x-2.csv", "x-3.csv", …
std::string numbered(const fs::path& name, unsigned attempt) {
    if (attempt == 1) return name.string();
    return name.stem().string() + "-" + std::to_string(attempt) + name.extension().string();
}

/// Never replaces: what a partner sent stays readable for good. Returns the new path.
fs::path move_without_replacing(const fs::path& file, const fs::path& directory) {
    fs::create_directories(directory);
    for (unsigned attempt = 1; attempt < 100000; ++attempt) {
        const fs::path target = directory / numbered(file.filename(), attempt);
        if (::renameat2(AT_FDCWD, file.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0)
            return target;
        if (errno != EEXIST) break;
    }
    throw std::system_error(errno, std::generic_category(),
                            "cannot move " + file.string() + " to " + directory.string());
}

void write_reason(const fs::path& moved, const std::string& reason) {
    const fs::path path = moved.string() + ".reason.txt";
    std::ofstream file(path);
    file << reason << "\n";
    if (!file.flush())
        throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
}

} // namespace

bool is_in_transfer(const std::string& name) {
    if (name.starts_with(".")) return true;
    for (const char* ending : {".tmp", ".part", ".filepart", "~", ".reason.txt"})
        if (name.ends_with(ending)) return true;
    return false;
}

std::vector<fs::path> inbox_files(const fs::path& directory) {
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
        std::error_code gone; // taken away between the listing and the question
        if (fs::is_regular_file(it->symlink_status(gone)) && !is_in_transfer(it->path().filename().string()))
            files.push_back(it->path());
    }
    if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory)
        throw transient_fault("file.missing",
                              "the inbox " + directory.string() +
                                  " does not exist: create it, or correct the url of the feed");
    if (error)
        throw transient_fault("file.unreadable",
                              "cannot list the inbox " + directory.string() + ": " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

void settle_inbox(const std::vector<fs::path>& files, const std::string& reason) {
    for (const fs::path& file : files) {
        if (!fs::exists(file)) continue; // settled before a crash, or taken back by the partner
        const fs::path moved =
            move_without_replacing(file, file.parent_path() / (reason.empty() ? "done" : "failed"));
        if (!reason.empty()) write_reason(moved, reason);
    }
}

} // namespace moisson
