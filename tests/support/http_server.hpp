// An HTTP(S) server inside the test, on a random loopback port, that a test scripts byte by byte:
//     test::HttpServer server;
//     server.on("/slow", [](const test::Request&, test::Peer& peer) { peer.send("HTTP/1.1 200 OK\r\n");
//     peer.hang(); }); fetch(server.url("/slow"));
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson::test {

struct Request {
    std::string method, target, path, body;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string header(const std::string& lower_name) const;
    std::string query(const std::string& name) const; ///< as sent, not decoded; "" when absent
};

/// The other end of the connection. After close(), reset() or when the client has gone, sending does nothing.
class Peer {
public:
    virtual ~Peer() = default;
    virtual void send(std::string_view bytes) = 0;
    virtual void sleep(std::chrono::milliseconds time) = 0; ///< ends early when the server stops
    virtual void hang() = 0;                                ///< until the server stops
    virtual void close() = 0;                               ///< TLS: with close_notify
    virtual void tear() = 0;                                ///< TLS: TCP closed without close_notify
    virtual void reset() = 0;                               ///< TCP RST
    virtual bool alive() const = 0; ///< false once the server stops or the client went away
};

using Handler = std::function<void(const Request&, Peer&)>;

/// Status line, Content-Length and the headers given, then the body.
std::string response(std::string_view status_and_reason, std::string_view body,
                     const std::vector<std::pair<std::string, std::string>>& headers = {});
/// A handler that always answers that.
Handler answers(std::string_view status_and_reason, std::string_view body,
                const std::vector<std::pair<std::string, std::string>>& headers = {});

struct ServerTls {
    std::filesystem::path certificate, key; ///< empty = plain HTTP
    std::filesystem::path client_ca = {};   ///< only clients with a certificate of this authority
};

/// One thread per connection. A path without handler answers 404. Connections are kept until the client
/// leaves, unless the handler closes them.
class HttpServer {
public:
    explicit HttpServer(ServerTls tls = {}); ///< throws std::runtime_error
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    void on(const std::string& path, Handler handler);
    void otherwise(Handler handler);              ///< for every path that has none of its own
    std::string url(std::string_view path) const; ///< "http://127.0.0.1:PORT/path"
    unsigned short port() const;

    std::vector<Request> log() const; ///< every request so far
    unsigned connections() const;     ///< accepted so far

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace moisson::test
