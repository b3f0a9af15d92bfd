// The central directory of a ZIP file, checked before anything is inflated.
#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace moisson {

struct ZipEntry {
    std::string name; ///< as stored; never used as a path
    std::uint16_t flags = 0, method = 0;
    std::uint32_t crc = 0;
    std::uint64_t compressed = 0, size = 0;
    std::uint64_t offset = 0;    ///< of the local header
    std::uint32_t unix_mode = 0; ///< 0 when not made on Unix

    bool is_directory() const { return name.ends_with('/') || name.ends_with('\\'); }
    bool is_special() const {
        const std::uint32_t type = unix_mode & 0xF000; // 0: not said
        return type != 0 && type != 0x8000 && !is_directory();
    }
    bool is_encrypted() const { return flags & 1; }
};

/// FormatError without a place: an archive has no lines.
[[noreturn]] void refuse_zip(const char* code, const std::string& message);

/// Throws FormatError: truncated, too many entries, entries that overlap, a name with controls, "..", a
/// backslash or an absolute path.
std::vector<ZipEntry> read_zip_directory(std::ifstream& file);

/// Offset of the data of `entry`, after its local header was compared with the directory.
std::uint64_t zip_data_offset(std::ifstream& file, const ZipEntry& entry);

} // namespace moisson
