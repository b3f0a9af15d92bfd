#include "tests/support/sftp_server.hpp"

#include "core/text/ssh_key.hpp"
#include "tests/support/die_with_parent.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <pwd.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace moisson::test {

namespace {

constexpr const char* sshd_program = "/usr/sbin/sshd";

sockaddr_in loopback_at(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

std::uint16_t unused_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback_at(0);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
}

bool answers(std::uint16_t port) {
    for (int i = 0; i < 100; ++i) {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address = loopback_at(port);
        const bool connected = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        ::close(socket);
        if (connected) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

std::string first_line(const std::filesystem::path& file) {
    std::string line;
    std::ifstream in(file);
    std::getline(in, line);
    return line;
}

} // namespace

SftpServer::SftpServer() {
    if (::access(sshd_program, X_OK) != 0 || !start()) port_ = 0;
}

bool SftpServer::start() {
    if (::geteuid() == 0) ::mkdir("/run/sshd", 0755); // where it separates its privileges; wants it to exist
    const std::string base = directory_.path().string();
    std::string keys = "cd '" + base + "'";
    for (const char* key : {"ed25519 -f host_ed25519", "ecdsa -f host_ecdsa", "ed25519 -f client"})
        keys += std::string(" && ssh-keygen -q -N '' -t ") + key;
    if (std::system((keys + " && cp client.pub authorized && chmod 600 authorized").c_str()) != 0)
        return false;
    port_ = unused_port();
    std::ofstream(directory_ / "sshd.conf")
        << "Port " << port_ << "\nListenAddress 127.0.0.1\nHostKey " << base << "/host_ed25519\nHostKey "
        << base << "/host_ecdsa\nPidFile none\nAuthorizedKeysFile " << base
        << "/authorized\nStrictModes no\nPermitRootLogin yes\nUsePAM no\nSubsystem sftp internal-sftp\n";
    const std::string config = (directory_ / "sshd.conf").string(), log = (directory_ / "log").string();
    process_ = ::fork();
    if (process_ == 0) {
        die_with_parent();
        ::execl(sshd_program, sshd_program, "-D", "-f", config.c_str(), "-E", log.c_str(), nullptr);
        ::_exit(127);
    }
    return answers(port_);
}

SftpServer::~SftpServer() {
    if (process_ <= 0) return;
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
}

std::string SftpServer::url(const std::filesystem::path& file) const {
    return "sftp://127.0.0.1:" + std::to_string(port_) + file.string();
}

std::string SftpServer::host_key(const std::string& type) const {
    return first_line(directory_ / ("host_" + type + ".pub"));
}

std::string SftpServer::fingerprint(const std::string& type) const {
    return parse_ssh_host_key(host_key(type))->fingerprint;
}

std::string SftpServer::user() const { return ::getpwuid(::geteuid())->pw_name; }

} // namespace moisson::test
