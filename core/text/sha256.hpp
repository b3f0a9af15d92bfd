// SHA-256 of what we publish and of what we received, by OpenSSL.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace moisson {

/// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// The same, chunk by chunk. Throws std::runtime_error when OpenSSL refuses to start a digest.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void update(std::string_view bytes);
    std::string finish_hex(); ///< once; then start a new object

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

} // namespace moisson
