// TLS as moisson wants it: 1.2 or newer, the host name in the certificate's SAN, never "insecure".
#pragma once
#include "connectors/http/fault.hpp"
#include "connectors/http/url.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace moisson {

struct TlsFiles {
    std::string ca;                 ///< PEM; "" = the system's authorities
    std::string client_certificate; ///< PEM chain, with client_key
    std::string client_key;
    auto operator<=>(const TlsFiles&) const = default;
};

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;
using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

/// Loading a bundle of authorities takes milliseconds: contexts are kept and made again when a file changed.
/// io thread.
class TlsContexts {
public:
    /// Throws HttpFault "tls.bad-file" naming the file that cannot be used.
    TlsContext get(const TlsFiles& files);

private:
    struct Entry {
        TlsContext context;
        std::filesystem::file_time_type stamp;
    };
    std::map<TlsFiles, Entry> entries_;
};

/// Server name indication and the check of the certificate against `url`'s host.
void expect_host(TlsStream& stream, const Url& url);

/// Why the handshake failed, in words: "tls.certificate-expired", "tls.hostname-mismatch", "tls.unknown-ca",
/// …
HttpFault tls_fault(TlsStream& stream, const Url& url, const boost::system::error_code& error);

/// "tls.client-certificate" when the server does not want us without a certificate, or not with ours. Under
/// TLS 1.3 it says so only after the handshake.
std::optional<HttpFault> refused_client(const Url& url, const boost::system::error_code& error);

} // namespace moisson
