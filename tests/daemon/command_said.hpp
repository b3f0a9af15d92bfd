// The program's commands, run inside the test as a person gives them, and what they say.
#pragma once
#include "daemon/commands/command_line.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace moisson::test {

struct Said {
    int code = 0;
    std::string out, err;
    /// The first line.
    nlohmann::json json() const {
        return nlohmann::json::parse(out.substr(0, out.find('\n')), nullptr, false);
    }
    std::size_t lines() const { return static_cast<std::size_t>(std::count(out.begin(), out.end(), '\n')); }
    bool says(const std::string& words) const { return (out + err).find(words) != std::string::npos; }
};

/// `home` holds feeds.d and state, and perhaps moisson.toml.
inline Said say(const std::filesystem::path& home, std::vector<std::string> command) {
    command.insert(command.begin(), "moisson");
    if (const auto file = home / "moisson.toml"; std::filesystem::exists(file))
        command.insert(command.end(), {"--config", file.string()});
    command.insert(command.end(),
                   {"--feeds", (home / "feeds.d").string(), "--state", (home / "state").string()});
    std::ostringstream out, err;
    const int code = run_command_line(std::move(command), out, err);
    return {code, out.str(), err.str()};
}

} // namespace moisson::test
