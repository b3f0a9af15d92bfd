// Tokens that have to be asked for before the data: OAuth2 client credentials (RFC 6749 §4.4) and sessions.
#pragma once
#include "connectors/fetch/client_options.hpp"
#include "connectors/http/network.hpp"

namespace moisson {

/// io thread; lives as long as one fetch. Every other type of [source.auth] needs nothing of this.
class Access {
public:
    /// Throws HttpFault for a token_url or secret that cannot be used.
    Access(const FetchRequest& fetch, SecretBag& secrets, std::shared_ptr<Network> network);

    /// Adds the token to the request: the one that other runs of this feed have got, while it is good, else a
    /// new one. Throws HttpFault, "http.auth" when the server of tokens refuses us.
    boost::asio::awaitable<void> authorize(HttpRequest& request);
    /// The data's server has refused the token (401). True once in a fetch: a new one may be better.
    bool renew();

private:
    boost::asio::awaitable<AccessToken> ask();
    HttpRequest token_request() const;
    AccessToken read_answer(const std::string& body) const;
    bool wanted() const { return !key_.empty(); }

    const FetchRequest& fetch_;
    const AuthConfig& auth_;
    SecretBag& secrets_;
    std::shared_ptr<Network> network_;
    Url token_url_;
    std::vector<std::pair<std::string, std::string>> parameters_; ///< filled
    std::string authorization_;                                   ///< of the token request, or ""
    std::string key_; ///< in the cache; "" = this feed has no use for tokens
    bool renewed_ = false;
};

} // namespace moisson
