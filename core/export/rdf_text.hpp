// The catalogue as Turtle and RDF/XML. The model is the JSON-LD document that write_catalog() makes: nested
// nodes, one inline context, no other construct of JSON-LD.
#pragma once
#include <stdexcept>
#include <string>

namespace moisson {

/// The text is not a document of the form that write_catalog() makes. what() says what of it.
class RdfFormError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Both are deterministic, say the same triples as the document, and escape whatever producers put into
/// names and addresses: IRIs hold no blank or bracket, XML no character that XML forbids. Throw RdfFormError.
std::string turtle_of(const std::string& jsonld);
std::string rdf_xml_of(const std::string& jsonld);

} // namespace moisson
