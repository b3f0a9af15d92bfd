// HMAC-SHA-256 (RFC 2104): digests that only the holder of a key can make.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// 64 lower-case hexadecimal digits.
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);

} // namespace moisson
