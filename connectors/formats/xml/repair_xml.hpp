// XML of portals: characters that XML forbids, and that the editors of forms let through, become blanks.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"

#include <cstdint>
#include <memory>

namespace moisson {

/// Reads `bytes` with every control character, U+FFFE and U+FFFF, written as bytes or as a reference
/// ("&#11;"), replaced by as many spaces: one description with a vertical tab must not cost the whole
/// catalogue. A document in UTF-16 (byte order mark) passes as it is. `*replaced` counts; it must live as
/// long as the source.
std::unique_ptr<ByteSource> repair_xml(std::unique_ptr<ByteSource> bytes, std::uint64_t* replaced);

} // namespace moisson
