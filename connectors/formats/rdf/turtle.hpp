// Turtle and N-Triples → triples, streaming, by serd.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/rdf/rdf_terms.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace moisson {

/// What is wrong without being a reason to refuse the document.
struct TurtleDoubts {
    std::uint64_t unbound = 0;  ///< triples left out, because a prefix in them is not declared
    std::string unbound_prefix; ///< the first of them
    std::string tolerated;      ///< the first slip that could be read over, with its place; "" = none
};

/// Reads the whole document, also IRIs that the grammar forbids. Throws FormatError with line and column: a
/// syntax error refuses the document, because what follows it would be missing.
TurtleDoubts read_turtle(std::unique_ptr<ByteSource> bytes, const std::string& base, RdfSink& sink);

} // namespace moisson
