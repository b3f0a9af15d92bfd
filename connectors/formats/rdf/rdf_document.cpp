#include "connectors/formats/rdf/rdf_document.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/rdf/json_ld.hpp"
#include "connectors/formats/rdf/rdf_xml.hpp"
#include "connectors/formats/rdf/turtle.hpp"
#include "connectors/formats/repair_texts.hpp"
#include "connectors/formats/sniff.hpp"
#include "connectors/formats/xml/repair_xml.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

/// "<rdf:RDF ", "<Catalog>" – but not "<http://a/b>" nor "<urn:x:y>", which open a line of Turtle.
bool opens_element(std::string_view text) {
    if (text.starts_with("<?") || text.starts_with("<!")) return true;
    std::size_t at = 1;
    while (at < text.size() && is_name_character(text[at])) ++at;
    const std::string_view name = text.substr(1, at - 1);
    const std::string_view rest = text.substr(at);
    return !name.empty() && std::count(name.begin(), name.end(), ':') <= 1 &&
           (rest.empty() || rest[0] != '/' || rest.starts_with("/>")) && !rest.starts_with("#");
}

/// Readers let bytes pass that are no characters: behind here each is U+FFFD.
class SoundTriples final : public RdfSink {
public:
    explicit SoundTriples(RdfSink& sink) : sink_(sink) {}

    void triple(const RdfTerm& subject, std::string_view predicate, const RdfTerm& object) override {
        if (is_valid_utf8(subject.value) && is_valid_utf8(predicate) && is_valid_utf8(object.value) &&
            is_valid_utf8(object.language) && is_valid_utf8(object.datatype))
            return sink_.triple(subject, predicate, object);
        std::vector<std::string_view> texts{subject.value, predicate, object.value, object.language,
                                            object.datatype};
        repair_texts(texts, copies_);
        RdfTerm from = subject, to = object;
        from.value = texts[0];
        to.value = texts[2];
        to.language = texts[3];
        to.datatype = texts[4];
        sink_.triple(from, texts[1], to);
    }

private:
    RdfSink& sink_;
    std::vector<std::string> copies_;
};

Issue rdf_warning(const char* code, std::string message) {
    return {Severity::warning, code, "", "", std::move(message)};
}

void read_turtle_document(const OpenBytes& open, const std::string& base, RdfSink& sink,
                          std::vector<Issue>& warnings) {
    const TurtleDoubts doubts = read_turtle(open(), base, sink);
    if (!doubts.tolerated.empty())
        warnings.push_back(
            rdf_warning(format_code::rdf_tolerated, doubts.tolerated + " (read all the same)"));
    if (doubts.unbound == 0) return;
    warnings.push_back(rdf_warning(
        format_code::rdf_unbound_prefix,
        std::to_string(doubts.unbound) + " triples use a prefix that is not declared (\"" +
            std::string(code_point_prefix(doubts.unbound_prefix, 60)) + ":\") and were left out"));
}

void read_xml_document(const OpenBytes& open, const std::string& base, RdfSink& sink,
                       std::vector<Issue>& warnings) {
    std::uint64_t replaced = 0;
    read_rdf_xml(repair_xml(open(), &replaced), base, sink);
    if (replaced > 0)
        warnings.push_back(
            rdf_warning(format_code::control_character,
                        std::to_string(replaced) + " characters that XML forbids were read as spaces"));
}

} // namespace

RdfSyntax rdf_syntax_of(std::string_view head) {
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    while (!head.empty() && static_cast<unsigned char>(head.front()) <= 0x20) head.remove_prefix(1);
    if (head.starts_with("{") || head.starts_with("[")) return RdfSyntax::json_ld;
    const bool utf16 = head.starts_with("\xFE\xFF") || head.starts_with("\xFF\xFE");
    return utf16 || (head.starts_with("<") && opens_element(head)) ? RdfSyntax::xml : RdfSyntax::turtle;
}

void read_rdf(const OpenBytes& open, const std::string& base, RdfSink& sink, std::vector<Issue>& warnings) {
    std::array<char, 512> bytes;
    const std::string_view head(bytes.data(), open()->read_fully(bytes.data(), bytes.size()));
    refuse_wrong_content(head, Expected::rdf);
    SoundTriples sound(sink);
    switch (rdf_syntax_of(head)) {
    case RdfSyntax::xml:
        return read_xml_document(open, base, sound, warnings);
    case RdfSyntax::turtle:
        return read_turtle_document(open, base, sound, warnings);
    case RdfSyntax::json_ld:
        return read_json_ld(open, base, sound);
    }
}

} // namespace moisson
