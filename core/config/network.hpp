// Addresses and networks as they are written in moisson.toml; shape only, nothing is resolved.
#pragma once
#include <string_view>

namespace moisson {

bool is_listen_address(std::string_view text); ///< "127.0.0.1:8642", "[::1]:8642", "localhost:0"
bool is_network(std::string_view text);        ///< "10.1.0.0/16", "fd00::/8", "192.0.2.7"

} // namespace moisson
