// A spooled file as plain bytes: compression and archives are recognised by content.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/bytes/output_limit.hpp"
#include "connectors/formats/sniff.hpp"
#include "core/config/feed.hpp"

namespace moisson {

/// Opens `file` as often as asked. Reading throws FormatError for a corrupt, truncated, encrypted, nested or
/// too large archive, and for one where it is not clear which entry to read. Limits come from
/// `source.limits`.
OpenBytes byte_opener(std::filesystem::path file, const SourceConfig& source, Expected expected);

/// How large any compressed file of this source may become.
OutputLimit output_limit(const SourceConfig& source);

/// The same without a feed: default limits, any compression, one entry.
OpenBytes byte_opener(std::filesystem::path file, Expected expected);

} // namespace moisson
