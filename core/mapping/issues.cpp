#include "core/mapping/issues.hpp"

#include "core/text/utf8.hpp"

#include <cstdio>

namespace moisson {
namespace {

constexpr std::size_t max_in_sentence = 60;

bool is_hidden(char32_t c) {
    return c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || c == 0xAD;
}

void append_escaped(std::string& out, const char* format, unsigned value) {
    char text[16];
    std::snprintf(text, sizeof text, format, value);
    out += text;
}

std::string in_quotes(std::string_view text) { return "« " + std::string(text) + " »"; }

} // namespace

std::string shown_value(std::string_view value, std::size_t limit) {
    std::string out;
    std::size_t count = 0;
    for (std::size_t at = 0; at < value.size(); ++count) {
        if (count == limit) return out + "…";
        const std::size_t start = at;
        const char32_t c = next_code_point(value, at);
        if (c == 0xFFFD && at == start + 1)
            append_escaped(out, "\\x%02X", static_cast<unsigned char>(value[start]));
        else if (is_hidden(c))
            append_escaped(out, "\\u{%04X}", static_cast<unsigned>(c));
        else
            out.append(value.substr(start, at - start));
    }
    return out;
}

void IssueSink::add(Severity severity, std::string_view code, const Field* field, std::string_view value,
                    std::string_view sentence) {
    Issue issue;
    issue.severity = severity;
    issue.code = code;
    if (field) issue.field = field->name;
    issue.value = shown_value(value);
    for (std::size_t at = 0; at < sentence.size(); ++at) {
        const char next = sentence[at] == '%' && at + 1 < sentence.size() ? sentence[at + 1] : '\0';
        if (next == 'v')
            issue.message += in_quotes(shown_value(value, max_in_sentence));
        else if (next == 'f')
            issue.message += in_quotes(field ? field->title : "?");
        else
            issue.message += sentence[at];
        if (next == 'v' || next == 'f') ++at;
    }
    issues_.push_back(std::move(issue));
}

} // namespace moisson
