#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/bytes/output_limit.hpp"

namespace moisson {

/// bzip2, xz and zstd files, by libarchive.
std::unique_ptr<ByteSource> open_compressed(const std::filesystem::path& file, const OutputLimit& limit);

} // namespace moisson
