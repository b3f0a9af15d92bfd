// What every syntax of RDF is read into: triples, one at a time, in the order of the document.
#pragma once
#include "core/text/rdf_namespaces.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace moisson {

namespace rdf_name {
inline constexpr std::string_view rdf = NS_RDF;
inline constexpr std::string_view type = NS_RDF "type";
inline constexpr std::string_view first = NS_RDF "first";
inline constexpr std::string_view rest = NS_RDF "rest";
inline constexpr std::string_view nil = NS_RDF "nil";
} // namespace rdf_name

struct RdfTerm {
    enum class Kind : std::uint8_t { iri, blank, literal };
    Kind kind = Kind::iri;
    std::string_view value;    ///< IRI as written after resolution, label of a blank node, or text
    std::string_view language; ///< of a literal, as written ("fr", "FR-fr", "***")
    std::string_view datatype; ///< of a literal; "" = none
    bool cut = false;          ///< the literal is longer than format_limit::rdf_literal: only its beginning

    bool is_node() const { return kind != Kind::literal; }
};

inline RdfTerm iri_term(std::string_view iri) { return {RdfTerm::Kind::iri, iri, {}, {}, false}; }
inline RdfTerm blank_term(std::string_view label) { return {RdfTerm::Kind::blank, label, {}, {}, false}; }
/// A text longer than format_limit::rdf_literal is cut.
RdfTerm literal_term(std::string_view text, std::string_view language = {}, std::string_view datatype = {});

/// Called by a reader; views live until the call returns.
class RdfSink {
public:
    virtual ~RdfSink() = default;
    /// `subject`: an IRI or a blank node. `predicate`: an IRI.
    virtual void triple(const RdfTerm& subject, std::string_view predicate, const RdfTerm& object) = 0;
};

/// What `reference` means in a document at `base` (RFC 3986, 5.2). Spaces at the ends and line breaks go;
/// nothing is encoded, because an IRI is an identifier here and must stay what the producer wrote.
void resolve_iri(std::string_view base, std::string_view reference, std::string& out);

} // namespace moisson
