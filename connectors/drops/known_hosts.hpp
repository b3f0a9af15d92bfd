// A known_hosts file that never touches the disk: its one line makes libcurl ask the server for that kind of
// key.
#pragma once
#include "core/text/ssh_key.hpp"

#include <cstdint>
#include <string>

namespace moisson {

class KnownHosts {
public:
    /// Throws std::system_error when the machine has no memory left for it.
    KnownHosts(std::string host, std::uint16_t port, const SshHostKey& pinned);
    ~KnownHosts();
    KnownHosts(const KnownHosts&) = delete;
    KnownHosts& operator=(const KnownHosts&) = delete;

    const std::string& path() const { return path_; }
    /// Asks for the next kind of key. False when the kind is known, or when all were asked for.
    bool next_type();

private:
    void write(const std::string& type, const std::string& blob);

    std::string place_, path_;
    std::size_t asked_ = 0;
    bool type_known_;
    int file_ = -1;
};

} // namespace moisson
