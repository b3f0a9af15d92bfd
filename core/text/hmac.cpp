#include "core/text/hmac.hpp"
#include "core/text/sha256.hpp"

namespace moisson {
namespace {

constexpr std::size_t hmac_block = 64;

std::string bytes_of_hex(std::string_view hex) {
    const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(nibble(hex[i]) << 4 | nibble(hex[i + 1]));
    return bytes;
}

} // namespace

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
    std::string inner = key.size() > hmac_block ? bytes_of_hex(sha256_hex(key)) : std::string(key);
    inner.resize(hmac_block, '\0');
    std::string outer = inner;
    for (char& c : inner) c = static_cast<char>(c ^ 0x36);
    for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
    Sha256 first;
    first.update(inner);
    first.update(bytes);
    return sha256_hex(outer + bytes_of_hex(first.finish_hex()));
}

} // namespace moisson
