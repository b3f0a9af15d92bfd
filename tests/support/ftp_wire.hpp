// One connection of the FTP server of the tests, plain or under TLS.
#pragma once
#include <memory>
#include <openssl/ssl.h>
#include <string>

namespace moisson::test {

class FtpWire {
public:
    explicit FtpWire(int socket) : socket_(socket) {}
    /// False when the client does not want this certificate.
    bool encrypt(SSL_CTX* context);
    void send(const std::string& text);
    /// Adds what came to `buffer`; false at the end.
    bool receive(std::string& buffer);
    /// With close_notify under TLS; `torn`: without.
    void finish(bool torn = false);
    bool encrypted() const { return tls_ != nullptr; }

private:
    struct Free {
        void operator()(SSL* tls) const { ::SSL_free(tls); }
    };
    int socket_;
    std::unique_ptr<SSL, Free> tls_;
};

/// Certificate and key from one PEM file. Throws std::runtime_error.
std::shared_ptr<SSL_CTX> ftp_certificate(const std::string& pem);

} // namespace moisson::test
