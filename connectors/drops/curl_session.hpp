// One connection to an SFTP or FTP server, by libcurl.
#pragma once
#include "connectors/http/http_limits.hpp"
#include "connectors/http/resolver.hpp"
#include "connectors/http/tls.hpp"
#include "core/text/ssh_key.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

namespace moisson {

/// Where to, and as whom. Secrets are filled in.
struct DropAccess {
    Url url;
    Addresses addresses; ///< checked; nothing else is dialled, for data connections neither
    std::string username, password;
    std::string key_file, passphrase;   ///< SFTP: our private key
    std::optional<SshHostKey> host_key; ///< SFTP: always
    TlsFiles tls;
    bool encrypted() const { return url.scheme == "ftps"; }
};

/// What a server says about one file.
struct DropFacts {
    std::optional<std::uint64_t> size;
    std::optional<std::int64_t> modified; ///< seconds since 1970
    bool operator==(const DropFacts&) const = default;
};

/// Blocking; one thread at a time. Everything throws HttpFault, or boost::system::system_error
/// (operation_aborted) within a second after `cancelled` became true. After a fault: start a new one.
class CurlSession {
public:
    CurlSession(DropAccess access, const HttpLimits& limits, const Deadline& deadline,
                std::shared_ptr<std::atomic<bool>> cancelled);
    ~CurlSession();

    /// Paths are encoded as in a URL. `mlsd`: nothing when the server does not know that command.
    std::optional<std::string> list(const std::string& path, bool mlsd);
    DropFacts facts(const std::string& path);
    /// The bytes from `from` on. What `take` throws comes out of here. Throws "http.truncated" when less than
    /// the server announced came.
    void download(const std::string& path, std::uint64_t from,
                  const std::function<void(std::string_view)>& take);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace moisson
