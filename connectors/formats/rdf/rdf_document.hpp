// One file of RDF, whatever its syntax → a TripleStore.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/rdf/rdf_terms.hpp"
#include "core/model/issue.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

enum class RdfSyntax { xml, turtle, json_ld };

/// Decided by the first bytes: content types and extensions are often wrong.
RdfSyntax rdf_syntax_of(std::string_view head);

/// Reads the whole document into `sink`; what is odd without being a reason to refuse it goes to `warnings`.
/// Throws FormatError for what is no RDF (HTML, nothing, another format) and for what cannot be read.
void read_rdf(const OpenBytes& open, const std::string& base, RdfSink& sink, std::vector<Issue>& warnings);

} // namespace moisson
