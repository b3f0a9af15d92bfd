#include "core/text/hmac.hpp"

#include "core/text/ascii.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace moisson {

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest, &length))
        throw std::runtime_error("OpenSSL failed to compute HMAC-SHA-256");
    return to_hex({reinterpret_cast<const char*>(digest), length});
}

} // namespace moisson
