#include "connectors/formats/rdf/json_ld_context.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/rdf/rdf_terms.hpp"
#include "core/text/utf8.hpp"

#include <nlohmann/json.hpp>

namespace moisson {
namespace {

using Json = nlohmann::json;

std::string text_member(const Json& object, const char* key) {
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

[[noreturn]] void refuse_context(const std::string& address) {
    throw FormatError(
        format_code::rdf_unknown_context, 0, 0,
        "the document says what its keys mean in a context at \"" +
            std::string(code_point_prefix(address, 200)) +
            "\", which is not built in; contexts are never fetched. Ask the portal for RDF/XML or "
            "Turtle, or for JSON-LD with its context inside.");
}

/// "skos:broader" has a prefix; "http://…" is an address.
bool is_compact(std::string_view name, std::size_t colon) {
    return colon != name.npos && !name.substr(colon + 1).starts_with("//") && name.substr(0, colon) != "_";
}

} // namespace

void JsonLdContext::add(const Json& context) {
    if (context.is_null()) {
        *this = JsonLdContext(base_);
    } else if (context.is_array()) {
        for (const Json& part : context) add(part);
    } else if (context.is_string()) {
        const std::string address = context.get<std::string>();
        const std::string_view known = built_in_context(address);
        if (known.empty()) refuse_context(address);
        add_object(Json::parse(known));
    } else if (context.is_object()) {
        add_object(context);
    }
}

void JsonLdContext::add_object(const Json& context) {
    if (const auto at = context.find("@base"); at != context.end() && at->is_string()) {
        std::string base;
        resolve_iri(base_, at->get_ref<const std::string&>(), base);
        base_ = base;
    }
    if (context.contains("@vocab")) vocabulary_ = expand_in(text_member(context, "@vocab"), &context, 0);
    if (context.contains("@language")) language_ = text_member(context, "@language");
    for (const auto& [name, definition] : context.items())
        if (!name.starts_with('@')) add_term(name, definition, context);
}

void JsonLdContext::add_term(const std::string& name, const Json& definition, const Json& context) {
    JsonLdTerm term;
    if (definition.is_string()) {
        term.iri = expand_in(definition.get_ref<const std::string&>(), &context, 0);
    } else if (definition.is_object()) {
        term.reverse = definition.contains("@reverse");
        const std::string id = text_member(definition, term.reverse ? "@reverse" : "@id");
        term.iri = expand_in(id.empty() ? std::string_view(name) : id, &context, 0);
        term.type = expand_in(text_member(definition, "@type"), &context, 0);
        term.container = text_member(definition, "@container");
        if (definition.contains("@language")) term.language = text_member(definition, "@language");
    }
    terms_[name] = std::move(term);
}

/// `context`: the one that is being read, whose terms may use each other in any order.
std::string JsonLdContext::expand_in(std::string_view name, const Json* context, int depth) const {
    if (name.empty() || name.starts_with('@') || depth > 8) return std::string(name);
    if (context)
        if (const auto at = context->find(name); at != context->end()) {
            const std::string id = at->is_string() ? at->get<std::string>() : text_member(*at, "@id");
            if (!id.empty() && id != name) return expand_in(id, context, depth + 1);
        }
    if (const JsonLdTerm* known = term(name)) return known->iri;
    const std::size_t colon = name.find(':');
    if (!is_compact(name, colon)) return std::string(colon == name.npos ? vocabulary_ : "").append(name);
    const std::string prefix(name.substr(0, colon));
    const bool bound = (context && context->contains(prefix)) || term(prefix);
    if (!bound) return std::string(name);
    return expand_in(prefix, context, depth + 1).append(name.substr(colon + 1));
}

std::string JsonLdContext::expand(std::string_view name) const {
    std::string iri = expand_in(name, nullptr, 0);
    return iri.find(':') == iri.npos && !iri.starts_with('@') ? std::string() : iri;
}

std::string JsonLdContext::expand_id(std::string_view value) const {
    if (value.starts_with("_:")) return std::string(value);
    const std::size_t colon = value.find(':');
    if (is_compact(value, colon) && term(value.substr(0, colon))) return expand_in(value, nullptr, 0);
    std::string iri;
    resolve_iri(base_, value, iri);
    return iri;
}

const JsonLdTerm* JsonLdContext::term(std::string_view name) const {
    const auto at = terms_.find(name);
    return at == terms_.end() ? nullptr : &at->second;
}

std::string_view JsonLdContext::keyword(std::string_view key) const {
    if (key.starts_with('@')) return key;
    const JsonLdTerm* alias = term(key);
    return alias && alias->iri.starts_with('@') ? std::string_view(alias->iri) : std::string_view();
}

} // namespace moisson
