// The nodes of a JSON-LD document of ours, ready to be written in another syntax.
#pragma once
#include <string>
#include <variant>
#include <vector>

namespace moisson::rdf {

struct Iri {
    std::string text; ///< escaped: what it may not hold is percent-encoded
};
struct Literal {
    std::string text, language, datatype; ///< datatype: "xsd:dateTime", or empty
};
struct Node;
using Object = std::variant<Iri, Literal, std::vector<Node>>; ///< a nested node is a vector of one

struct Node {
    std::string id;                                         ///< IRI, escaped; empty: a blank node
    std::vector<std::string> types;                         ///< "dcat:Dataset"
    std::vector<std::pair<std::string, Object>> properties; ///< by "dct:title", repeated for several values
};

struct Document {
    std::vector<std::pair<std::string, std::string>> prefixes; ///< "dct" → its IRI
    std::vector<Node> nodes; ///< more than one when the document is a @graph
};

/// Throws RdfFormError (core/export/rdf_text.hpp).
Document read_document(const std::string& jsonld);

} // namespace moisson::rdf
