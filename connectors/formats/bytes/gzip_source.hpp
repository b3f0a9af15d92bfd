#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/bytes/output_limit.hpp"

namespace moisson {

/// The members of a gzip file, one after the other. Checks checksum, length, truncation and that nothing
/// follows.
std::unique_ptr<ByteSource> open_gzip(std::unique_ptr<ByteSource> compressed, const OutputLimit& limit);

} // namespace moisson
