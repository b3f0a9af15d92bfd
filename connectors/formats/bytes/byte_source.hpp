// Bytes of one file, front to back. Plain read(): mapped pages would count against the memory limit.
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>

namespace moisson {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Up to `size` bytes; 0 = the clean end. Throws FormatError (unreadable, corrupt, truncated, too big).
    virtual std::size_t read(char* to, std::size_t size) = 0;
    /// Reads until `size` bytes or the end.
    std::size_t read_fully(char* to, std::size_t size);
};

/// Opens the same bytes again from the start: encodings are decided by looking ahead.
using OpenBytes = std::function<std::unique_ptr<ByteSource>()>;

std::unique_ptr<ByteSource> open_file(const std::filesystem::path& file);

} // namespace moisson
