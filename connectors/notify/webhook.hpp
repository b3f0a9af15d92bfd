// A message as a signed POST. The receiver checks it with the shared secret:
//     X-Moisson-Timestamp: 1795000000
//     X-Moisson-Signature: sha256=HEX of HMAC-SHA-256(secret, timestamp + "." + body)
#pragma once
#include "connectors/fetch/fetch.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace moisson {

struct WebhookCall {
    std::string url;
    std::string secret; ///< empty: not signed
    std::string body;   ///< JSON
    std::int64_t now = 0;
    AppConfig app; ///< proxy, allow_private, limits
    SecretReader secrets;
    RetryPolicy retry = {};
};

/// "" when a 2xx came, else one sentence without secrets. Tried again by the policy; the whole takes 30 s at
/// most; redirects are not followed. io thread. Throws nothing but boost::system::system_error when it is
/// cancelled.
boost::asio::awaitable<std::string> call_webhook(WebhookCall call, std::shared_ptr<Network> network);

} // namespace moisson
