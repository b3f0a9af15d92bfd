// One document of a feed to one part of the spool, tried again when the fault may pass.
#pragma once
#include "connectors/fetch/access.hpp"
#include "connectors/fetch/receiver.hpp"
#include "connectors/fetch/retries.hpp"

#include <algorithm>

namespace moisson {

/// io thread. Lives as long as one fetch; the connection is kept between its documents.
class Transfer {
public:
    /// Throws HttpFault for a configuration that cannot be used. The references must live as long.
    Transfer(const FetchRequest& request, const Url& home, SecretBag& secrets,
             std::shared_ptr<Network> network);

    /// 200, 203: the document is a new part of spool(). 304: no part. Throws HttpFault, the part then is
    /// gone, or std::system_error when our disk fails.
    boost::asio::awaitable<HttpAnswer> get(HttpRequest request);

    Spool& spool() { return spool_; }
    /// Pages that an interrupted run brought count for this one, too.
    void count(std::uint64_t bytes) { left_ -= std::min(left_, bytes); }

private:
    boost::asio::awaitable<HttpAnswer> attempt(HttpRequest request, Receiver& receiver);

    const FetchRequest& request_;
    Access access_;
    HttpClient client_;
    Spool spool_;
    Retries retries_;
    std::uint64_t left_; ///< bytes that this run may still bring
};

} // namespace moisson
