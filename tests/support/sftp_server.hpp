// OpenSSH's server, when this machine has it: a configuration of its own, on the loopback, for the present
// user.
#pragma once
#include "tests/support/paths.hpp"

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace moisson::test {

class SftpServer {
public:
    SftpServer(); ///< with an ed25519 and an ecdsa key
    ~SftpServer();
    bool usable() const { return port_ != 0; } ///< false: not installed, or it does not start here

    /// sftp://127.0.0.1:PORT and the whole path of that file.
    std::string url(const std::filesystem::path& file) const;
    std::string host_key(const std::string& type) const; ///< line of the .pub file: "ed25519", "ecdsa"
    std::string fingerprint(const std::string& type) const;
    std::string user() const;
    std::string client_key() const { return (directory_ / "client").string(); }

    TempDir files;

private:
    bool start();

    TempDir directory_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
};

} // namespace moisson::test
