// The public key of an SSH server, as people copy it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

struct SshHostKey {
    std::string type;        ///< "ssh-ed25519", …; "" when only the fingerprint is known
    std::string blob;        ///< base64, as in known_hosts; "" when only the fingerprint is known
    std::string fingerprint; ///< "SHA256:" and 43 signs of base64, as ssh-keygen -l shows it
};

/// "ssh-ed25519 AAAA…" (a line of a .pub file, of known_hosts or of ssh-keyscan), or "SHA256:…". Nothing when
/// it is neither, or when the key does not hold what its type says.
std::optional<SshHostKey> parse_ssh_host_key(std::string_view text);

/// Of a key's bytes.
std::string ssh_fingerprint(std::string_view key);

} // namespace moisson
