#pragma once
#include "connectors/formats/decoder.hpp"

namespace moisson {

/// See open_decoder. A selector is a path of local names from the record element: "a/b", "@c", "a/@d", "."
/// its text, whole_record_selector its JSON; "list//path" stands below the elements of a list (element_mark).
std::unique_ptr<Decoder> open_xml_decoder(const SourceConfig& source,
                                          std::vector<std::filesystem::path> parts,
                                          const std::vector<std::string>& selectors);

} // namespace moisson
