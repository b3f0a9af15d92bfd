#include "daemon/web/http_server.hpp"
#include "daemon/service/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <map>
#include <pwd.h>
#include <set>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace moisson::web {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t body_piece = 256 * 1024;

using Stream = beast::basic_stream<asio::generic::stream_protocol>;
using Message = http::response<http::string_body>;

struct Peer {
    std::string name;    ///< for the log
    std::string address; ///< what connections are counted by
    bool local = false;
};

Response too_large(const std::string& what) { return problem(413, what); }

/// One connection: requests one after the other until somebody has enough.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Stream stream, Peer peer, const Handler& handler, const ServerLimits& limits)
        : stream_(std::move(stream)), peer_(std::move(peer)), handler_(handler), limits_(limits) {}

    const Peer& peer() const { return peer_; }

    /// Ends now when idle or sending a file, else after the answer under way.
    void finish() {
        closing_ = true;
        if (!busy_ || sending_) stream_.cancel();
    }

    asio::awaitable<void> serve() {
        while (!closing_ && co_await wait_for_request()) {
            busy_ = true;
            const bool go_on = co_await serve_one();
            busy_ = false;
            if (!go_on) break;
        }
        error_code ignored;
        stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
        co_await drain();
        stream_.socket().close(ignored);
    }

private:
    auto token() { return asio::redirect_error(asio::use_awaitable, error_); }

    /// Closing over unread bytes would reset the connection, and the client would not see why it was refused.
    asio::awaitable<void> drain() {
        stream_.expires_after(std::chrono::seconds(1));
        buffer_.clear();
        for (int reads = 0; reads < 64 && !closing_; ++reads) {
            co_await stream_.async_read_some(buffer_.prepare(4096), token());
            if (error_) co_return;
        }
    }

    /// The idle limit runs until the first byte, then the header deadline begins.
    asio::awaitable<bool> wait_for_request() {
        if (buffer_.size() == 0) {
            stream_.expires_after(limits_.idle);
            const std::size_t got = co_await stream_.async_read_some(buffer_.prepare(4096), token());
            if (error_) co_return false;
            buffer_.commit(got);
        }
        stream_.expires_after(limits_.header_deadline);
        co_return true;
    }

    asio::awaitable<bool> serve_one() {
        http::request_parser<http::string_body> parser;
        parser.header_limit(static_cast<std::uint32_t>(limits_.headers));
        parser.body_limit(limits_.body);
        co_await http::async_read_header(stream_, buffer_, parser, token());
        if (error_ == http::error::body_limit) co_return co_await refuse_body();
        if (error_) co_return co_await refuse_header(parser.get().target().empty());
        if (auto refusal = refuse_request(parser)) co_return co_await answer(*refusal, true, false);
        co_await http::async_read(stream_, buffer_, parser, token());
        if (error_ == http::error::body_limit) co_return co_await refuse_body();
        if (error_) co_return false;
        const bool head = parser.get().method() == http::verb::head;
        const bool close = closing_ || !parser.get().keep_alive();
        Response response = co_await handle(request_of(parser.get()));
        co_return co_await answer(std::move(response), close, head);
    }

    asio::awaitable<bool> refuse_body() {
        co_return co_await answer(too_large("the body is larger than 64 KiB"), true, false);
    }

    asio::awaitable<bool> refuse_header(bool in_request_line) {
        if (error_ == http::error::header_limit) {
            co_return co_await answer(problem(in_request_line ? 414 : 431,
                                              "the limits are 8 KiB for the request line and "
                                              "16 KiB for all headers"),
                                      true, false);
        }
        if (error_ == beast::error::timeout || error_ == http::error::end_of_stream ||
            error_ == http::error::partial_message ||
            error_.category() != http::make_error_code({}).category())
            co_return false;
        co_return co_await answer(problem(400, "this is not an HTTP/1.1 request: " + error_.message()), true,
                                  false);
    }

    std::optional<Response> refuse_request(const http::request_parser<http::string_body>& parser) const {
        const auto& request = parser.get();
        const std::string_view target(request.target().data(), request.target().size());
        if (target.size() > limits_.request_line)
            return problem(414, "the request line is longer than 8 KiB");
        if (target.empty() || target.front() != '/') return problem(400, "the target must be a path");
        if (request.count(http::field::host) > 1) return problem(400, "more than one Host header");
        const bool has_body = parser.chunked() || parser.content_length().value_or(0) > 0;
        if (has_body && request.method() != http::verb::post) return too_large("this method takes no body");
        return std::nullopt;
    }

    Request request_of(const http::request<http::string_body>& message) const {
        const std::string_view target(message.target().data(), message.target().size());
        const std::size_t query = target.find('?');
        Request request;
        request.method = message.method() == http::verb::head ? "GET" : std::string(message.method_string());
        request.path = target.substr(0, query);
        if (query != std::string_view::npos) request.query = target.substr(query + 1);
        request.host = std::string(message[http::field::host]);
        request.origin = std::string(message[http::field::origin]);
        request.body = message.body();
        request.peer = peer_.name;
        request.address = peer_.address;
        request.head = message.method() == http::verb::head;
        request.if_none_match = std::string(message[http::field::if_none_match]);
        request.if_range = std::string(message[http::field::if_range]);
        request.range = std::string(message[http::field::range]);
        request.accept_encoding = std::string(message[http::field::accept_encoding]);
        request.authorization = std::string(message[http::field::authorization]);
        request.forwarded_for = std::string(message["X-Forwarded-For"]);
        request.local = peer_.local;
        return request;
    }

    asio::awaitable<Response> handle(Request request) {
        stream_.expires_never(); // a handler may wait for the store
        std::string failure;
        try {
            co_return co_await handler_(std::move(request));
        } catch (const std::exception& error) {
            failure = error.what();
        }
        log::event(log::Level::error, "web.handler-failed", {{"error", failure}});
        co_return problem(500, "the log says why");
    }

    asio::awaitable<bool> answer(Response response, bool close, bool head) {
        Message message(static_cast<http::status>(response.status), 11);
        message.reason(reason(response.status));
        message.set(http::field::content_type, response.content_type);
        message.set("X-Content-Type-Options", "nosniff");
        message.set(http::field::cache_control, "no-store");
        message.set("Referrer-Policy", "no-referrer");
        for (const auto& [name, value] : response.headers) message.set(name, value);
        message.keep_alive(!close);
        const bool without_body = response.status == 304 || response.status == 204;
        if (!without_body)
            message.content_length(response.stream ? response.stream->size() : response.body.size());
        if (!head && !response.stream) message.body() = std::move(response.body);
        stream_.expires_after(limits_.idle);
        http::response_serializer<http::string_body> serializer(message);
        if (head || response.stream)
            co_await http::async_write_header(stream_, serializer, token());
        else
            co_await http::async_write(stream_, serializer, token());
        if (!head && response.stream && !error_) co_await send(*response.stream);
        co_return !error_ && !close;
    }

    /// Each piece has the idle limit to leave: a reader that stands still is left, a slow one is not.
    asio::awaitable<void> send(BodySource& source) {
        sending_ = true;
        for (std::uint64_t left = source.size(); left > 0 && !error_;) {
            stream_.expires_never(); // the disk may be slow
            const std::string_view piece = co_await source.next(body_piece);
            if (piece.empty() || closing_) error_ = http::error::partial_message; // the length was promised
            left -= std::min<std::uint64_t>(left, piece.size());
            stream_.expires_after(limits_.idle);
            if (!error_) co_await asio::async_write(stream_, asio::buffer(piece), token());
        }
        sending_ = false;
    }

    Stream stream_;
    Peer peer_;
    const Handler& handler_;
    const ServerLimits& limits_;
    beast::flat_buffer buffer_{256 * 1024};
    error_code error_;
    bool busy_ = false, closing_ = false, sending_ = false;
};

