// Names → addresses without ever blocking the io thread: blocking look-ups on four threads, each with a
// deadline.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class thread_pool;
}

namespace moisson {

using Addresses = std::vector<boost::asio::ip::address>;

/// What one look-up came to. Empty `failure` and no address: the name exists, without address.
struct LookupResult {
    Addresses addresses;
    std::string failure;    ///< "Name or service not known"
    bool temporary = false; ///< the name server did not answer properly
};
using Lookup = std::function<LookupResult(const std::string& host)>;
LookupResult system_lookup(const std::string& host); ///< getaddrinfo, blocking

/// Used on the io thread. Feeds of one host share a look-up, so that a hung name holds one thread at most.
class Resolver {
public:
    explicit Resolver(Lookup lookup = system_lookup,
                      std::chrono::milliseconds deadline = std::chrono::milliseconds(5000));
    ~Resolver(); ///< never waits for a look-up that hangs

    /// At least one address. Throws HttpFault "network.dns" or "timeout.dns".
    boost::asio::awaitable<Addresses> resolve(std::string host);

private:
    struct Pending;
    std::shared_ptr<Pending> start(const std::string& host);

    Lookup lookup_;
    std::chrono::milliseconds deadline_;
    std::unique_ptr<boost::asio::thread_pool> pool_;
    std::map<std::string, std::weak_ptr<Pending>> pending_;
};

} // namespace moisson
