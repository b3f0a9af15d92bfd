#include "tests/support/smtp_server.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace moisson::test {

namespace {

void say(int connection, const std::string& line) {
    const std::string text = line + "\r\n";
    static_cast<void>(::send(connection, text.data(), text.size(), MSG_NOSIGNAL));
}

} // namespace

SmtpServer::SmtpServer(Mood mood) : mood_(mood) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("the mail server of the test cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

SmtpServer::~SmtpServer() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
}

std::string SmtpServer::url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }

std::vector<ReceivedMail> SmtpServer::mails() const {
    const std::lock_guard lock(guard_);
    return mails_;
}

void SmtpServer::serve() {
    while (!stopping_) {
        pollfd ready{listener_, POLLIN, 0};
        if (::poll(&ready, 1, 20) <= 0) continue;
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        talk(connection);
        ::close(connection);
    }
}

void SmtpServer::talk(int connection) {
    if (mood_ != Mood::hangs) say(connection, "220 test ESMTP");
    std::string buffer;
    ReceivedMail mail;
    bool in_data = false;
    while (!stopping_) {
        pollfd ready{connection, POLLIN, 0};
        if (::poll(&ready, 1, 20) <= 0) continue;
        char bytes[4096];
        const ssize_t count = ::recv(connection, bytes, sizeof bytes, 0);
        if (count <= 0) return;
        buffer.append(bytes, static_cast<std::size_t>(count));
        for (std::size_t end; (end = buffer.find("\r\n")) != std::string::npos;) {
            const std::string line = buffer.substr(0, end);
            buffer.erase(0, end + 2);
            if (in_data && line == ".") {
                in_data = false;
                const std::lock_guard lock(guard_);
                mails_.push_back(mail);
                say(connection, "250 taken");
            } else if (in_data) {
                mail.data += line + "\n";
            } else if (line.starts_with("MAIL FROM:")) {
                mail.from = line.substr(10);
                say(connection, "250 ok");
            } else if (line.starts_with("RCPT TO:")) {
                mail.to.push_back(line.substr(8));
                say(connection, mood_ == Mood::refuses_receiver ? "550 unknown receiver" : "250 ok");
            } else if (line == "DATA") {
                in_data = true;
                say(connection, "354 go on");
            } else {
                say(connection, line == "QUIT" ? "221 bye" : "250 test");
            }
        }
    }
}

} // namespace moisson::test
