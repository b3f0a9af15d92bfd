#include "connectors/formats/sniff.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace moisson {
namespace {

using namespace std::string_view_literals;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view skip_space(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    return text;
}

bool starts_with_folded(std::string_view text, std::string_view lower) {
    if (text.size() < lower.size()) return false;
    return std::equal(lower.begin(), lower.end(), text.begin(),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

/// Behind `<?xml …?>` and comments.
std::string_view skip_prolog(std::string_view text) {
    for (;;) {
        const std::string_view end = text.starts_with("<?")     ? "?>"sv
                                     : text.starts_with("<!--") ? "-->"sv
                                                                : ""sv;
        if (end.empty()) return text;
        const auto at = text.find(end);
        if (at == std::string_view::npos) return {};
        text = skip_space(text.substr(at + end.size()));
    }
}

bool is_html(std::string_view text) {
    static constexpr std::array tags{"<!doctype html"sv, "<html"sv,  "<head"sv, "<body"sv, "<title"sv,
                                     "<script"sv,        "<meta"sv,  "<div"sv,  "<h1"sv,   "<center"sv,
                                     "<form"sv,          "<iframe"sv};
    text = skip_prolog(text);
    return std::any_of(tags.begin(), tags.end(), [&](auto tag) { return starts_with_folded(text, tag); });
}

/// A name for what the magic number shows, empty when nothing is recognised.
std::string_view binary_kind(std::string_view head) {
    if (head.starts_with("%PDF-")) return "a PDF document";
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06"))
        return "a ZIP archive or a spreadsheet";
    if (head.starts_with("\x1F\x8B")) return "gzip data";
    if (head.starts_with("\x89PNG") || head.starts_with("\xFF\xD8\xFF") || head.starts_with("GIF8"))
        return "an image";
    if (head.starts_with("SQLite format 3")) return "an SQLite database";
    if (head.starts_with("7z\xBC\xAF") || head.starts_with("Rar!")) return "a 7z or RAR archive";
    if (head.starts_with("PAR1")) return "a Parquet file";
    return {};
}

bool looks_like_json(std::string_view text) {
    if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
    const bool object = text.front() == '{';
    text = skip_space(text.substr(1));
    if (text.empty()) return true;
    return object ? text.front() == '"' || text.front() == '}' : text.front() == '{' || text.front() == ']';
}

const char* code_of(Expected expected) {
    switch (expected) {
    case Expected::csv:
        return format_code::not_csv;
    case Expected::json:
        return format_code::not_json;
    case Expected::xml:
        return format_code::not_xml;
    case Expected::sheet:
        return format_code::not_spreadsheet;
    case Expected::rdf:
        return format_code::not_rdf;
    }
    return format_code::syntax;
}

std::string name_of(Expected expected) {
    return expected == Expected::csv    ? "CSV"
           : expected == Expected::json ? "JSON"
           : expected == Expected::xml  ? "XML"
           : expected == Expected::rdf  ? "RDF (RDF/XML, Turtle or JSON-LD)"
                                        : "a spreadsheet (xlsx or ods)";
}

} // namespace

void refuse_content(Expected expected, std::string_view seen, const std::string& remedy) {
    throw FormatError(code_of(expected), 1, 1,
                      "the source is declared as " + name_of(expected) + " but sent " + std::string(seen) +
                          ". " + (remedy.empty() ? "Check the address, or correct [source] type" : remedy) +
                          ".");
}

void refuse_wrong_content(std::string_view head, Expected expected) {
    if (head.starts_with("\xD0\xCF\x11\xE0"))
        refuse_content(expected, "an old Excel or Word file",
                       "Ask the producer to save it as .xlsx ([source] type = \"xlsx\") or as CSV");
    if (const auto kind = binary_kind(head); !kind.empty()) refuse_content(expected, kind);
    const std::string_view text = skip_space(head);
    if (text.empty() && head.size() < 512)
        throw FormatError(format_code::empty_document, 1, 1,
                          "the document is empty (no byte but white space). An empty answer is never read as "
                          "\"everything was removed\"; ask the producer, then run again.");
    if (is_html(text))
        throw FormatError(
            format_code::html_instead_of_data, 1, 1,
            "the source sent an HTML page instead of " + name_of(expected) +
                " (a log-in, error or maintenance page?). Open the address in a browser, check the "
                "credentials, then run again.");
    if (expected == Expected::rdf) return; // its syntaxes begin with nearly anything
    if (expected != Expected::json && looks_like_json(text))
        refuse_content(expected, "JSON (an error message?)");
    if (expected == Expected::sheet && !text.starts_with("<?xml"))
        refuse_content(expected, "text",
                       "If it is CSV, write [source] type = \"csv\"; else check the address");
    if (expected != Expected::xml && text.starts_with("<?xml")) refuse_content(expected, "XML");
    if (expected == Expected::json && text.starts_with("<")) refuse_content(expected, "XML or HTML");
}

void refuse_wrong_content(ByteSource& bytes, Expected expected) {
    std::array<char, 512> head;
    refuse_wrong_content(std::string_view(head.data(), bytes.read_fully(head.data(), head.size())), expected);
}

} // namespace moisson