Peer peer_of(const asio::ip::tcp::socket& socket) {
    error_code ignored;
    const auto remote = socket.remote_endpoint(ignored);
    const std::string address = remote.address().to_string(ignored);
    return {address + ":" + std::to_string(remote.port()), address, false};
}

std::string account_name(::uid_t uid) {
    const passwd* account = ::getpwuid(uid);
    return account ? std::string(account->pw_name) : "uid " + std::to_string(uid);
}

Peer peer_of(asio::local::stream_protocol::socket& socket) {
    ucred credentials{};
    ::socklen_t size = sizeof credentials;
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return {"unknown", "unix", true};
    return {account_name(credentials.uid) + " (uid " + std::to_string(credentials.uid) + ", pid " +
                std::to_string(credentials.pid) + ")",
            "unix", true};
}

template<class Protocol>
class Listener final : public Server {
public:
    Listener(asio::io_context& io, typename Protocol::acceptor acceptor, Handler handler, ServerLimits limits)
        : io_(io), acceptor_(std::move(acceptor)), handler_(std::move(handler)), limits_(limits), room_(io) {
        room_.expires_at(asio::steady_timer::time_point::max());
        auto ended = [](std::exception_ptr) {};
        asio::co_spawn(io_, accept_loop(), ended);
    }

    void stop() override {
        stopping_ = true;
        error_code ignored;
        acceptor_.close(ignored);
        room_.cancel();
        for (const auto& session : std::set(sessions_)) session->finish();
    }

    unsigned short port() const override {
        if constexpr (std::is_same_v<Protocol, asio::ip::tcp>) {
            error_code ignored;
            return acceptor_.local_endpoint(ignored).port();
        }
        return 0;
    }

