// Answers of CSW 2.0.2 (GetRecords) → raw records.
#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// Each part is one answer, with records in ISO 19139 or, from servers that know nothing else, csw:Record.
/// Services and maps are left out, but counted when there are no selectors. Throws FormatError
/// "portal.refused" for an ExceptionReport. DecoderReport::next is nextRecord as written, total
/// numberOfRecordsMatched.
std::unique_ptr<Decoder> open_csw_decoder(const SourceConfig& source,
                                          std::vector<std::filesystem::path> parts,
                                          const std::vector<std::string>& selectors);

} // namespace moisson
