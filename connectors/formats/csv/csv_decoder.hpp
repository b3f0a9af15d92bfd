#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// See open_decoder. A selector is a column name.
std::unique_ptr<Decoder> open_csv_decoder(const SourceConfig& source,
                                          std::vector<std::filesystem::path> parts,
                                          const std::vector<std::string>& selectors,
                                          std::string_view charset_hint);

} // namespace moisson