    unsigned connections() const override { return static_cast<unsigned>(sessions_.size()); }

private:
    asio::awaitable<void> accept_loop() {
        while (!stopping_) {
            error_code error;
            if (sessions_.size() >= limits_.connections) { // full: wait until a session ends
                room_.expires_at(asio::steady_timer::time_point::max());
                co_await room_.async_wait(asio::redirect_error(asio::use_awaitable, error));
                continue;
            }
            typename Protocol::socket socket(io_);
            co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
            if (stopping_) break;
            if (error)
                co_await pause_after(error);
            else
                start(std::move(socket));
        }
    }

    /// No descriptor left, or a connection that died before we saw it: never a busy loop.
    asio::awaitable<void> pause_after(error_code accept_error) {
        log::event(log::Level::warn, "web.accept-failed", {{"error", accept_error.message()}});
        error_code ignored;
        room_.expires_after(std::chrono::milliseconds(200));
        co_await room_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

    void start(typename Protocol::socket socket) {
        Peer peer = peer_of(socket);
        if (per_address_[peer.address] >= limits_.connections_per_address) return; // closes it
        ++per_address_[peer.address];
        auto session = std::make_shared<Session>(
            Stream(asio::generic::stream_protocol::socket(std::move(socket))), peer, handler_, limits_);
        sessions_.insert(session);
        auto ended = [this, session](std::exception_ptr) { end(session); };
        asio::co_spawn(io_, session->serve(), ended);
    }

    void end(const std::shared_ptr<Session>& session) {
        sessions_.erase(session);
        const auto counted = per_address_.find(session->peer().address);
        if (counted != per_address_.end() && --counted->second == 0) per_address_.erase(counted);
        room_.cancel();
    }

    asio::io_context& io_;
    typename Protocol::acceptor acceptor_;
    Handler handler_;
    ServerLimits limits_;
    asio::steady_timer room_;
    std::set<std::shared_ptr<Session>> sessions_;
    std::map<std::string, unsigned> per_address_;
    bool stopping_ = false;
};

asio::ip::tcp::endpoint parse_endpoint(const std::string& text, const std::string& section) {
    const std::size_t colon = text.rfind(':');
    std::string host = text.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    const std::string port = colon == std::string::npos ? "" : text.substr(colon + 1);
    const bool digits =
        !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
    if (error || !digits || std::stoul(port) > 65535)
        throw ListenError("[" + section + "] listen = \"" + text +
                          "\" is not ADDRESS:PORT, e.g. 127.0.0.1:8642 or [::1]:8642");
    return {address, static_cast<unsigned short>(std::stoul(port))};
}

[[noreturn]] void cannot_listen(const std::string& where, const error_code& error,
                                const std::string& section) {
    std::string text = "cannot listen on " + where + ": " + error.message();
    if (error == asio::error::address_in_use)
        text += "; another program has it, choose another one with [" + section + "] listen";
    throw ListenError(text);
}

/// A socket file that a crash left behind refuses connections; one that answers belongs to somebody.
bool is_stale_socket(asio::io_context& io, const std::filesystem::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
    error_code error;
    asio::local::stream_protocol::socket probe(io);
    probe.connect(path.string(), error);
    return error == asio::error::connection_refused;
}

} // namespace

std::unique_ptr<Server> listen_tcp(asio::io_context& io, const std::string& address, bool allow_remote,
                                   Handler handler, ServerLimits limits, const std::string& section) {
    const auto endpoint = parse_endpoint(address, section);
    if (!endpoint.address().is_loopback() && !allow_remote)
        throw ListenError(
            "[" + section + "] listen = \"" + address +
            "\" is not a loopback address: the status page is for this machine only; put a proxy "
            "with access control before it");
    error_code error;
    asio::ip::tcp::acceptor acceptor(io);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) cannot_listen(address, error, section);
    return std::make_unique<Listener<asio::ip::tcp>>(io, std::move(acceptor), std::move(handler), limits);
}

std::unique_ptr<Server> listen_unix(asio::io_context& io, const std::filesystem::path& path, Handler handler,
                                    ServerLimits limits) {
    if (path.string().size() > 107)
        throw ListenError("[control] socket = \"" + path.string() +
                          "\" is longer than 107 bytes; choose a shorter path in moisson.toml");
    if (is_stale_socket(io, path)) ::unlink(path.c_str());
    error_code error;
    asio::local::stream_protocol::acceptor acceptor(io);
    acceptor.open({}, error);
    const ::mode_t before =
        ::umask(0117); // the file appears with mode 0660, there is no moment with another one
    if (!error) acceptor.bind(path.string(), error);
    ::umask(before);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) cannot_listen(path.string(), error, "control");
    return std::make_unique<Listener<asio::local::stream_protocol>>(io, std::move(acceptor),
                                                                    std::move(handler), limits);
}

} // namespace moisson::web
