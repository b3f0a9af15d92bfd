#include "connectors/http/reachable.hpp"

#include "connectors/http/fault.hpp"

namespace moisson {

namespace asio = boost::asio;

asio::awaitable<Addresses> reachable_addresses(const Url& url, Resolver& resolver,
                                               const AddressPolicy& policy, const std::string& own_listener) {
    Addresses candidates;
    if (url.is_ipv4 || url.is_ipv6)
        candidates = {asio::ip::make_address(url.host)};
    else
        candidates = co_await resolver.resolve(url.host);
    Addresses allowed;
    std::string_view refused;
    for (const auto& address : candidates) {
        std::string_view verdict = policy.verdict(address);
        if (address.to_string() + ":" + std::to_string(url.port) == own_listener) verdict = "self";
        if (verdict.empty())
            allowed.push_back(address);
        else
            refused = verdict;
    }
    if (allowed.empty())
        throw permanent_fault("blocked.address",
                              url.shown() + " is at an address that feeds must not reach (" +
                                  std::string(refused) +
                                  "); the operator can open a network with allow_private in "
                                  "moisson.toml");
    co_return allowed;
}

} // namespace moisson
