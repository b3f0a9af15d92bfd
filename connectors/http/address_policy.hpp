// The wall against requests forged through a feed (SSRF): which addresses may be dialled at all.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace moisson {

/// "" for an ordinary public address, else its class: loopback, private, link-local, cgnat, multicast,
/// unspecified, teredo, nat64, reserved. Addresses that embed an IPv4 address (mapped, 6to4, NAT64) have the
/// class of that one.
std::string_view blocked_class(const boost::asio::ip::address& address);

/// Networks that the operator of this machine opened ([http.client] allow_private); a feed file cannot.
class AddressPolicy {
public:
    /// Throws std::invalid_argument naming an entry that is neither an address nor a CIDR network.
    explicit AddressPolicy(const std::vector<std::string>& allowed_networks = {});

    /// "" when it may be dialled, else the class that forbids it.
    std::string_view verdict(const boost::asio::ip::address& address) const;

private:
    std::vector<std::variant<boost::asio::ip::network_v4, boost::asio::ip::network_v6>> allowed_;
};

} // namespace moisson
