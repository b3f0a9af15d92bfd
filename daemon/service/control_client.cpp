#include "daemon/service/control_client.hpp"
#include "daemon/commands/command.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace moisson {

namespace {

/// A decision about a million records is answered when it is applied.
constexpr int answer_within_seconds = 600;
constexpr std::size_t answer_limit = 64u << 20;

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

/// A socket path has at most 107 bytes; below a long directory it is reached through a descriptor of the
/// directory.
int connect_to(int fd, const std::filesystem::path& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::string path = socket.string();
    Descriptor directory(path.size() < sizeof address.sun_path
                             ? -1
                             : ::open(socket.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() >= 0)
        path = "/proc/self/fd/" + std::to_string(directory.get()) + "/" + socket.filename().string();
    if (path.size() >= sizeof address.sun_path) return ENAMETOOLONG;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

[[noreturn]] void no_answer(const std::filesystem::path& socket, const std::string& why) {
    throw CommandError(exit_code::unavailable, "the daemon behind " + socket.string() + " does not answer: " +
                                                   why + "; see: systemctl status moisson");
}

void send_all(int fd, const std::string& text, const std::filesystem::path& socket) {
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t n = ::send(fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) no_answer(socket, std::strerror(errno));
        sent += static_cast<std::size_t>(n);
    }
}

std::string receive_all(int fd, const std::filesystem::path& socket) {
    std::string text;
    char chunk[16384];
    for (;;) {
        const ssize_t n = ::recv(fd, chunk, sizeof chunk, 0);
        if (n == 0) return text;
        if (n < 0) no_answer(socket, errno == EAGAIN ? "it took too long" : std::strerror(errno));
        text.append(chunk, static_cast<std::size_t>(n));
        if (text.size() > answer_limit) no_answer(socket, "the answer is too large");
    }
}

std::string header_value(const std::string& head, const std::string& name) {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

} // namespace

std::filesystem::path control_socket(const AppConfig& app) {
    if (!app.control.socket.empty()) return app.control.socket;
    const char* runtime = std::getenv("RUNTIME_DIRECTORY");
    return (runtime && *runtime ? std::filesystem::path(runtime) : app.state_dir) / "control.sock";
}

std::optional<ControlClient> ControlClient::connect(const AppConfig& app) {
    for (const std::filesystem::path& socket : {app.state_dir / "control.sock", control_socket(app)}) {
        Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const int error = connect_to(fd.get(), socket);
        if (error == 0) return ControlClient(socket);
        if (error == EACCES || error == EPERM)
            throw CommandError(exit_code::not_allowed,
                               "no access to " + socket.string() +
                                   "; run this as root or as the service's account, or join its group: "
                                   "usermod -aG moisson NAME");
    }
    return std::nullopt;
}

ControlClient::Answer ControlClient::get(const std::string& path) const {
    return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
}

ControlClient::Answer ControlClient::post(const std::string& path, const std::string& body) const {
    return exchange("POST " + path +
                    " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    "Content-Type: application/json\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body);
}

ControlClient::Answer ControlClient::exchange(const std::string& request) const {
    Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (const int error = connect_to(fd.get(), socket_)) no_answer(socket_, std::strerror(error));
    const timeval limit{answer_within_seconds, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    send_all(fd.get(), request, socket_);
    const std::string text = receive_all(fd.get(), socket_);
    const std::size_t end = text.find("\r\n\r\n");
    if (!text.starts_with("HTTP/1.1 ") || end == std::string::npos)
        no_answer(socket_, "it closed the connection");
    Answer answer;
    answer.status = std::atoi(text.c_str() + 9);
    answer.body = text.substr(end + 4);
    answer.location = header_value(text.substr(0, end), "Location");
    return answer;
}

} // namespace moisson
