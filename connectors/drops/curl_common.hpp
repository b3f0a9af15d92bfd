// What every use of libcurl here needs: started once, and sockets to checked addresses only.
#pragma once
#include "connectors/http/resolver.hpp"

#include <curl/curl.h>
#include <string>

namespace moisson {

/// Throws std::runtime_error when libcurl cannot be started.
void start_libcurl();

/// A socket when `to` is one of the checked addresses, else CURL_SOCKET_BAD.
curl_socket_t open_checked_socket(const Addresses& allowed, const curl_sockaddr& to);

/// "host:port:address,address" for CURLOPT_RESOLVE.
std::string pinned_addresses(const std::string& host, std::uint16_t port, const Addresses& addresses);

} // namespace moisson
