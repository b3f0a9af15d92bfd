#include "tests/support/http_server.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace moisson::test {

namespace {

using SslContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

/// Blocking socket of one connection, plain or TLS.
class SocketPeer final : public Peer {
public:
    SocketPeer(int socket, SSL_CTX* context, const std::atomic<bool>& stopping)
        : socket_(socket), stopping_(stopping) {
        if (!context) return;
        ssl_ = SSL_new(context);
        SSL_set_fd(ssl_, socket_);
        if (SSL_accept(ssl_) != 1) let_alert_arrive();
    }
    ~SocketPeer() override {
        if (ssl_) SSL_free(ssl_);
        ::close(socket_);
    }

    void send(std::string_view bytes) override {
        while (alive() && !bytes.empty()) {
            const auto sent = ssl_ ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                   : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) open_ = false;
            if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    void sleep(std::chrono::milliseconds time) override {
        const auto end = std::chrono::steady_clock::now() + time;
        while (alive() && std::chrono::steady_clock::now() < end) {
            pollfd gone{socket_, POLLRDHUP, 0};
            ::poll(&gone, 1, 10);
            if (gone.revents & (POLLRDHUP | POLLHUP | POLLERR)) open_ = false;
        }
    }
    void hang() override { sleep(std::chrono::hours(1)); }
    void close() override {
        if (ssl_ && alive()) SSL_shutdown(ssl_);
        tear();
    }
    void tear() override {
        ::shutdown(socket_, SHUT_RDWR);
        open_ = false;
    }
    void reset() override {
        const linger hard{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        open_ = false;
    }
    bool alive() const override { return open_ && !stopping_; }

    /// "" at the end of the stream.
    std::string receive() {
        while (alive()) {
            pollfd ready{socket_, POLLIN, 0};
            if ((!ssl_ || SSL_pending(ssl_) == 0) && ::poll(&ready, 1, 20) == 0) continue;
            char bytes[16384];
            const auto got =
                ssl_ ? SSL_read(ssl_, bytes, sizeof bytes) : ::recv(socket_, bytes, sizeof bytes, 0);
            if (got <= 0) open_ = false;
            if (got > 0) return std::string(bytes, static_cast<std::size_t>(got));
        }
        return {};
    }

private:
    /// Closing a socket that holds unread bytes resets it, and the client would never see why it is refused.
    void let_alert_arrive() {
        open_ = false;
        ::shutdown(socket_, SHUT_WR);
        char bytes[4096];
        pollfd ready{socket_, POLLIN, 0};
        while (::poll(&ready, 1, 1000) > 0 && ::recv(socket_, bytes, sizeof bytes, 0) > 0) {
        }
    }

    int socket_;
    SSL* ssl_ = nullptr;
    const std::atomic<bool>& stopping_;
    bool open_ = true;
};

void read_header_line(Request& request, const std::string& line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) return;
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    request.headers[lower(line.substr(0, colon))] = value == std::string::npos ? "" : line.substr(value);
}

/// False when the client sent no other request.
bool read_request(SocketPeer& peer, std::string& buffer, Request& request) {
    std::size_t end;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
        const std::string more = peer.receive();
        if (more.empty()) return false;
        buffer += more;
        if (buffer[0] == '\x16')
            peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"), peer.close(); // TLS on a plain port
    }
    const std::string head = buffer.substr(0, end);
    buffer.erase(0, end + 4);
    const std::size_t first = head.find(' '), second = head.find(' ', first + 1);
    request.method = head.substr(0, first);
    request.target = head.substr(first + 1, second - first - 1);
    request.path = request.target.substr(0, request.target.find('?'));
    for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2))
        read_header_line(request, head.substr(at + 2, head.find("\r\n", at + 2) - at - 2));
    const std::size_t length =
        request.header("content-length").empty() ? 0 : std::stoul(request.header("content-length"));
    while (buffer.size() < length) {
        const std::string more = peer.receive();
        if (more.empty()) return false;
        buffer += more;
    }
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    return true;
}

} // namespace

std::string Request::header(const std::string& lower_name) const {
    const auto it = headers.find(lower_name);
    return it == headers.end() ? "" : it->second;
}

std::string Request::query(const std::string& name) const {
    const std::size_t mark = target.find('?');
    std::string rest = mark == std::string::npos ? "" : "&" + target.substr(mark + 1);
    const std::size_t at = rest.find("&" + name + "=");
    if (at == std::string::npos) return "";
    rest = rest.substr(at + name.size() + 2);
    return rest.substr(0, rest.find('&'));
}

