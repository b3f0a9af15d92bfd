#include "tests/fuzz/support/bytes.hpp"

#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

namespace moisson::fuzz {
namespace {

void show(const char* title, std::string_view text) {
    if (text.empty()) return;
    std::fprintf(stderr, "%s (%zu bytes): ", title, text.size());
    for (const char c : text.substr(0, 600))
        if (c >= 0x20 && c < 0x7f)
            std::fputc(c, stderr);
        else
            std::fprintf(stderr, "\\x%02x", static_cast<unsigned char>(c));
    std::fputc('\n', stderr);
}

} // namespace

void require(bool holds, std::string_view sentence, std::string_view detail, std::string_view other) {
    if (holds) return;
    std::fprintf(stderr, "PROPERTY BROKEN: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
    show("  one", detail);
    show("other", other);
    std::abort();
}

MemoryFile::MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    require(descriptor_ >= 0, "the system gives memory files");
    for (std::string_view rest = bytes; !rest.empty();) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        require(written > 0, "a memory file can be written");
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    path_ = "/proc/self/fd/" + std::to_string(descriptor_);
}

MemoryFile::~MemoryFile() { ::close(descriptor_); }

std::uint64_t hash_of(std::string_view input) {
    std::uint64_t hash = 14695981039346656037u; // FNV-1a
    for (const char c : input) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return hash;
}

std::vector<std::string_view> cut_at_lines(std::string_view input, std::string_view mark) {
    std::vector<std::string_view> pieces;
    const std::string line = "\n" + std::string(mark) + "\n";
    for (std::size_t at; (at = input.find(line)) != std::string_view::npos;) {
        pieces.push_back(input.substr(0, at));
        input.remove_prefix(at + line.size());
    }
    pieces.push_back(input);
    return pieces;
}

} // namespace moisson::fuzz
