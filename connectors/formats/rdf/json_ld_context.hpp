// JSON-LD: what the keys of a document mean. Contexts are never fetched: those that portals name are built
// in.
#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

struct JsonLdTerm {
    std::string iri;                     ///< "" = the term means nothing
    std::string type;                    ///< "@id", "@vocab", the IRI of a datatype, or ""
    std::string container;               ///< "@language", "@list", … or ""
    std::optional<std::string> language; ///< "" = none, whatever the default is
    bool reverse = false;
};

/// Values; copied where a node has a context of its own.
class JsonLdContext {
public:
    explicit JsonLdContext(std::string base) : base_(std::move(base)) {}

    /// Takes over what `context` says: an object, the address of a known context, null, or an array of
    /// these. Throws FormatError for an address that is not built in.
    void add(const nlohmann::json& context);

    /// A key, or a value of @type or of a "@vocab" term. "" when it means nothing here.
    std::string expand(std::string_view name) const;
    /// A value of @id. Blank nodes keep "_:".
    std::string expand_id(std::string_view value) const;
    const JsonLdTerm* term(std::string_view name) const;
    /// "@id" for "@id" and for the terms that stand for it; else "".
    std::string_view keyword(std::string_view key) const;
    const std::string& language() const { return language_; }

private:
    void add_object(const nlohmann::json& context);
    void add_term(const std::string& name, const nlohmann::json& definition, const nlohmann::json& context);
    std::string expand_in(std::string_view name, const nlohmann::json* context, int depth) const;

    std::string base_, vocabulary_, language_;
    std::map<std::string, JsonLdTerm, std::less<>> terms_;
};

/// JSON of the built-in context that stands for the address; "" when there is none.
std::string_view built_in_context(std::string_view address);

} // namespace moisson
