#include "connectors/drops/known_hosts.hpp"

#include <array>
#include <cerrno>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace moisson {

namespace {

/// As libssh2 1.10 knows them, the best first.
constexpr std::array asked_types = {"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
                                    "ecdsa-sha2-nistp521", "ssh-rsa"};

/// No key at all, only its kind counts; libssh2 does not read shorter ones.
const std::string any_key(64, 'A');

} // namespace

KnownHosts::KnownHosts(std::string host, std::uint16_t port, const SshHostKey& pinned)
    : place_("[" + std::move(host) + "]:" + std::to_string(port)), type_known_(!pinned.type.empty()) {
    file_ = ::memfd_create("known_hosts", MFD_CLOEXEC);
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
    path_ = "/proc/self/fd/" + std::to_string(file_);
    if (type_known_)
        write(pinned.type, pinned.blob);
    else
        write(asked_types[0], any_key);
}

KnownHosts::~KnownHosts() { ::close(file_); }

bool KnownHosts::next_type() {
    if (type_known_ || asked_ + 1 == asked_types.size()) return false;
    write(asked_types[++asked_], any_key);
    return true;
}

void KnownHosts::write(const std::string& type, const std::string& blob) {
    const std::string line = place_ + " " + type + " " + blob + "\n";
    if (::ftruncate(file_, 0) != 0 ||
        ::pwrite(file_, line.data(), line.size(), 0) != static_cast<ssize_t>(line.size()))
        throw std::system_error(errno, std::generic_category(), "known_hosts");
}

} // namespace moisson
