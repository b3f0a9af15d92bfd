// Answers of OAI-PMH 2.0 (ListRecords) → raw records.
#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// Each part is one answer. A header with status="deleted" is a record that its producer withdrew
/// (RawRecord::withdrawn). noRecordsMatch is an empty list. Throws FormatError "portal.token-expired" for
/// badResumptionToken, "portal.refused" for every other error of the protocol. DecoderReport::next is the
/// resumption token.
std::unique_ptr<Decoder> open_oai_decoder(const SourceConfig& source,
                                          std::vector<std::filesystem::path> parts,
                                          const std::vector<std::string>& selectors);

} // namespace moisson
