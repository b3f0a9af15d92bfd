// The commands' side of the control socket: one order, one answer, on the caller's thread.
#pragma once
#include "core/config/app.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace moisson {

/// [control] socket, else in $RUNTIME_DIRECTORY, else in the state directory.
std::filesystem::path control_socket(const AppConfig& app);

class ControlClient {
public:
    struct Answer {
        int status = 0;
        std::string body;
        std::string location;
    };

    /// Nothing when no daemon listens there (no socket, or nobody behind it). Throws CommandError 77 when it
    /// may not be opened.
    static std::optional<ControlClient> connect(const AppConfig& app);

    /// Throw CommandError 69 when the daemon does not answer. `body` is JSON.
    Answer get(const std::string& path) const;
    Answer post(const std::string& path, const std::string& body = "{}") const;

private:
    explicit ControlClient(std::filesystem::path socket) : socket_(std::move(socket)) {}
    Answer exchange(const std::string& request) const;
    std::filesystem::path socket_;
};

} // namespace moisson
