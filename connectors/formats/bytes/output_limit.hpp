// How much a compressed file may become.
#pragma once
#include <cstdint>

namespace moisson {

struct OutputLimit {
    std::uint64_t max_bytes = 0; ///< of the decompressed file
    /// Throws FormatError when `output` bytes came out of `input` compressed ones and that is too much.
    void check(std::uint64_t input, std::uint64_t output) const;
};

} // namespace moisson
