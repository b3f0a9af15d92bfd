#include "connectors/formats/rdf/json_ld.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/json/json_document.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/rdf/json_ld_context.hpp"
#include "core/text/utf8.hpp"

#include <nlohmann/json.hpp>

namespace moisson {
namespace {

using Json = nlohmann::json;

bool is_surrogate(std::string_view escape, char low, char high) {
    if (escape.size() < 6 || escape[1] != 'u' || (escape[2] | 0x20) != 'd') return false;
    const char third = static_cast<char>(escape[3] | 0x20);
    return third >= low && third <= high;
}

/// Bytes that are not UTF-8 and halves of characters become U+FFFD: they cost a letter, not the data set.
std::string with_sound_texts(std::string_view json) {
    std::string out;
    for (std::size_t at = 0; at < json.size();) {
        const std::string_view rest = json.substr(at);
        if (rest[0] == '\\' && rest.size() > 1) {
            const bool pair = is_surrogate(rest, '8', 'b') && is_surrogate(rest.substr(6), 'c', 'f');
            const bool lone = !pair && is_surrogate(rest, '8', 'f');
            const std::size_t size = pair ? 12 : lone ? 6 : 2;
            out.append(lone ? std::string_view("\\uFFFD") : rest.substr(0, size));
            at += size;
        } else {
            append_utf8(out, next_code_point(json, at));
        }
    }
    return out;
}

/// Nodes of one JSON value → triples.
class JsonLdExpander {
public:
    explicit JsonLdExpander(RdfSink& sink) : sink_(sink) {}

    /// A node, or a list of nodes. Returns the name of the node, "_:…" for a blank one.
    std::string node(const Json& value, const JsonLdContext& outer) {
        JsonLdContext own("");
        const JsonLdContext* context = &outer;
        if (const auto at = value.find("@context"); at != value.end()) {
            own = outer;
            own.add(*at);
            context = &own;
        }
        const std::string name = name_of(value, *context);
        for (const auto& [key, member] : value.items()) this->member(name, key, member, *context);
        return name;
    }

    /// One member of the node `subject`, keywords too.
    void member(const std::string& subject, const std::string& key, const Json& value,
                const JsonLdContext& context) {
        const std::string_view keyword = context.keyword(key);
        if (keyword == "@type") return types(subject, value, context);
        if (keyword == "@graph" || keyword == "@included") return nodes(value, context);
        if (keyword == "@reverse") return reversed(subject, value, context);
        if (!keyword.empty()) return;
        const JsonLdTerm* term = context.term(key);
        const std::string predicate = context.expand(key);
        if (predicate.empty()) return;
        if (term && term->reverse) return nodes_about(subject, predicate, value, context);
        this->values(subject, predicate, value, term, context);
    }

    std::string new_name() { return "_:j" + std::to_string(++blanks_); }

    void nodes(const Json& value, const JsonLdContext& context) {
        if (value.is_array())
            for (const Json& one : value) nodes(one, context);
        else if (value.is_object())
            node(value, context);
    }

private:
    static RdfTerm term_of(const std::string& name) {
        return name.starts_with("_:") ? blank_term(std::string_view(name).substr(2)) : iri_term(name);
    }

    std::string name_of(const Json& node, const JsonLdContext& context) {
        for (const auto& [key, value] : node.items())
            if (context.keyword(key) == "@id" && value.is_string() &&
                !value.get_ref<const std::string&>().empty())
                return context.expand_id(value.get_ref<const std::string&>());
        return new_name();
    }

    void types(const std::string& subject, const Json& value, const JsonLdContext& context) {
        if (value.is_array())
            for (const Json& one : value) types(subject, one, context);
        else if (value.is_string())
            if (const std::string iri = context.expand(value.get_ref<const std::string&>()); !iri.empty())
                sink_.triple(term_of(subject), rdf_name::type, iri_term(iri));
    }

    void reversed(const std::string& subject, const Json& value, const JsonLdContext& context) {
        if (!value.is_object()) return;
        for (const auto& [key, nodes] : value.items())
            if (const std::string predicate = context.expand(key); !predicate.empty())
                nodes_about(subject, predicate, nodes, context);
    }

    void nodes_about(const std::string& subject, const std::string& predicate, const Json& value,
                     const JsonLdContext& context) {
        if (value.is_array())
            for (const Json& one : value) nodes_about(subject, predicate, one, context);
        else if (value.is_object())
            sink_.triple(term_of(node(value, context)), predicate, term_of(subject));
        else if (value.is_string())
            sink_.triple(term_of(context.expand_id(value.get_ref<const std::string&>())), predicate,
                         term_of(subject));
    }

    void values(const std::string& subject, const std::string& predicate, const Json& value,
                const JsonLdTerm* term, const JsonLdContext& context) {
        if (value.is_array()) {
            for (const Json& one : value) values(subject, predicate, one, term, context);
        } else if (value.is_object()) {
            object(subject, predicate, value, term, context);
        } else if (value.is_string()) {
            text(subject, predicate, value.get_ref<const std::string&>(), term, context);
        } else if (!value.is_null()) {
            sink_.triple(term_of(subject), predicate, literal_term(value.dump()));
        }
    }

    void text(const std::string& subject, const std::string& predicate, const std::string& value,
              const JsonLdTerm* term, const JsonLdContext& context) {
        const std::string type = term ? term->type : std::string();
        if (type == "@id" || type == "@vocab") {
            const std::string name = type == "@vocab" ? context.expand(value) : context.expand_id(value);
            if (!name.empty()) sink_.triple(term_of(subject), predicate, term_of(name));
            return;
        }
        const std::string& language = term && term->language ? *term->language : context.language();
        sink_.triple(
            term_of(subject), predicate,
            literal_term(value, type.empty() ? std::string_view(language) : std::string_view(), type));
    }

