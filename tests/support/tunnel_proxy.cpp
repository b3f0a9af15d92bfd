#include "tests/support/tunnel_proxy.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <thread>

namespace moisson::test {

using boost::asio::ip::tcp;

namespace {

void shuttle(const std::shared_ptr<tcp::socket>& from, const std::shared_ptr<tcp::socket>& to) {
    std::string buffer(16384, '\0');
    boost::system::error_code error, ignored;
    while (!error) {
        const std::size_t size = from->read_some(boost::asio::buffer(buffer), error);
        if (size) boost::asio::write(*to, boost::asio::buffer(buffer.data(), size), error);
    }
    to->shutdown(tcp::socket::shutdown_send, ignored);
}

} // namespace

struct TunnelProxy::State {
    explicit State(unsigned short port)
        : target(port), acceptor(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {}
    boost::asio::io_context io;
    unsigned short target;
    tcp::acceptor acceptor;
    std::mutex mutex;
    std::vector<std::string> heads;
    std::vector<std::shared_ptr<tcp::socket>> sockets;
    std::vector<std::thread> threads;

    std::shared_ptr<tcp::socket> keep(tcp::socket socket) {
        const std::lock_guard lock(mutex);
        return sockets.emplace_back(std::make_shared<tcp::socket>(std::move(socket)));
    }

    void serve(const std::shared_ptr<tcp::socket>& client) {
        boost::system::error_code error;
        std::string head;
        boost::asio::read_until(*client, boost::asio::dynamic_buffer(head), "\r\n\r\n", error);
        {
            const std::lock_guard lock(mutex);
            heads.push_back(head);
        }
        const auto server = keep(tcp::socket(io));
        server->connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), target), error);
        if (error) return;
        boost::asio::write(*client, boost::asio::buffer(std::string("HTTP/1.1 200 Tunnel open\r\n\r\n")),
                           error);
        std::thread back([=] { shuttle(server, client); });
        shuttle(client, server);
        back.join();
    }
};

TunnelProxy::TunnelProxy(unsigned short target_port) : state_(std::make_shared<State>(target_port)) {
    state_->threads.emplace_back([state = state_.get()] {
        for (boost::system::error_code error;;) {
            tcp::socket socket = state->acceptor.accept(error);
            if (error) return;
            const auto client = state->keep(std::move(socket));
            const std::lock_guard lock(state->mutex);
            state->threads.emplace_back([state, client] { state->serve(client); });
        }
    });
}

TunnelProxy::~TunnelProxy() {
    boost::system::error_code ignored;
    ::shutdown(state_->acceptor.native_handle(), SHUT_RDWR);
    state_->threads.front().join();
    for (const auto& socket : state_->sockets) socket->shutdown(tcp::socket::shutdown_both, ignored);
    for (std::size_t i = 1; i < state_->threads.size(); ++i) state_->threads[i].join();
}

std::string TunnelProxy::url() const {
    return "http://127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port());
}

std::vector<std::string> TunnelProxy::heads() const {
    const std::lock_guard lock(state_->mutex);
    return state_->heads;
}

} // namespace moisson::test
