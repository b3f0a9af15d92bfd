// A small file as one string.
#pragma once
#include <filesystem>
#include <string>

namespace moisson {

/// At most 4 MiB and one byte are read, so that a reader can see that a file is too large.
/// Throws std::runtime_error with the system's reason.
std::string read_text_file(const std::filesystem::path& file);

} // namespace moisson
