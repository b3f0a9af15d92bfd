// The real program as a child process, seen as systemd sees it: through a notification socket.
#pragma once
#include "tests/support/paths.hpp"

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace moisson::test {

class DaemonProcess {
public:
    /// `environment`: NAME=value, beside NOTIFY_SOCKET (left out with `notify` = false).
    DaemonProcess(const TempDir& home, std::vector<std::string> environment = {}, bool notify = true,
                  std::vector<std::string> arguments = {});
    ~DaemonProcess(); ///< kills what is left

    /// The next message with a line that begins so; those before it are forgotten. Fails the test after the
    /// limit.
    std::string wait_for(const std::string& line, std::chrono::seconds limit = std::chrono::seconds(30));
    void signal(int number) const;
    int wait_exit(
        std::chrono::seconds limit = std::chrono::seconds(20)); ///< exit code; 128 + signal; -1 = still alive
    int pid() const { return pid_; }
    std::string log() const; ///< its stderr so far

    /// Over the control socket. Returns status and body.
    struct Answer {
        int status = 0;
        std::string body, location;
    };
    Answer get(const std::string& path) const;
    Answer post(const std::string& path, const std::string& body = "{}") const;

private:
    /// Reads all the time, as systemd does: a full socket would stop the daemon.
    void listen(std::stop_token stop);
    std::optional<std::string> next_message();

    std::mutex mutex_;
    std::deque<std::string> waiting_; ///< under mutex_
    std::filesystem::path home_, log_;
    int pid_ = -1, socket_ = -1;
    std::jthread listener_;
};

/// moisson.toml without status listener, feeds.d with one feed that reads a local CSV.
void write_home(const TempDir& home);
void write_feed(const TempDir& home, const std::string& id, const std::string& extra = "",
                const std::string& file = "data.csv");

} // namespace moisson::test
