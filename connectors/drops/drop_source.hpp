// Files that a producer leaves on an SFTP or FTP server: one file, or the newest of a directory.
#pragma once
#include "connectors/fetch/fetch.hpp"

namespace moisson {

/// See fetch(). Reads only: nothing is deleted, moved or written on the server.
boost::asio::awaitable<FetchOutcome> fetch_drop(FetchRequest request, std::shared_ptr<Network> network);

} // namespace moisson
