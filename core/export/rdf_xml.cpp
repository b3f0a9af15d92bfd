#include "core/export/rdf_text.hpp"
#include "core/export/rdf_triples.hpp"
#include "core/text/rdf_namespaces.hpp"
#include "core/text/utf8.hpp"

namespace moisson {

namespace {

using rdf::Node;

/// For text and for attributes in quotes. XML 1.0 has no way to write most control characters: they are left
/// out.
std::string xml_escaped(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) {
            const auto point = next_code_point(text, at);
            append_utf8(out, point == 0xFFFE || point == 0xFFFF ? 0xFFFD : point);
            continue;
        }
        ++at;
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\n' || c == '\r' || c == '\t')
            out += c == '\n' ? "&#10;" : c == '\r' ? "&#13;" : "&#9;"; // as they are, also in attributes
        else if (byte >= 0x20)
            out += c;
    }
    return out;
}

class RdfXmlWriter {
public:
    explicit RdfXmlWriter(const rdf::Document& document) : document_(document) {}

    std::string write() {
        out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF "
               "xmlns:rdf=\"" NS_RDF "\"";
        for (const auto& [name, iri] : document_.prefixes)
            out_ += "\n    xmlns:" + name + "=\"" + xml_escaped(iri) + '"';
        out_ += ">\n";
        for (const Node& node : document_.nodes) append_node(node, "  ");
        out_ += "</rdf:RDF>\n";
        return std::move(out_);
    }

private:
    void append_node(const Node& node, const std::string& indent) {
        const std::string element = node.types.empty() ? "rdf:Description" : node.types.front();
        out_ += indent + '<' + element;
        if (!node.id.empty()) out_ += " rdf:about=\"" + xml_escaped(node.id) + '"';
        out_ += ">\n";
        for (std::size_t i = 1; i < node.types.size(); ++i)
            out_ += indent + "  <rdf:type rdf:resource=\"" + xml_escaped(expanded(node.types[i])) + "\"/>\n";
        for (const auto& [property, object] : node.properties)
            append_property(property, object, indent + "  ");
        out_ += indent + "</" + element + ">\n";
    }

    void append_property(const std::string& property, const rdf::Object& object, const std::string& indent) {
        out_ += indent + '<' + property;
        if (const auto* iri = std::get_if<rdf::Iri>(&object)) {
            out_ += " rdf:resource=\"" + xml_escaped(iri->text) + "\"/>\n";
            return;
        }
        if (const auto* literal = std::get_if<rdf::Literal>(&object)) {
            if (!literal->language.empty()) out_ += " xml:lang=\"" + literal->language + '"';
            if (!literal->datatype.empty())
                out_ += " rdf:datatype=\"" + xml_escaped(expanded(literal->datatype)) + '"';
            out_ += '>' + xml_escaped(literal->text);
        } else {
            out_ += ">\n";
            append_node(std::get<std::vector<Node>>(object).front(), indent + "  ");
            out_ += indent;
        }
        out_ += "</" + property + ">\n";
    }

    /// "xsd:dateTime" → the IRI.
    std::string expanded(const std::string& name) const {
        const std::size_t colon = name.find(':');
        for (const auto& [prefix, iri] : document_.prefixes)
            if (colon != std::string::npos && name.substr(0, colon) == prefix)
                return iri + name.substr(colon + 1);
        return name;
    }

    const rdf::Document& document_;
    std::string out_;
};

} // namespace

std::string rdf_xml_of(const std::string& jsonld) {
    const rdf::Document document = rdf::read_document(jsonld);
    return RdfXmlWriter(document).write();
}

} // namespace moisson
