#include "tests/support/ftp_server.hpp"

#include "tests/support/ftp_wire.hpp"

#include <arpa/inet.h>
#include <cstdio>
#include <ctime>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace moisson::test {

namespace {

std::uint16_t ftp_listen(int& listener) {
    listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 8) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("the test cannot listen");
    return ntohs(address.sin_port);
}

std::string ftp_time(std::int64_t time) {
    const std::time_t value = time;
    std::tm parts{};
    ::gmtime_r(&value, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%d%H%M%S", &parts);
    return text;
}

} // namespace

/// One control connection.
struct FtpTalk {
    FtpServer& server;
    FtpWire control;
    int passive = -1;
    bool protects = false;
    std::size_t rest = 0;
    std::string buffer, login;

    ~FtpTalk() {
        if (passive >= 0) ::close(passive);
    }
    void say(const std::string& line) { control.send(line + "\r\n"); }

    bool read_line(std::string& line) {
        for (;;) {
            if (const std::size_t end = buffer.find("\r\n"); end != std::string::npos) {
                line = buffer.substr(0, end);
                buffer.erase(0, end + 2);
                return true;
            }
            if (!control.receive(buffer)) return false;
        }
    }

    void open_passive(bool extended) {
        if (passive >= 0) ::close(passive);
        const std::uint16_t port = ftp_listen(passive);
        if (extended)
            say("229 ok (|||" + std::to_string(port) + "|)");
        else
            say("227 ok (" + server.pasv_host + "," + std::to_string(port >> 8) + "," +
                std::to_string(port & 255) + ")");
    }

    void send_data(const std::string& bytes, bool cut = false, const std::function<void()>& then = {}) {
        say("150 here it comes");
        const int data = ::accept(passive, nullptr, nullptr);
        {
            FtpWire wire(data);
            if (protects) server.protected_transfers += wire.encrypt(server.tls.get());
            wire.send(bytes);
            if (then) then();
            wire.finish(cut || server.tears_data);
        }
        ::close(data);
        ::close(std::exchange(passive, -1));
        say(cut ? "426 cut" : "226 done");
    }

    void retrieve(const FtpFile& file) {
        std::string bytes = file.bytes.substr(std::min(rest, file.bytes.size()));
        rest = 0;
        const bool cut = server.cuts > 0 && bytes.size() > server.cut_after;
        if (cut) bytes.resize(server.cut_after), --server.cuts;
        send_data(bytes, cut, server.after_retr);
    }

    void about_file(const std::string& command, std::string name) {
        name = name.substr(name.rfind('/') + 1);
        const auto found = server.files.find(name);
        if (found == server.files.end()) return say("550 no such file");
        if (command == "SIZE") return say("213 " + std::to_string(found->second.bytes.size()));
        if (command == "MDTM") return say("213 " + ftp_time(found->second.modified));
        retrieve(found->second);
    }

    /// True when the command was about TLS, or comes too early without it.
    bool begin_tls(const std::string& command, const std::string& argument) {
        if (command == "AUTH") {
            say("234 go ahead");
            control.encrypt(server.tls.get());
        } else if (!control.encrypted()) {
            say("530 AUTH TLS first");
        } else if (command == "PROT") {
            protects = argument == "P";
            say("200 ok");
        } else if (command == "PBSZ") {
            say("200 ok");
        } else {
            return false;
        }
        return true;
    }

    void answer(const std::string& line) {
        const std::string command = line.substr(0, line.find(' '));
        const std::string argument = line.size() > command.size() ? line.substr(command.size() + 1) : "";
        {
            const std::lock_guard lock(server.mutex_);
            server.commands_.push_back(line);
        }
        if (command == server.hangs_at) return;
        if (server.tls && begin_tls(command, argument)) return;
        if (command == "USER") return login = argument, say("331 password?");
        if (command == "PASS")
            return say(login == server.user && argument == server.password ? "230 welcome" : "530 no");
        if (command == "PWD") return say("257 \"/\"");
        if (command == "CWD")
            return say(argument == "drop" || argument == "/" ? "250 ok" : "550 no such directory");
        if (command == "TYPE") return say("200 ok");
        if (command == "EPSV" && server.knows_epsv) return open_passive(true);
        if (command == "PASV") return open_passive(false);
        if (command == "REST") return rest = std::stoul(argument), say("350 from there");
        if (command == "MLSD" && server.knows_mlsd) return send_data(server.list(true));
        if (command == "LIST") return send_data(server.list(false));
        if (command == "SIZE" || command == "MDTM" || command == "RETR") return about_file(command, argument);
        say(command == "QUIT" ? "221 bye" : "502 unknown");
    }
};

FtpServer::FtpServer() : port_(ftp_listen(listener_)) {
    thread_ = std::thread([this] {
        for (int control; (control = ::accept(listener_, nullptr, nullptr)) >= 0;) {
            const std::lock_guard lock(mutex_);
            sockets_.push_back(control);
            sessions_.emplace_back([this, control] { serve(control); });
        }
    });
}

FtpServer::~FtpServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    for (std::thread& session : sessions_) session.join();
    for (const int socket : sockets_) ::close(socket);
}

void FtpServer::serve(int control) {
    FtpTalk talk{*this, FtpWire(control), -1, false, 0, {}, {}};
    if (hangs_at != "banner") talk.say("220 test");
    for (std::string line; talk.read_line(line);) talk.answer(line);
    ::shutdown(control, SHUT_RDWR);
}

std::string FtpServer::list(bool mlsd) const {
    if (!mlsd && !list_text.empty()) return list_text;
    std::string text;
    for (const auto& [name, file] : files) {
        const std::string size = std::to_string(file.bytes.size());
        if (mlsd)
            text += "type=" + file.type + ";size=" + size + ";modify=" + ftp_time(file.modified) + "; " +
                    name + "\r\n";
        else
            text += (file.type == "file" ? "-" : "d") + ("rw-r--r-- 1 a b " + size) + " Jan  1  2026 " +
                    name + "\r\n";
    }
    return text;
}

std::string FtpServer::url(const std::string& path, const std::string& scheme) const {
    return scheme + "://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<std::string> FtpServer::commands() const {
    const std::lock_guard lock(mutex_);
    return commands_;
}

std::size_t FtpServer::count(const std::string& command) const {
    std::size_t found = 0;
    for (const std::string& line : commands()) found += line.starts_with(command);
    return found;
}

} // namespace moisson::test
