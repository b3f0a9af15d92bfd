// The linker sends the program's read() here (--wrap=read), so that a short read can happen anywhere: files
// give short reads when a signal, a pipe or a network file system is behind them.
#include "tests/fuzz/support/bytes.hpp"

#include <algorithm>
#include <unistd.h>

namespace {

std::uint64_t state = 0; ///< 0: reads are left alone

} // namespace

extern "C" {

ssize_t __real_read(int descriptor, void* to, std::size_t size);

ssize_t __wrap_read(int descriptor, void* to, std::size_t size) {
    if (state == 0) return __real_read(descriptor, to, size);
    state ^= state << 13, state ^= state >> 7, state ^= state << 17; // xorshift: never 0 again
    const std::uint64_t most = state % 4 == 0 ? 4 : 250;             // each costs a system call
    return __real_read(descriptor, to, std::min<std::size_t>(size, 1 + (state >> 2) % most));
}
}

namespace moisson::fuzz {

ReadInPieces::ReadInPieces(std::string_view input) { state = hash_of(input) | 1; }
ReadInPieces::~ReadInPieces() { state = 0; }

} // namespace moisson::fuzz
