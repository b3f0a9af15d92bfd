#include "connectors/drops/drop_access.hpp"

#include "connectors/http/fault.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace moisson {

namespace {

/// A line end in a user name would be a second command.
std::string one_line(std::string text, const char* what) {
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        throw permanent_fault("secret.unavailable",
                              std::string(what) + " of the feed holds a control character");
    return text;
}

void check_key_file(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || ::access(file.c_str(), R_OK) != 0)
        throw permanent_fault("ssh.key-file", "the private key " + file + " cannot be read (" +
                                                  std::strerror(errno) + "): check [source.ssh] key");
    if ((status.st_mode & 077) != 0)
        throw permanent_fault("ssh.key-file",
                              "the private key " + file +
                                  " can be read by others on this machine: chmod 600 it (and replace "
                                  "the key)");
}

} // namespace

DropAccess drop_access(const SourceConfig& source, SecretBag& secrets) {
    DropAccess access;
    access.url = parse_drop_url(secrets.fill(source.url));
    access.tls = {source.tls_ca, source.tls_client_certificate, source.tls_client_key};
    if (source.auth.type == "basic") {
        access.username = one_line(secrets.fill(source.auth.username), "the user name");
        access.password = one_line(secrets.fill(source.auth.password), "the password");
    }
    if (access.url.scheme != "sftp") return access;
    access.host_key = parse_ssh_host_key(source.ssh_host_key);
    if (!access.host_key)
        throw permanent_fault("config.bad-value", "[source.ssh] host_key is not a public key");
    if (source.ssh_key.empty()) return access;
    check_key_file(source.ssh_key);
    access.key_file = source.ssh_key;
    access.username = one_line(secrets.fill(source.ssh_username), "the user name");
    access.passphrase = secrets.fill(source.ssh_passphrase);
    return access;
}

} // namespace moisson
