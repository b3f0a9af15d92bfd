// The two fast digests of change detection (ARCHITECTURE.md, "Two digests make it fast"). Not cryptographic:
// what we publish is signed with SHA-256, see core/text/sha256.hpp.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace moisson {

/// 128 bits of XXH3. Equal bytes give equal digests on every machine; 0/0 means "none yet".
struct Digest128 {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend auto operator<=>(const Digest128&, const Digest128&) = default;
    explicit operator bool() const { return low != 0 || high != 0; }
};

Digest128 digest128(std::string_view bytes);
std::uint64_t digest64(std::string_view bytes, std::uint64_t seed = 0);
std::string to_hex(const Digest128& digest); ///< 32 lower-case hexadecimal digits

} // namespace moisson
