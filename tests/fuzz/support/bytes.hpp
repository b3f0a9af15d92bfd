// What every fuzzer shares: the input as a file that never touches the disk, reads in pieces, and properties.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace moisson::fuzz {

/// Stops the fuzzer with the sentence (what should be true) and the details; the input becomes a reproducer.
void require(bool holds, std::string_view sentence, std::string_view detail = {},
             std::string_view other = {});

/// A file in memory with a path, as the decoders want one.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes);
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    int descriptor_;
    std::filesystem::path path_;
};

/// While one lives, each read() of the program gets a few bytes only, 1 to 250, in an order that the input
/// decides.
class ReadInPieces {
public:
    explicit ReadInPieces(std::string_view input);
    ~ReadInPieces();
    ReadInPieces(const ReadInPieces&) = delete;
    ReadInPieces& operator=(const ReadInPieces&) = delete;
};

/// Decides what the input itself does not say, always in the same way.
std::uint64_t hash_of(std::string_view input);

/// The input cut at lines that hold `mark` alone; at least one piece.
std::vector<std::string_view> cut_at_lines(std::string_view input, std::string_view mark);

} // namespace moisson::fuzz
