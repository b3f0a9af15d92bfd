// A key that comes in record after record, recognised without reading it again.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace moisson {

/// A string as it is written, quotes included, to be recognised where it comes again.
class JsonToken {
public:
    static constexpr std::size_t longest = 32; ///< bytes; so many are readable behind the window

    /// `text`: between the quotes, plain. True when it is short enough.
    bool assign(std::string_view text) {
        if (text.size() + 2 > longest) return false;
        size_ = text.size() + 2;
        std::memset(bytes_, 0, sizeof bytes_);
        bytes_[0] = bytes_[size_ - 1] = '"';
        std::memcpy(bytes_ + 1, text.data(), text.size());
        for (std::size_t i = 0; i < 2; ++i) {
            const std::size_t inside = std::min<std::size_t>(size_ > 8 * i ? size_ - 8 * i : 0, 8);
            mask_[i] = 0;
            std::memset(&mask_[i], 0xFF, inside);
        }
        return true;
    }
    bool stands_at(const char* at) const {
        std::uint64_t here[2], wanted[2];
        std::memcpy(here, at, sizeof here);
        std::memcpy(wanted, bytes_, sizeof wanted);
        const std::uint64_t differs = ((here[0] ^ wanted[0]) & mask_[0]) | ((here[1] ^ wanted[1]) & mask_[1]);
        return differs == 0 && (size_ <= 16 || std::memcmp(at + 16, bytes_ + 16, size_ - 16) == 0);
    }
    std::size_t size() const { return size_; }
    std::string_view text() const { return {bytes_ + 1, size_ - 2}; }

private:
    char bytes_[longest];
    std::uint64_t mask_[2] = {~std::uint64_t{0},
                              ~std::uint64_t{0}}; ///< of the first 16 bytes, those that count
    std::size_t size_ = 0;
};

} // namespace moisson