struct HttpServer::State {
    std::atomic<bool> stopping{false};
    std::atomic<unsigned> accepted{0};
    SslContext tls{nullptr, &SSL_CTX_free};
    int listener = -1;
    unsigned short port = 0;
    mutable std::mutex mutex; // handlers, log, threads: touched by the test and by the connections
    std::map<std::string, Handler> handlers;
    Handler fallback;
    std::vector<Request> log;
    struct Worker {
        std::thread thread;
        std::shared_ptr<std::atomic<bool>> ended;
    };
    std::vector<Worker> workers;
    std::thread acceptor;

    Handler take(const Request& request) {
        const std::lock_guard lock(mutex);
        const auto it = handlers.find(request.path);
        if (it == handlers.end() && fallback) return fallback; // thousands of requests: it keeps its own log
        log.push_back(request);
        return it == handlers.end() ? answers("404 Not Found", "") : it->second;
    }

    void serve(int socket) {
        SocketPeer peer(socket, tls.get(), stopping);
        std::string buffer;
        for (Request request; read_request(peer, buffer, request); request = {}) take(request)(request, peer);
    }

    void accept_all() {
        while (!stopping) {
            pollfd ready{listener, POLLIN, 0};
            if (::poll(&ready, 1, 20) <= 0) continue;
            const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) continue;
            ++accepted;
            const std::lock_guard lock(mutex);
            join_ended();
            auto ended = std::make_shared<std::atomic<bool>>(false);
            workers.push_back({std::thread([this, socket, ended] {
                                   serve(socket);
                                   *ended = true;
                               }),
                               ended});
        }
    }

    /// Their stacks would add up.
    void join_ended() {
        std::erase_if(workers, [](Worker& worker) {
            if (*worker.ended) worker.thread.join();
            return !worker.thread.joinable();
        });
    }
};

HttpServer::HttpServer(ServerTls tls) : state_(std::make_shared<State>()) {
    std::signal(SIGPIPE, SIG_IGN); // SSL_write has no MSG_NOSIGNAL
    if (!tls.certificate.empty()) {
        state_->tls.reset(SSL_CTX_new(TLS_server_method()));
        SSL_CTX_set_security_level(state_->tls.get(), 0); // weak certificates are what some tests are about
        if (SSL_CTX_use_certificate_chain_file(state_->tls.get(), tls.certificate.c_str()) != 1 ||
            SSL_CTX_use_PrivateKey_file(state_->tls.get(), tls.key.c_str(), SSL_FILETYPE_PEM) != 1)
            throw std::runtime_error("cannot use the certificate " + tls.certificate.string());
        if (!tls.client_ca.empty()) {
            SSL_CTX_load_verify_locations(state_->tls.get(), tls.client_ca.c_str(), nullptr);
            SSL_CTX_set_verify(state_->tls.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        }
    }
    state_->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(state_->listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(state_->listener, 128) != 0 ||
        ::getsockname(state_->listener, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        throw std::runtime_error("cannot listen on a loopback port");
    state_->port = ntohs(address.sin_port);
    state_->acceptor = std::thread([state = state_.get()] { state->accept_all(); });
}

HttpServer::~HttpServer() {
    state_->stopping = true;
    state_->acceptor.join();
    for (State::Worker& worker : state_->workers) worker.thread.join();
    ::close(state_->listener);
}

void HttpServer::on(const std::string& path, Handler handler) {
    const std::lock_guard lock(state_->mutex);
    state_->handlers[path] = std::move(handler);
}

void HttpServer::otherwise(Handler handler) {
    const std::lock_guard lock(state_->mutex);
    state_->fallback = std::move(handler);
}

std::string HttpServer::url(std::string_view path) const {
    return std::string(state_->tls ? "https" : "http") + "://127.0.0.1:" + std::to_string(port()) +
           std::string(path);
}

unsigned short HttpServer::port() const { return state_->port; }
unsigned HttpServer::connections() const { return state_->accepted; }

std::vector<Request> HttpServer::log() const {
    const std::lock_guard lock(state_->mutex);
    return state_->log;
}

std::string response(std::string_view status_and_reason, std::string_view body,
                     const std::vector<std::pair<std::string, std::string>>& headers) {
    std::string text = "HTTP/1.1 " + std::string(status_and_reason) + "\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

Handler answers(std::string_view status_and_reason, std::string_view body,
                const std::vector<std::pair<std::string, std::string>>& headers) {
    return
        [text = response(status_and_reason, body, headers)](const Request&, Peer& peer) { peer.send(text); };
}

} // namespace moisson::test
