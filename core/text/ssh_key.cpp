#include "core/text/ssh_key.hpp"

#include "core/text/base64.hpp"
#include "core/text/sha256.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace moisson {
namespace {

constexpr std::string_view fingerprint_mark = "SHA256:";
constexpr std::array<std::string_view, 5> key_types = {
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"};

std::vector<std::string_view> key_words(std::string_view text) {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; (at = text.find_first_not_of(" \t\r\n", at)) != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

/// A key begins with its own type: four bytes of length, then the name.
bool begins_with_type(std::string_view key, std::string_view type) {
    return key.size() > 4 + type.size() && key.substr(0, 3) == std::string_view("\0\0\0", 3) &&
           static_cast<unsigned char>(key[3]) == type.size() && key.substr(4, type.size()) == type;
}

} // namespace

std::string ssh_fingerprint(std::string_view key) {
    const std::string hex = sha256_hex(key);
    std::string digest;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        digest += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    std::string text = base64_encode(digest);
    while (text.ends_with('=')) text.pop_back();
    return std::string(fingerprint_mark) + text;
}

std::optional<SshHostKey> parse_ssh_host_key(std::string_view text) {
    const auto words = key_words(text);
    if (words.size() == 1 && words[0].starts_with(fingerprint_mark)) {
        std::string_view digest = words[0].substr(fingerprint_mark.size());
        if (digest.ends_with('=')) digest.remove_suffix(1);
        const auto bytes = base64_decode(digest);
        if (!bytes || bytes->size() != 32) return std::nullopt;
        return SshHostKey{"", "", std::string(fingerprint_mark) + std::string(digest)};
    }
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (std::find(key_types.begin(), key_types.end(), words[i]) == key_types.end()) continue;
        const auto key = base64_decode(words[i + 1]);
        if (!key || !begins_with_type(*key, words[i])) return std::nullopt;
        return SshHostKey{std::string(words[i]), std::string(words[i + 1]), ssh_fingerprint(*key)};
    }
    return std::nullopt;
}

} // namespace moisson
