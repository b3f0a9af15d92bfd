#include "connectors/http/connection.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

namespace moisson {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto result_tuple = asio::as_tuple(asio::use_awaitable);

std::string seconds(Millis time) {
    if (time.count() % 1000 == 0) return std::to_string(time.count() / 1000) + " s";
    return std::to_string(time.count()) + " ms";
}

} // namespace

Connection::Connection(asio::any_io_executor executor, Url origin)
    : origin_(std::move(origin)), plain_(executor), limit_(executor, [this] { close(); }) {}

void Connection::close() {
    boost::system::error_code ignored;
    socket().close(ignored);
}

HttpFault Connection::timeout(const char* code, Millis time) const {
    const std::string_view name(code);
    std::string what = " sent nothing more for ";
    if (name == "timeout.connect") what = " did not accept a connection within ";
    if (name == "timeout.tls") what = " did not finish the TLS handshake within ";
    if (name == "timeout.first-byte") what = " did not begin to answer within ";
    if (name == "timeout.total") what = " did not finish within ";
    return transient_fault(code, origin_.authority() + what + seconds(time));
}

HttpFault Connection::dial_fault(const boost::system::error_code& error) const {
    if (error == asio::error::connection_refused)
        return transient_fault("network.refused", origin_.authority() +
                                                      " refuses connections on that port: the "
                                                      "server is down, or the port is wrong");
    return transient_fault("network.unreachable",
                           "no connection to " + origin_.authority() + " (" + error.message() + ")");
}

HttpFault Connection::transfer_fault(const boost::system::error_code& error) const {
    if (const auto refused = refused_client(origin_, error)) return *refused;
    return transient_fault("network.reset",
                           origin_.authority() + " broke the connection (" + error.message() + ")");
}

asio::awaitable<void> Connection::connect(Addresses candidates, std::uint16_t port, DialLimits limits) {
    const auto deadline = std::chrono::steady_clock::now() + limits.connect;
    boost::system::error_code last = asio::error::host_unreachable;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left <= left.zero()) throw timeout("timeout.connect", limits.connect);
        // A silent first address must leave time for the next one.
        const auto share =
            i + 1 < candidates.size() ? std::min<decltype(left)>(left, limits.connect / 3) : left;
        close();
        limit_.start(share);
        const auto [error] = co_await plain_.async_connect(tcp::endpoint(candidates[i], port), result_tuple);
        limit_.stop();
        if (!error) {
            boost::system::error_code ignored;
            plain_.set_option(tcp::no_delay(true), ignored);
            co_return;
        }
        last = limit_.expired() ? asio::error::timed_out : error;
    }
    if (last == asio::error::timed_out) throw timeout("timeout.connect", limits.connect);
    throw dial_fault(last);
}

asio::awaitable<void> Connection::start_tls(TlsContext context, Millis time) {
    context_ = std::move(context);
    tls_.emplace(std::move(plain_), *context_);
    expect_host(*tls_, origin_);
    limit_.start(time);
    const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, result_tuple);
    limit_.stop();
    if (limit_.expired()) throw timeout("timeout.tls", time);
    if (error) throw tls_fault(*tls_, origin_, error);
}

asio::awaitable<void> Connection::write(std::string_view bytes, Millis time) {
    limit_.start(time);
    boost::system::error_code error;
    if (tls_)
        error = std::get<0>(co_await asio::async_write(*tls_, asio::buffer(bytes), result_tuple));
    else
        error = std::get<0>(co_await asio::async_write(plain_, asio::buffer(bytes), result_tuple));
    limit_.stop();
    if (limit_.expired()) throw timeout("timeout.idle", time);
    if (error) throw transfer_fault(error);
}

asio::awaitable<ReadResult> Connection::read_some(asio::mutable_buffer buffer, Millis time,
                                                  const char* timeout_code) {
    limit_.start(time);
    boost::system::error_code error;
    ReadResult result;
    if (tls_)
        std::tie(error, result.bytes) = co_await tls_->async_read_some(buffer, result_tuple);
    else
        std::tie(error, result.bytes) = co_await plain_.async_read_some(buffer, result_tuple);
    limit_.stop();
    if (limit_.expired()) throw timeout(timeout_code, time);
    if (error == asio::error::eof)
        result.clean_end = true;
    else if (error == asio::ssl::error::stream_truncated)
        result.torn_end = true;
    else if (error)
        throw transfer_fault(error);
    co_return result;
}

} // namespace moisson
