// Making files last: fsync of a file and of the directory that names it.
#pragma once
#include <filesystem>

namespace moisson {

/// Throws StoreError 74.
void sync_file(const std::filesystem::path& file);
void sync_file_and_directory(const std::filesystem::path& file);

} // namespace moisson