    void object(const std::string& subject, const std::string& predicate, const Json& value,
                const JsonLdTerm* term, const JsonLdContext& context) {
        for (const char* wrapper : {"@list", "@set"})
            if (const auto at = value.find(wrapper); at != value.end())
                return values(subject, predicate, *at, term, context);
        if (term && term->container == "@language" && !value.contains("@value")) {
            for (const auto& [language, texts] : value.items())
                for (const Json& one : texts.is_array() ? texts : Json::array({texts}))
                    if (one.is_string())
                        sink_.triple(term_of(subject), predicate,
                                     literal_term(one.get_ref<const std::string&>(), language));
            return;
        }
        for (const auto& [key, one] : value.items())
            if (context.keyword(key) == "@value") return literal(subject, predicate, one, value, context);
        const std::string name = node(value, context);
        sink_.triple(term_of(subject), predicate, term_of(name));
    }

    void literal(const std::string& subject, const std::string& predicate, const Json& value,
                 const Json& object, const JsonLdContext& context) {
        std::string language, type;
        for (const auto& [key, one] : object.items()) {
            if (!one.is_string()) continue;
            if (context.keyword(key) == "@language") language = one.get<std::string>();
            if (context.keyword(key) == "@type") type = context.expand(one.get_ref<const std::string&>());
        }
        if (value.is_null()) return;
        const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
        sink_.triple(term_of(subject), predicate, literal_term(text, language, type));
    }

    RdfSink& sink_;
    std::uint64_t blanks_ = 0;
};

/// The outermost brackets, without holding what is between them.
class JsonLdReader {
public:
    JsonLdReader(const OpenBytes& open, const std::string& base, RdfSink& sink)
        : open_(open), bytes_(open()), scanner_(*bytes_), walker_(scanner_), context_(base), expander_(sink) {
    }

    void run() {
        const char first = scanner_.peek();
        if (first == '[') {
            each_element([&] { expander_.nodes(value(1), context_); });
        } else if (first == '{') {
            outermost_object();
        } else {
            scanner_.fail_unexpected("a JSON object or array");
        }
        if (!scanner_.at_end())
            scanner_.fail(format_code::trailing_data, "there is more after the document.");
    }

private:
    /// Member of the outermost object, wherever it stands.
    Json probe(const char* key) {
        JsonDocument document(open_);
        if (!document.descend({key})) return {};
        return value_at(document.scanner(), document.walker(), document.depth(),
                        format_limit::json_ld_context);
    }

    Json value(std::size_t depth) { return value_at(scanner_, walker_, depth, format_limit::json_element); }

    static Json value_at(JsonScanner& scanner, JsonWalker& walker, std::size_t depth, std::size_t limit) {
        scanner.peek();
        scanner.keep();
        walker.walk(nullptr, depth);
        const std::string_view text = scanner.kept(0, scanner.offset());
        if (text.size() > limit)
            scanner.fail(format_code::element_too_long,
                         "one element is longer than " + std::to_string(limit >> 20) + " MiB.");
        Json json = Json::parse(text, nullptr, false);
        if (json.is_discarded()) json = Json::parse(with_sound_texts(text), nullptr, false);
        if (json.is_discarded()) scanner.fail(format_code::invalid_string, "a text is not Unicode.");
        scanner.release();
        return json;
    }

    template<class Work>
    void each_element(Work work) {
        if (scanner_.take_and_peek() == ']') return scanner_.take();
        for (;;) {
            work();
            const char next = scanner_.peek();
            if (next != ',' && next != ']') scanner_.fail_unexpected("\",\" or \"]\"");
            scanner_.take();
            if (next == ']') return;
        }
    }

    void outermost_object() {
        context_.add(probe("@context"));
        Json id = probe("@id");
        if (!id.is_string()) id = probe("id");
        const bool named = id.is_string() && !id.get_ref<const std::string&>().empty();
        const std::string name =
            named ? context_.expand_id(id.get_ref<const std::string&>()) : expander_.new_name();
        const std::size_t mark = walker_.keys().open();
        if (scanner_.take_and_peek() == '}') return scanner_.take();
        for (;;) {
            const std::string key(walker_.key(mark));
            if (scanner_.peek() != ':') scanner_.fail_unexpected("\":\"");
            scanner_.take();
            member(name, key);
            const char next = scanner_.peek();
            if (next != ',' && next != '}') scanner_.fail_unexpected("\",\" or \"}\"");
            scanner_.take();
            if (next == '}') return;
        }
    }

    void member(const std::string& name, const std::string& key) {
        const char first = scanner_.peek();
        if (key == "@context" || (first != '[' && first != '{'))
            return expander_.member(name, key, value(1), context_);
        if (first == '[')
            each_element([&] { expander_.member(name, key, value(2), context_); });
        else
            expander_.member(name, key, value(1), context_);
    }

    OpenBytes open_;
    std::unique_ptr<ByteSource> bytes_;
    JsonScanner scanner_;
    JsonWalker walker_;
    JsonLdContext context_;
    JsonLdExpander expander_;
};

} // namespace

void read_json_ld(const OpenBytes& open, const std::string& base, RdfSink& sink) {
    JsonLdReader(open, base, sink).run();
}

} // namespace moisson
