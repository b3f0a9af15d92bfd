// [source] of a feed file → the request: headers, query, credentials, with the secrets filled in.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "connectors/http/http_client.hpp"

namespace moisson {

/// The secrets that were filled in, to take them out of every message.
class SecretBag {
public:
    explicit SecretBag(SecretReader reader) : reader_(std::move(reader)) {}

    /// Replaces each {secret:NAME}. Throws HttpFault "secret.unavailable".
    std::string fill(const std::string& text);
    /// A secret that came another way (an access token).
    void remember(std::string value);
    static bool has_reference(const std::string& text) { return text.find("{secret:") != std::string::npos; }
    /// `message` with every known value replaced by ***.
    std::string scrub(std::string message) const;

private:
    SecretReader reader_;
    std::vector<std::string> values_;
};

/// "Basic …" of RFC 7617.
std::string basic_credentials(const std::string& user, const std::string& password);

/// The first request of a feed, without validators. Throws HttpFault.
HttpRequest first_request(const SourceConfig& source, SecretBag& secrets);

} // namespace moisson
