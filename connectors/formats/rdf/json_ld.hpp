// JSON-LD → triples: the subset that catalogues use, element by element of the outermost lists.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/rdf/rdf_terms.hpp"

#include <string>

namespace moisson {

/// Reads the whole document: one object, an array, or an object with "@graph"; what is held in memory is one
/// element of an outermost list (a data set). Understands @context (inside, or built in: see
/// json_ld_context.hpp), @id, @type, @value, @language, @list and @set (as repeated properties), @reverse,
/// nested nodes, and aliases of these. Throws FormatError.
void read_json_ld(const OpenBytes& open, const std::string& base, RdfSink& sink);

} // namespace moisson
