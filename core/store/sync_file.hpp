// Making files last: fsync of a file and of the directory that names it.
#pragma once
#include <filesystem>
#include <string>

namespace moisson {

/// Throws StoreError 74.
void sync_file(const std::filesystem::path& file);
void sync_file_and_directory(const std::filesystem::path& file);
/// An empty file that only its owner may read, so that its content never stands under another mode.
void create_empty(const std::filesystem::path& file);
/// A small file of mode 0600 that appears whole or not at all. Throws StoreError 74 or 77.
void write_durably(const std::filesystem::path& file, const std::string& text);

} // namespace moisson
