// Decodes on a thread of its own while the records are mapped and compared.
#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// The same records, errors and report as `decoder` itself; it is read some hundred kilobytes ahead. The
/// report is complete after the last record or the error.
std::unique_ptr<Decoder> read_ahead(std::unique_ptr<Decoder> decoder);

} // namespace moisson
