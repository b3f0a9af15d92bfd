#include "connectors/formats/rdf/rdf_terms.hpp"

#include "connectors/formats/limits.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {
namespace {

bool is_iri_space(char c) { return static_cast<unsigned char>(c) <= 0x20; }

/// Position behind "scheme:", 0 when there is none.
std::size_t behind_scheme(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c == ':') return i ? i + 1 : 0;
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) return 0;
    }
    return 0;
}

/// "a/b/../c" → "a/c", "./x" → "x"; `path` starts with "/".
std::string without_dots(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::string_view step = path.substr(0, end);
        const bool last = end == path.size();
        path.remove_prefix(end);
        if (step == "/.." || step == "/.") {
            if (step == "/..") out.erase(out.rfind('/') == out.npos ? 0 : out.rfind('/'));
            if (last) out += '/';
        } else {
            out += step;
        }
    }
    return out;
}

void resolve_relative(std::string_view base, std::string_view reference, std::string& out) {
    const std::size_t scheme = behind_scheme(base);
    base = base.substr(0, base.find('#'));
    if (reference.empty() || reference[0] == '#') {
        out.assign(base).append(reference);
        return;
    }
    if (scheme == 0 || !base.substr(scheme).starts_with("//")) { // "urn:…": nothing to resolve against
        out.assign(reference);
        return;
    }
    if (reference.starts_with("//")) {
        out.assign(base.substr(0, scheme)).append(reference);
        return;
    }
    const std::size_t root = std::min(base.find_first_of("/?", scheme + 2), base.size());
    const std::string_view base_path = base.substr(root, base.find('?', root) - root);
    const std::size_t tail = std::min(reference.find_first_of("?#"), reference.size());
    const std::string_view path = reference.substr(0, tail);
    std::string merged;
    if (path.empty())
        merged = base_path;
    else if (path[0] == '/')
        merged = path;
    else
        merged = std::string(base_path.substr(0, base_path.rfind('/') + 1)).append(path);
    if (merged.empty() || merged[0] != '/') merged.insert(0, "/");
    out.assign(base.substr(0, root)).append(without_dots(merged)).append(reference.substr(tail));
}

} // namespace

RdfTerm literal_term(std::string_view text, std::string_view language, std::string_view datatype) {
    RdfTerm term{RdfTerm::Kind::literal, text, language, datatype, text.size() > format_limit::rdf_literal};
    term.value = byte_prefix(text, format_limit::rdf_literal);
    return term;
}

void resolve_iri(std::string_view base, std::string_view reference, std::string& out) {
    while (!reference.empty() && is_iri_space(reference.front())) reference.remove_prefix(1);
    while (!reference.empty() && is_iri_space(reference.back())) reference.remove_suffix(1);
    if (behind_scheme(reference) > 0 || base.empty())
        out.assign(reference);
    else
        resolve_relative(base, reference, out);
    out.erase(
        std::remove_if(out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
        out.end());
}

} // namespace moisson
