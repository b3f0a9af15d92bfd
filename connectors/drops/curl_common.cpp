#include "connectors/drops/curl_common.hpp"

#include <algorithm>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>

namespace moisson {

namespace {

/// Null when curl gives an address of another kind.
std::optional<boost::asio::ip::address> address_of(const curl_sockaddr& socket_address) {
    if (socket_address.family == AF_INET) {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(&socket_address.addr);
        return boost::asio::ip::address_v4(ntohl(v4->sin_addr.s_addr));
    }
    if (socket_address.family != AF_INET6) return std::nullopt;
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&socket_address.addr);
    boost::asio::ip::address_v6::bytes_type bytes;
    std::copy_n(v6->sin6_addr.s6_addr, bytes.size(), bytes.begin());
    return boost::asio::ip::address_v6(bytes);
}

} // namespace

void start_libcurl() {
    static const CURLcode started = ::curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error("libcurl cannot be started");
}

curl_socket_t open_checked_socket(const Addresses& allowed, const curl_sockaddr& to) {
    const auto wanted = address_of(to);
    if (!wanted || std::find(allowed.begin(), allowed.end(), *wanted) == allowed.end())
        return CURL_SOCKET_BAD;
    return ::socket(to.family, to.socktype | SOCK_CLOEXEC, to.protocol);
}

std::string pinned_addresses(const std::string& host, std::uint16_t port, const Addresses& addresses) {
    std::string line = host + ":" + std::to_string(port) + ":";
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const auto& address = addresses[i];
        line += (i ? "," : "") + (address.is_v6() ? "[" + address.to_string() + "]" : address.to_string());
    }
    return line;
}

} // namespace moisson
