#include "core/export/rdf_text.hpp"
#include "core/export/rdf_triples.hpp"
#include "core/text/utf8.hpp"

#include <deque>

namespace moisson {

namespace {

using rdf::Node;

void append_turtle_text(std::string& out, const std::string& text) {
    constexpr char hex_digits[] = "0123456789ABCDEF";
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) { // also repairs what is not UTF-8
            append_utf8(out, next_code_point(text, at));
            continue;
        }
        ++at;
        if (c == '"' || c == '\\')
            out.append({'\\', c});
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (byte < 0x20 || byte == 0x7f)
            out.append({'\\', 'u', '0', '0', hex_digits[byte >> 4], hex_digits[byte & 15]});
        else
            out += c;
    }
    out += '"';
}

/// A node with an IRI stands by itself; one without is written where it is used.
class TurtleWriter {
public:
    std::string write(const rdf::Document& document) {
        for (const auto& [name, iri] : document.prefixes) out_ += "@prefix " + name + ": <" + iri + "> .\n";
        for (const Node& node : document.nodes) waiting_.push_back(&node);
        for (; !waiting_.empty(); waiting_.pop_front()) {
            const Node& node = *waiting_.front();
            out_ += '\n' + (node.id.empty() ? std::string("[]") : '<' + node.id + '>');
            append_properties(node, "    ");
            out_ += " .\n";
        }
        return std::move(out_);
    }

private:
    void append_properties(const Node& node, const std::string& indent) {
        const char* before = "\n";
        for (const std::string& type : node.types) {
            out_ += before + indent + "a " + type;
            before = " ;\n";
        }
        for (const auto& [property, object] : node.properties) {
            out_ += before + indent + property + ' ';
            before = " ;\n";
            append_object(object, indent);
        }
    }

    void append_object(const rdf::Object& object, const std::string& indent) {
        if (const auto* iri = std::get_if<rdf::Iri>(&object)) {
            out_ += '<' + iri->text + '>';
        } else if (const auto* literal = std::get_if<rdf::Literal>(&object)) {
            append_turtle_text(out_, literal->text);
            if (!literal->language.empty()) out_ += '@' + literal->language;
            if (!literal->datatype.empty()) out_ += "^^" + literal->datatype;
        } else {
            const Node& node = std::get<std::vector<Node>>(object).front();
            if (!node.id.empty()) {
                out_ += '<' + node.id + '>';
                waiting_.push_back(&node);
                return;
            }
            out_ += '[';
            append_properties(node, indent + "    ");
            out_ += '\n' + indent + ']';
        }
    }

    std::string out_;
    std::deque<const Node*> waiting_;
};

} // namespace

std::string turtle_of(const std::string& jsonld) {
    const rdf::Document document = rdf::read_document(jsonld);
    return TurtleWriter().write(document);
}

} // namespace moisson
