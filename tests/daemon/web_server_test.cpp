// The server against clients that are slow, rude or too many, over real sockets.
#include "daemon/web/http_server.hpp"
#include "tests/support/paths.hpp"

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace moisson;
using namespace std::chrono_literals;

namespace {

boost::asio::awaitable<web::Response> echo(web::Request request) {
    if (request.path == "/throws") throw std::runtime_error("secret detail");
    web::Response response;
    response.body = request.method + " " + request.path + " " + request.body;
    if (request.local) response.body += " from " + request.peer;
    co_return response;
}

/// A server on a thread of its own, with short limits.
class Running {
public:
    Running() {
        web::ServerLimits limits;
        limits.header_deadline = 300ms;
        limits.idle = 500ms;
        limits.connections = 8;
        limits.connections_per_address = 6;
        server_ = web::listen_tcp(io_, "127.0.0.1:0", false, echo, limits);
        port_ = server_->port();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~Running() {
        boost::asio::post(io_, [this] { server_->stop(); });
        thread_.join();
    }
    int connect() const {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port_);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        const timeval limit{5, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        return fd;
    }

private:
    boost::asio::io_context io_;
    std::unique_ptr<web::Server> server_;
    unsigned short port_ = 0;
    std::thread thread_;
};

void send_text(int fd, const std::string& text) { ::send(fd, text.data(), text.size(), MSG_NOSIGNAL); }

/// Everything until the server closes.
std::string read_all(int fd) {
    std::string text;
    char chunk[4096];
    for (ssize_t n; (n = ::recv(fd, chunk, sizeof chunk, 0)) > 0;)
        text.append(chunk, static_cast<std::size_t>(n));
    ::close(fd);
    return text;
}

std::string ask(const Running& server, const std::string& request) {
    const int fd = server.connect();
    send_text(fd, request);
    return read_all(fd);
}

std::string first_line(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }

} // namespace

TEST_CASE("one request, one answer, with the headers that keep browsers honest") {
    Running server;
    const std::string answer = ask(server, "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(first_line(answer) == "HTTP/1.1 200 OK");
    CHECK(answer.find("X-Content-Type-Options: nosniff") != std::string::npos);
    CHECK(answer.find("Cache-Control: no-store") != std::string::npos);
    CHECK(answer.ends_with("GET /x "));
}

TEST_CASE("HEAD has the length and no body") {
    Running server;
    const std::string answer =
        ask(server, "HEAD /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(answer.find("Content-Length: 7") != std::string::npos);
    CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("pipelined requests are answered one at a time, in order") {
    Running server;
    std::string requests;
    for (int i = 0; i < 50; ++i)
        requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const std::string answer =
        ask(server, requests + "GET /end HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    std::size_t at = 0;
    for (int i = 0; i < 50; ++i) {
        at = answer.find("GET /" + std::to_string(i) + " ", at);
        REQUIRE(at != std::string::npos);
    }
    CHECK(answer.ends_with("GET /end "));
}

TEST_CASE("what is not a small, well-formed request is refused with its status") {
    Running server;
    const std::string host = "Host: localhost\r\n";
    struct Case {
        const char* sentence;
        std::string request, status;
    };
    for (const Case& c : {
             Case{"a request line over 8 KiB",
                  "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", "414"},
             Case{"a request line over everything",
                  "GET /" + std::string(40000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", "414"},
             Case{"headers over 16 KiB",
                  "GET / HTTP/1.1\r\n" + host + "X: " + std::string(20000, 'a') + "\r\n\r\n", "431"},
             Case{"a body with GET", "GET / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc", "413"},
             Case{"a body over 64 KiB",
                  "POST / HTTP/1.1\r\n" + host + "Content-Length: 70000\r\n\r\n" + std::string(70000, 'a'),
                  "413"},
             Case{"not HTTP", "hello\r\n\r\n", "400"},
             Case{"two lengths",
                  "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400"},
             Case{"length and chunked",
                  "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                  "400"},
             Case{"two hosts", "GET / HTTP/1.1\r\n" + host + "Host: evil.example\r\n\r\n", "400"},
             Case{"an absolute target", "GET http://evil.example/ HTTP/1.1\r\n" + host + "\r\n", "400"},
             Case{"CONNECT", "CONNECT evil.example:80 HTTP/1.1\r\n" + host + "\r\n", "400"},
         }) {
        CAPTURE(c.sentence);
        const std::string answer = ask(server, c.request);
        CHECK(answer.substr(0, 12) == "HTTP/1.1 " + c.status);
        CHECK(answer.find("application/problem+json") != std::string::npos);
    }
}

TEST_CASE("a failure inside is a 500 without details") {
    Running server;
    const std::string answer =
        ask(server, "GET /throws HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(answer.starts_with("HTTP/1.1 500"));
    CHECK(answer.find("secret detail") == std::string::npos);
}

TEST_CASE("a client that sends its headers drop by drop, or nothing, is left") {
    Running server;
    const auto start = std::chrono::steady_clock::now();
    const int slow = server.connect();
    std::thread dripping([&] {
        for (int i = 0; i < 30; ++i) {
            send_text(slow, "G");
            std::this_thread::sleep_for(50ms);
        }
    });
    const int silent = server.connect();
    CHECK(read_all(silent).empty());
    CHECK(std::chrono::steady_clock::now() - start < 3s);
    dripping.join();
    CHECK(read_all(slow).empty());
}

TEST_CASE("too many connections wait; when some end, the next are served") {
    Running server;
    std::vector<int> idle;
    for (int i = 0; i < 20; ++i)
        idle.push_back(server.connect()); // six are kept, the others of this address closed
    std::this_thread::sleep_for(100ms);
    for (int fd : idle) ::close(fd);
    std::this_thread::sleep_for(100ms);
    CHECK(first_line(ask(server, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) ==
          "HTTP/1.1 200 OK");
}

TEST_CASE("only loopback addresses are listened on, and a taken port is said") {
    boost::asio::io_context io;
    for (const char* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:80"})
        CHECK_THROWS_WITH_AS(web::listen_tcp(io, address, false, echo), doctest::Contains("not a loopback"),
                             web::ListenError);
    for (const char* address :
         {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:8x", "example.org:80"})
        CHECK_THROWS_AS(web::listen_tcp(io, address, false, echo), web::ListenError);
    auto first = web::listen_tcp(io, "127.0.0.1:0", false, echo);
    CHECK_THROWS_WITH_AS(web::listen_tcp(io, "127.0.0.1:" + std::to_string(first->port()), false, echo),
                         doctest::Contains("another program has it"), web::ListenError);
    first->stop();
    io.run();
}

TEST_CASE("the Unix socket is for owner and group, knows its peer, and replaces one that a crash left") {
    test::TempDir dir;
    const auto path = dir / "control.sock";
    {
        boost::asio::io_context io; // left behind: the file stays when nobody unlinks it
        auto crashed = web::listen_unix(io, path, echo);
        crashed->stop();
        io.run();
    }
    boost::asio::io_context io;
    auto server = web::listen_unix(io, path, echo);
    CHECK_THROWS_AS(web::listen_unix(io, path, echo), web::ListenError); // a living one is not
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0660);
    std::thread thread([&] { io.run(); });
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    send_text(fd, "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(read_all(fd).find("pid " + std::to_string(::getpid())) != std::string::npos);
    boost::asio::post(io, [&] { server->stop(); });
    thread.join();
}
