// The layers of ARCHITECTURE.md, read from the #include lines.
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

using namespace moisson;
namespace fs = std::filesystem;

namespace {

struct Include {
    std::string file; ///< from the project's root
    unsigned line = 0;
    std::string target;
    std::string where() const { return file + ":" + std::to_string(line) + ": #include " + target; }
    bool in(const std::string& folder) const { return file.starts_with(folder); }
    bool names(const std::string& prefix) const { return target.starts_with(prefix); }
};

bool is_source(const fs::path& file) {
    const auto extension = file.extension();
    return extension == ".cpp" || extension == ".hpp" || extension == ".def";
}

std::vector<fs::path> sources() {
    std::vector<fs::path> files;
    for (const char* folder : {"core", "connectors", "daemon", "tests"})
        for (const auto& entry : fs::recursive_directory_iterator(test::source_dir() / folder))
            if (entry.is_regular_file() && is_source(entry.path())) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<Include> includes() {
    std::vector<Include> found;
    for (const fs::path& path : sources()) {
        std::ifstream in(path);
        unsigned number = 0;
        for (std::string line; std::getline(in, line);) {
            ++number;
            if (!line.starts_with("#include")) continue;
            const std::size_t begin = line.find_first_of("\"<"), end = line.find_last_of("\">");
            if (begin == std::string::npos || end <= begin) continue;
            found.push_back({fs::relative(path, test::source_dir()).string(), number,
                             line.substr(begin + 1, end - begin - 1)});
        }
    }
    return found;
}

struct IncludeRule {
    const char* sentence;
    std::function<bool(const Include&)> broken;
};

const std::vector<IncludeRule>& rules() {
    static const std::vector<IncludeRule> list{
        {"core uses neither connectors nor daemon",
         [](const Include& i) { return i.in("core/") && (i.names("connectors/") || i.names("daemon/")); }},
        {"core has no socket and no logger",
         [](const Include& i) {
             return i.in("core/") && (i.names("boost/asio") || i.names("boost/beast") || i.names("spdlog") ||
                                      i.names("sys/socket.h") || i.names("systemd/"));
         }},
        {"connectors do not use daemon",
         [](const Include& i) { return i.in("connectors/") && i.names("daemon/"); }},
        {"connectors do not log",
         [](const Include& i) { return i.in("connectors/") && (i.names("spdlog") || i.names("systemd/")); }},
        {"SQLite is for core/store alone",
         [](const Include& i) { return i.names("sqlite3.h") && !i.in("core/store/") && !i.in("tests/"); }},
        {"Beast is for two sources, never a header",
         [](const Include& i) { return i.names("boost/beast") && i.file.ends_with(".hpp"); }},
        {"toml++ is for core/config and core/model",
         [](const Include& i) { return i.names("toml++") && !i.in("core/config/") && !i.in("core/model/"); }},
        {"CLI11 is for the commands",
         [](const Include& i) {
             return i.names("CLI/") && !(i.in("daemon/commands/") && i.file.ends_with(".cpp"));
         }},
        {"spdlog is for the log",
         [](const Include& i) { return i.names("spdlog") && i.file != "daemon/service/log.cpp"; }},
        {"an #include of ours names its room",
         [](const Include& i) {
             return !i.in("tests/") && i.target.ends_with(".hpp") && i.target.find('/') == std::string::npos;
         }},
    };
    return list;
}

std::size_t line_count(const fs::path& path) {
    std::ifstream in(path);
    return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(in), {}, '\n'));
}

} // namespace

TEST_CASE("the layers hold, #include by #include") {
    const auto all = includes();
    REQUIRE(all.size() > 100);
    for (const IncludeRule& rule : rules())
        for (const Include& include : all)
            if (rule.broken(include)) FAIL_CHECK(include.where() << " breaks: " << rule.sentence);
}

TEST_CASE("Beast costs 20 s and 1 GB a file: two files include it") {
    std::vector<std::string> users;
    for (const Include& include : includes())
        if (include.names("boost/beast") && !include.in("tests/") &&
            std::find(users.begin(), users.end(), include.file) == users.end())
            users.push_back(include.file);
    CAPTURE(users.size());
    for (const std::string& user : users) MESSAGE("Beast: " << user);
    CHECK(users.size() <= 2);
}

TEST_CASE("no file is longer than 600 lines, nine in ten are below 350") {
    std::size_t total = 0, longer = 0;
    for (const fs::path& path : sources()) {
        const std::size_t lines = line_count(path);
        ++total;
        longer += lines >= 350;
        if (lines > 600)
            FAIL_CHECK(fs::relative(path, test::source_dir()).string()
                       << ":600: the file has " << lines << " lines");
    }
    CHECK(longer * 10 <= total);
}
