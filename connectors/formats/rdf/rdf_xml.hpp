// RDF/XML → triples, streaming, on our own XML parser: its limits, no DOCTYPE, no network, no file.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/rdf/rdf_terms.hpp"

#include <memory>
#include <string>

namespace moisson {

/// Reads the whole document. `base`: its address. Understands what the W3C's grammar of 2014 does (typed
/// nodes, property attributes, parseType Resource, Collection and Literal, rdf:ID, nodeID, li, xml:base,
/// xml:lang); of an XML literal the text. Constructs that the grammar forbids are read as far as they have
/// one meaning. Throws FormatError with line and column.
void read_rdf_xml(std::unique_ptr<ByteSource> bytes, const std::string& base, RdfSink& sink);

} // namespace moisson
