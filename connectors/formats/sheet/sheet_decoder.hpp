#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// See open_decoder; types xlsx and ods. A selector is a column name, as for CSV. The digest of a row is
/// taken of the texts of its cells, not of the file: another program that saves the same table changes
/// nothing.
std::unique_ptr<Decoder> open_sheet_decoder(const SourceConfig& source,
                                            std::vector<std::filesystem::path> parts,
                                            const std::vector<std::string>& selectors);

} // namespace moisson
