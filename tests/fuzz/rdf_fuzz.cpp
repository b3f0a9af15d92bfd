// RDF/XML, Turtle and JSON-LD: any bytes as triples and as a catalogue. What is read can be written and read
// again.
#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/rdf/rdf_document.hpp"
#include "tests/fuzz/support/decoding.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <algorithm>
#include <cstdio>

using namespace moisson;

namespace {

/// Signs that every syntax writes in an address without an escape.
bool is_plain_iri(std::string_view iri) {
    return iri.starts_with("http://") && std::all_of(iri.begin(), iri.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("/:#_-").find(c) != std::string_view::npos;
           });
}

bool is_plain_language(std::string_view language) {
    return !language.empty() && language.size() < 9 &&
           std::all_of(language.begin(), language.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_plain_text(std::string_view text) {
    return is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
               return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
           });
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) switch (c) {
        case '\n':
            out += "\\n";
            break;
        case '\t':
            out += "\\t";
            break;
        case '"':
        case '\\':
            out += '\\';
            [[fallthrough]];
        default:
            out += c;
        }
    return out + '"';
}

/// Every triple as one line of text, and those that need no escapes in their addresses as N-Triples.
class Collected final : public RdfSink {
public:
    std::vector<std::string> all, plain;

    void triple(const RdfTerm& subject, std::string_view predicate, const RdfTerm& object) override {
        fuzz::require(subject.is_node() && !predicate.empty(), "a triple says something of a node",
                      predicate);
        fuzz::require(object.language.empty() || object.datatype.empty(),
                      "a literal has a language or a type, not both", object.value);
        fuzz::require(object.value.size() <= format_limit::rdf_literal || !object.cut,
                      "a literal that is cut is short", object.value.substr(0, 100));
        for (const std::string_view text :
             {subject.value, predicate, object.value, object.language, object.datatype})
            fuzz::require(is_valid_utf8(text), "what a triple says is UTF-8", text);
        all.push_back(shown(subject) + ' ' + std::string(predicate) + ' ' + shown(object));
        if (is_plain_iri(predicate) && is_plain(subject) && is_plain(object) && !object.cut)
            plain.push_back(written(subject) + " <" + std::string(predicate) + "> " + written(object) +
                            " .\n");
    }

private:
    static bool is_plain(const RdfTerm& term) {
        if (term.kind == RdfTerm::Kind::blank) return true;
        if (term.kind == RdfTerm::Kind::iri) return is_plain_iri(term.value);
        return is_plain_text(term.value) && (term.language.empty() || is_plain_language(term.language)) &&
               (term.datatype.empty() || is_plain_iri(term.datatype));
    }
    /// Labels of blank nodes are the reader's own.
    static std::string shown(const RdfTerm& term) {
        if (term.kind == RdfTerm::Kind::blank) return "_";
        return std::string(term.value) + '@' + std::string(term.language) + '^' + std::string(term.datatype);
    }
    static std::string written(const RdfTerm& term) {
        if (term.kind == RdfTerm::Kind::blank) return "_:b";
        if (term.kind == RdfTerm::Kind::iri) return "<" + std::string(term.value) + ">";
        std::string out = quoted(term.value);
        if (!term.language.empty()) out += "@" + std::string(term.language);
        if (!term.datatype.empty()) out += "^^<" + std::string(term.datatype) + ">";
        return out;
    }
};

/// False: refused.
bool collect(std::string_view document, Collected& sink) {
    const fuzz::MemoryFile file(document);
    std::vector<Issue> warnings;
    try {
        read_rdf(byte_opener(file.path(), Expected::rdf), "http://portail.example/catalogue", sink, warnings);
    } catch (const FormatError& error) {
        fuzz::require(is_valid_utf8(error.what()), "messages are UTF-8", error.what());
        return false;
    }
    return true;
}

std::string sorted(std::vector<std::string> lines) {
    std::sort(lines.begin(), lines.end());
    std::string out;
    for (const std::string& line : lines) out += line + '\n';
    return out;
}

void check_triples(std::string_view input) {
    Collected whole;
    const bool read = collect(input, whole);
    if (!read) return;
    Collected again;
    {
        const fuzz::ReadInPieces pieces(input);
        fuzz::require(collect(input, again), "reads in pieces refuse nothing", input);
    }
    fuzz::require(whole.all == again.all, "reads in pieces change nothing", sorted(whole.all),
                  sorted(again.all));
    if (whole.plain.empty()) return;
    std::string document;
    for (const std::string& line : whole.plain) document += line;
    Collected written;
    fuzz::require(collect(document, written), "what was read can be written and read", document);
    fuzz::require(sorted(written.plain) == sorted(whole.plain), "and is the same", document,
                  sorted(written.plain));
}

} // namespace

FUZZ_TARGET(input) {
    check_triples(input);
    SourceConfig catalogue = test::source_of("xml"); // errors are compared as those of expat
    catalogue.portal.type = "dcat";
    catalogue.portal.root = "http://portail.example/catalogue";
    fuzz::decode_checked(catalogue, input,
                         {"@identifier", "@title", "@resources", "@licence", "dct:provenance/rdfs:label"});
}
