// tar archives (POSIX, GNU, pax), plain or behind any compression.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/sniff.hpp"

#include <string>
#include <string_view>

namespace moisson {

/// Bytes that are enough to know a tar by its first header.
inline constexpr std::size_t tar_header_bytes = 512;
bool is_tar(std::string_view head);

/// Reads the whole archive once: number of the entry that holds the data, chosen as in a ZIP file. Throws
/// FormatError for a dangerous name anywhere, a chosen entry that is no ordinary file (link, device, sparse),
/// too many entries, damage, a missing end, and something behind the end.
std::size_t choose_tar_entry(std::unique_ptr<ByteSource> bytes, const std::string& pattern,
                             Expected expected);

/// The bytes of that entry.
std::unique_ptr<ByteSource> open_tar_entry(std::unique_ptr<ByteSource> bytes, std::size_t number);

} // namespace moisson
