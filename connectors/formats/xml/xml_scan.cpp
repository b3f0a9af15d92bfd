#include "connectors/formats/xml/xml_scan.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <string>

namespace moisson {
namespace {

/// Of "#233" or "#xE9"; 0 when it is no number, or of a character that XML does not allow.
char32_t numbered_character(std::string_view text) {
    const bool hexadecimal = text.size() > 1 && text[1] == 'x';
    std::string_view digits = text.substr(hexadecimal ? 2 : 1);
    char32_t number = 0;
    for (const char c : digits) {
        const int digit = hex_digit(c);
        if (digit < 0 || (digit > 9 && !hexadecimal) || number > 0x10FFFF) return 0;
        number = number * (hexadecimal ? 16 : 10) + static_cast<char32_t>(digit);
    }
    const bool control = number < 0x20 && number != '\t' && number != '\n' && number != '\r';
    const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
    return control || surrogate || number == 0xFFFE || number == 0xFFFF || number > 0x10FFFF ? 0 : number;
}

char32_t named_character(std::string_view name) {
    constexpr std::pair<std::string_view, char> names[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [known, character] : names)
        if (name == known) return static_cast<char32_t>(character);
    return 0;
}

/// The value in quotes behind `name` =, with white space before it; moves `at` behind it. Empty when it is
/// The value in quotes behind `name` =, with white space before it; moves `at` behind it. Without data when
/// it is not there.
std::string_view take_pseudo_attribute(const char*& at, std::string_view name) {
    const char* next = skip_xml_space(at);
    if (next == at || std::string_view(next, name.size()) != name) return {};
    next = skip_xml_space(next + name.size());
    if (*next != '=') return {};
    next = skip_xml_space(next + 1);
    if (*next != '"' && *next != '\'') return {};
    const char* const end = find_in_xml_value(next + 1, *next);
    if (*end != *next) return {};
    at = end + 1;
    return {next + 1, static_cast<std::size_t>(end - next) - 1};
}

bool is_utf8_label(std::string_view label) {
    return label.size() == 5 && std::equal(label.begin(), label.end(), "utf-8", [](char c, char lower) {
               return (c >= 'A' && c <= 'Z' ? c | 0x20 : c) == lower;
           });
}

/// Controls but white space may not stand in XML.
bool is_xml_text(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
}

} // namespace

XmlReference read_xml_reference(const char* at, const char* end) {
    XmlReference reference;
    const std::string_view text(at, std::min(longest_xml_reference, static_cast<std::size_t>(end - at)));
    const std::size_t last = text.find(';');
    if (last == text.npos) {
        reference.is_cut = text.size() < longest_xml_reference;
        return reference;
    }
    const std::string_view name = text.substr(1, last - 1);
    const char32_t character = name.starts_with('#') ? numbered_character(name) : named_character(name);
    if (character == 0) return reference;
    std::string bytes;
    append_utf8(bytes, character);
    reference.size = bytes.copy(reference.bytes, sizeof reference.bytes);
    reference.end = at + last + 1;
    return reference;
}

const char* read_xml_declaration(const char* at, XmlDeclaration& declaration) {
    if (take_pseudo_attribute(at, "version") != "1.0") return nullptr;
    declaration.encoding = take_pseudo_attribute(at, "encoding");
    if (declaration.encoding.data() && !is_utf8_label(declaration.encoding)) return nullptr;
    const std::string_view alone = take_pseudo_attribute(at, "standalone");
    if (alone.data() && alone != "yes" && alone != "no") return nullptr;
    at = skip_xml_space(at);
    return at[0] == '?' && at[1] == '>' ? at + 2 : nullptr;
}

const char* xml_comment_end(const char* at, const char* end) {
    const std::string_view inside(at + 4, static_cast<std::size_t>(end - at) - 4);
    const std::size_t dashes = inside.find("--");
    if (dashes == inside.npos || dashes + 2 >= inside.size() || inside[dashes + 2] != '>') return nullptr;
    return is_xml_text(inside.substr(0, dashes)) ? inside.data() + dashes + 3 : nullptr;
}

const char* xml_cdata_end(const char* at, const char* end) {
    const std::string_view inside(at + 9, static_cast<std::size_t>(end - at) - 9);
    const std::size_t last = inside.find("]]>");
    return last != inside.npos && is_xml_text(inside.substr(0, last)) ? inside.data() + last + 3 : nullptr;
}

} // namespace moisson
