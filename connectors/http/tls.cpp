#include "connectors/http/tls.hpp"

#include <algorithm>
#include <boost/asio/ssl/error.hpp>
#include <ctime>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace moisson {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

fs::file_time_type newest(const TlsFiles& files) {
    fs::file_time_type stamp{};
    for (const std::string& file : {files.ca, files.client_certificate, files.client_key}) {
        std::error_code ignored;
        if (!file.empty()) stamp = std::max(stamp, fs::last_write_time(file, ignored));
    }
    return stamp;
}

void check(const boost::system::error_code& error, const std::string& file, const char* key) {
    if (error)
        throw permanent_fault("tls.bad-file", "the file " + file + " of [source.tls] " + key +
                                                  " cannot be used: " + error.message());
}

TlsContext make_context(const TlsFiles& files) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    context->set_verify_mode(asio::ssl::verify_peer);
    boost::system::error_code error;
    if (files.ca.empty())
        context->set_default_verify_paths(error);
    else
        context->load_verify_file(files.ca, error);
    check(error, files.ca.empty() ? "of the system's authorities" : files.ca, "ca");
    if (files.client_certificate.empty()) return context;
    context->use_certificate_chain_file(files.client_certificate, error);
    check(error, files.client_certificate, "client_certificate");
    const std::string& key = files.client_key.empty() ? files.client_certificate : files.client_key;
    context->use_private_key_file(key, asio::ssl::context::pem, error);
    check(error, key, "client_key");
    return context;
}

std::string text_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1) return "?";
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
    return text;
}

struct Reason {
    const char* code;
    std::string why;
};

Reason verify_reason(TlsStream& stream, long result) {
    X509* certificate = SSL_get_peer_certificate(stream.native_handle());
    const std::unique_ptr<X509, decltype(&X509_free)> guard(certificate, &X509_free);
    switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return {"tls.certificate-expired",
                "its certificate expired" +
                    (certificate ? " on " + text_of(X509_get0_notAfter(certificate)) : std::string()) +
                    "; its owner must renew it (and check the clock of this machine)"};
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return {"tls.certificate-not-yet-valid",
                "its certificate is valid only from " +
                    (certificate ? text_of(X509_get0_notBefore(certificate)) : std::string("later")) +
                    "; check the clock of this machine"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return {"tls.hostname-mismatch",
                "its certificate is made out to another name; check the host in the url"};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return {"tls.self-signed",
                "its certificate is signed by itself; if that is intended, put it in a file and name "
                "it as [source.tls] ca"};
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return {"tls.unknown-ca",
                "its certificate is signed by an authority that this machine does not know, or the "
                "server leaves out an intermediate certificate; name the missing one as [source.tls] ca"};
    case X509_V_ERR_INVALID_PURPOSE:
        return {"tls.bad-purpose", "its certificate is not made for servers; its owner must get another"};
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
        return {"tls.weak-key", "its certificate has a key that is too short; its owner must get another"};
    case X509_V_ERR_CA_MD_TOO_WEAK:
        return {"tls.weak-signature", "its certificate has a signature that can be forged (SHA-1 or older)"};
    default:
        return {"tls.certificate",
                std::string("its certificate is refused: ") + X509_verify_cert_error_string(result)};
    }
}

Reason handshake_reason(const boost::system::error_code& error) {
    if (error.category() == asio::error::get_ssl_category()) {
        const int reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
        if (reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION ||
            reason == SSL_R_WRONG_SSL_VERSION || reason == SSL_R_NO_PROTOCOLS_AVAILABLE)
            return {"tls.protocol-version",
                    "it speaks only versions of TLS that are no longer safe (1.2 is needed)"};
        if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST)
            return {"tls.handshake",
                    "it does not speak TLS on that port; is the address http:// or the port wrong?"};
    }
    return {"tls.handshake", "the handshake failed (" + error.message() + ")"};
}

} // namespace

TlsContext TlsContexts::get(const TlsFiles& files) {
    const auto stamp = newest(files);
    Entry& entry = entries_[files];
    if (!entry.context || entry.stamp != stamp) entry = {make_context(files), stamp};
    return entry.context;
}

void expect_host(TlsStream& stream, const Url& url) {
    SSL* ssl = stream.native_handle();
    X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
    // Without the flag OpenSSL accepts the common name of a certificate without SAN.
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
                                                    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    std::string host = url.host;
    if (host.ends_with('.')) host.pop_back();
    const bool is_address = url.is_ipv4 || url.is_ipv6;
    if (is_address)
        X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str());
    else
        X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size());
    if (!is_address) SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
}

std::optional<HttpFault> refused_client(const Url& url, const boost::system::error_code& error) {
    if (error.category() != asio::error::get_ssl_category()) return std::nullopt;
    switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_NO_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
        return permanent_fault("tls.client-certificate",
                               url.authority() + " refuses our client certificate, or the lack of one (" +
                                   error.message() +
                                   "): name one that the producer accepts in [source.tls] client_certificate "
                                   "and client_key");
    default:
        return std::nullopt;
    }
}

HttpFault tls_fault(TlsStream& stream, const Url& url, const boost::system::error_code& error) {
    if (const auto refused = refused_client(url, error)) return *refused;
    const long verify = SSL_get_verify_result(stream.native_handle());
    const Reason reason = verify == X509_V_OK ? handshake_reason(error) : verify_reason(stream, verify);
    return permanent_fault(reason.code, "no secure connection to " + url.authority() + ": " + reason.why);
}

} // namespace moisson
