#include "core/export/rdf_triples.hpp"

#include "core/export/rdf_text.hpp"

#include <map>
#include <nlohmann/json.hpp>

namespace moisson::rdf {

namespace {

using Json = nlohmann::ordered_json;

/// RFC 3987 and Turtle's IRIREF forbid these; a producer's website may hold them all the same.
std::string escaped_iri(const std::string& text) {
    constexpr char hex_digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool forbidden =
            byte <= 0x20 || byte == 0x7f || std::string_view("<>\"{}|^`\\").find(c) != std::string_view::npos;
        if (!forbidden) {
            out += c;
            continue;
        }
        out.append({'%', hex_digits[byte >> 4], hex_digits[byte & 15]});
    }
    return out;
}

class DocumentReader {
public:
    Document read(const Json& json) {
        if (!json.is_object() || !json.contains("@context") || !json["@context"].is_object())
            throw RdfFormError("the catalogue is not an object with an inline @context");
        for (const auto& [name, meaning] : json["@context"].items()) add_term(name, meaning);
        if (json.contains("@graph"))
            for (const Json& node : json["@graph"]) document_.nodes.push_back(read_node(node));
        else
            document_.nodes.push_back(read_node(json));
        return std::move(document_);
    }

private:
    struct Term {
        std::string property, language;
    };

    void add_term(const std::string& name, const Json& meaning) {
        if (meaning.is_string())
            document_.prefixes.emplace_back(name, meaning.get<std::string>());
        else if (meaning.is_object())
            terms_[name] = {meaning.value("@id", ""), meaning.value("@language", "")};
        else
            throw RdfFormError("the term \"" + name + "\" of the context is neither a text nor an object");
    }

    Node read_node(const Json& json) {
        if (!json.is_object()) throw RdfFormError("a node is not an object");
        Node node;
        for (const auto& [name, value] : json.items()) {
            if (name == "@context") continue;
            if (name == "@id")
                node.id = escaped_iri(value.get<std::string>());
            else if (name == "@type")
                add_types(node, value);
            else
                add_values(node, term(name), value);
        }
        return node;
    }

    static void add_types(Node& node, const Json& value) {
        if (value.is_string()) node.types.push_back(value.get<std::string>());
        if (value.is_array())
            for (const Json& type : value) node.types.push_back(type.get<std::string>());
    }

    Term term(const std::string& name) const {
        const auto known = terms_.find(name);
        if (known != terms_.end()) return known->second;
        const std::string prefix = name.substr(0, name.find(':'));
        for (const auto& [known_prefix, iri] : document_.prefixes)
            if (known_prefix == prefix && name.size() > prefix.size()) return {name, ""};
        throw RdfFormError("\"" + name + "\" is not a term of the context");
    }

    void add_values(Node& node, const Term& to, const Json& value) {
        if (value.is_array())
            for (const Json& one : value) node.properties.emplace_back(to.property, object(to, one));
        else
            node.properties.emplace_back(to.property, object(to, value));
    }

    Object object(const Term& of, const Json& value) {
        if (value.is_string()) return Literal{value.get<std::string>(), of.language, ""};
        if (value.is_boolean()) return Literal{value.get<bool>() ? "true" : "false", "", "xsd:boolean"};
        if (value.is_number_integer()) return Literal{value.dump(), "", "xsd:integer"};
        if (!value.is_object())
            throw RdfFormError("a value of " + of.property + " is of no form that is used");
        if (value.contains("@value"))
            return Literal{value["@value"].get<std::string>(), value.value("@language", ""),
                           value.value("@type", "")};
        if (value.size() == 1 && value.contains("@id"))
            return Iri{escaped_iri(value["@id"].get<std::string>())};
        return std::vector<Node>{read_node(value)};
    }

    Document document_;
    std::map<std::string, Term> terms_;
};

} // namespace

Document read_document(const std::string& jsonld) {
    try {
        return DocumentReader().read(Json::parse(jsonld));
    } catch (const Json::exception& error) {
        throw RdfFormError(std::string("the catalogue is not of the form that is written: ") + error.what());
    }
}

} // namespace moisson::rdf
