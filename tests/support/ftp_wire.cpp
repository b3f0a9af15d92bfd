#include "tests/support/ftp_wire.hpp"

#include <csignal>
#include <openssl/err.h>
#include <stdexcept>
#include <sys/socket.h>

namespace moisson::test {

bool FtpWire::encrypt(SSL_CTX* context) {
    tls_.reset(::SSL_new(context));
    ::SSL_set_fd(tls_.get(), socket_);
    return ::SSL_accept(tls_.get()) == 1;
}

void FtpWire::send(const std::string& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
        const std::size_t rest = text.size() - sent;
        const long count = tls_ ? ::SSL_write(tls_.get(), text.data() + sent, static_cast<int>(rest))
                                : ::send(socket_, text.data() + sent, rest, MSG_NOSIGNAL);
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
    }
}

bool FtpWire::receive(std::string& buffer) {
    char chunk[512];
    const long got =
        tls_ ? ::SSL_read(tls_.get(), chunk, sizeof chunk) : ::recv(socket_, chunk, sizeof chunk, 0);
    if (got <= 0) return false;
    buffer.append(chunk, static_cast<std::size_t>(got));
    return true;
}

void FtpWire::finish(bool torn) {
    if (tls_ && !torn) ::SSL_shutdown(tls_.get());
    tls_.reset();
    ::shutdown(socket_, SHUT_WR);
}

std::shared_ptr<SSL_CTX> ftp_certificate(const std::string& pem) {
    // A client that leaves while SSL_write is at work must not end the test program.
    ::signal(SIGPIPE, SIG_IGN);
    const std::shared_ptr<SSL_CTX> context(::SSL_CTX_new(::TLS_server_method()), ::SSL_CTX_free);
    if (::SSL_CTX_use_certificate_chain_file(context.get(), pem.c_str()) != 1 ||
        ::SSL_CTX_use_PrivateKey_file(context.get(), pem.c_str(), SSL_FILETYPE_PEM) != 1)
        throw std::runtime_error("the test's certificate cannot be used: " + pem);
    return context;
}

} // namespace moisson::test
